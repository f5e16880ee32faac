#include "core/db/dberror.h"

#include "core/db/pqxxcompat.h"

#include <QHash>
#include <QRegularExpression>

namespace bedside::db {

namespace {

QString word(const char *text)
{
    return QString::fromLatin1(text);
}

//! The first line without the server's (translated) severity, if it is one of our reason words.
QString reasonOf(const char *message)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?:[^:\\n]*:\\s+)?([a-z_]+(?:\\.[a-z_]+)+)\\s*(?:\\n|$)"));
    return pattern.match(QString::fromUtf8(message)).captured(1);
}

Error lost(Sent sent, const char *what)
{
    if (sent == Sent::Yes)
        return {ErrorCode::OutcomeUnknown, word("answer.lost"), word(what)};
    return {ErrorCode::Offline, word("server.unreachable"), word(what)};
}

Error fromState(const std::string &state, const char *message, Sent sent)
{
    static const QHash<QString, ErrorCode> ours{{word("BS403"), ErrorCode::Denied},
                                                {word("BS404"), ErrorCode::NotFound},
                                                {word("BS409"), ErrorCode::Conflict},
                                                {word("BS422"), ErrorCode::Invalid},
                                                {word("BS503"), ErrorCode::Busy}};
    const auto code = QString::fromStdString(state);
    if (ours.contains(code))
        return {ours.value(code), reasonOf(message), code};
    // 57P01…57P05: the server shut down, crashed or ended the session in the middle.
    if (code.startsWith(u"08") || code.startsWith(u"57P"))
        return lost(sent, state.c_str());
    if (code == u"55P03" || code == u"57014" || code.startsWith(u"53"))
        return {ErrorCode::Busy, word(code == u"57014" ? "time.limit" : "server.busy"), code};
    if (code == u"40001" || code == u"40P01")
        return {ErrorCode::Busy, word("server.busy"), code};
    if (code == u"25006")
        return {ErrorCode::Busy, word("database.read_only"), code};
    if (code == u"3F000" || code == u"42883" || code == u"42P01")
        return {ErrorCode::Conflict, word("schema.absent"), code};
    if (code == u"42501")
        return {ErrorCode::Denied, word("account.not_allowed"), code};
    if (code.startsWith(u"22") || code.startsWith(u"23"))
        return {ErrorCode::Invalid, word("argument.malformed"), code};
    return {ErrorCode::Bug, word("database.unexpected"), code};
}

Error connectingError(const QString &text)
{
    const auto says = [&text](const char *part) {
        return text.contains(QLatin1String(part), Qt::CaseInsensitive);
    };
    if (says("password authentication failed") || says("no password supplied") || says("pg_hba.conf") ||
        says("is not permitted to log in") || says("authentication failed for user") ||
        (says("role \"") && says("does not exist")))
        return {ErrorCode::Denied, word("login.refused"), {}};
    if (says("database \"") && says("does not exist"))
        return {ErrorCode::NotFound, word("database.unknown"), {}};
    if (says("certificate") || says("SSL") || says("channel binding"))
        return {ErrorCode::Denied, word("server.untrusted"), {}};
    if (says("too many connections") || says("remaining connection slots") || says("starting up") ||
        says("connection limit"))
        return {ErrorCode::Busy, word("server.busy"), {}};
    if (says("read-only") || says("session is not read-write"))
        return {ErrorCode::Busy, word("database.read_only"), {}};
    return {ErrorCode::Offline, word("server.unreachable"), {}};
}

} // namespace

Error errorFromException(const std::exception_ptr &exception, Sent sent)
{
    // The order matters: 6.4 derives some of these from each other, and some carry no SQLSTATE (ADR 0002).
    try {
        std::rethrow_exception(exception);
    } catch (const pqxx::in_doubt_error &) {
        return {ErrorCode::OutcomeUnknown, word("answer.lost"), word("in doubt")};
    } catch (const pqxx::statement_completion_unknown &) {
        return {ErrorCode::OutcomeUnknown, word("answer.lost"), word("completion unknown")};
    } catch (const pqxx::too_many_connections &) {
        return {ErrorCode::Busy, word("server.busy"), word("53300")};
    } catch (const pqxx::broken_connection &) {
        return lost(sent, "connection broken");
    } catch (const pqxx::transaction_rollback &) {
        return {ErrorCode::Busy, word("server.busy"), word("rolled back")};
    } catch (const pqxx::insufficient_privilege &) {
        return {ErrorCode::Denied, word("account.not_allowed"), word("42501")};
    } catch (const pqxx::sql_error &error) {
        return fromState(sqlState(error), error.what(), sent);
    } catch (const std::exception &error) {
        return {ErrorCode::Bug, word("database.unexpected"), word(typeid(error).name())};
    } catch (...) {
        return {ErrorCode::Bug, word("database.unexpected"), {}};
    }
}

Error errorFromConnecting(const std::exception_ptr &exception)
{
    try {
        std::rethrow_exception(exception);
    } catch (const pqxx::too_many_connections &) {
        return {ErrorCode::Busy, word("server.busy"), {}};
    } catch (const pqxx::broken_connection &error) {
        return connectingError(QString::fromUtf8(error.what()));
    } catch (...) {
        return errorFromException(exception, Sent::No);
    }
}

} // namespace bedside::db
