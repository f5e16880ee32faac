#include "app/ctl/session.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace bedside::ctl {

namespace {

void print(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

const QHash<QString, QString> &sentences()
{
    static const QHash<QString, QString> known{
        {QStringLiteral("server.unreachable"), QStringLiteral("The database server cannot be reached.")},
        {QStringLiteral("server.silent"), QStringLiteral("The database server did not answer in time.")},
        {QStringLiteral("server.busy"), QStringLiteral("The database is busy; try again.")},
        {QStringLiteral("login.refused"), QStringLiteral("The server refused this login or its password.")},
        {QStringLiteral("server.untrusted"),
         QStringLiteral("The server's certificate could not be checked.")},
        {QStringLiteral("database.unknown"), QStringLiteral("There is no database of this name.")},
        {QStringLiteral("schema.absent"),
         QStringLiteral("This database is not prepared for Bedside; run bedsidectl migrate.")},
        {QStringLiteral("schema.older"),
         QStringLiteral("This database is older than this program; run bedsidectl migrate.")},
        {QStringLiteral("schema.newer"),
         QStringLiteral("This database is newer than this program; update Bedside.")},
        {QStringLiteral("account.unmapped"), QStringLiteral("This login belongs to no person of Bedside.")},
        {QStringLiteral("account.disabled"), QStringLiteral("This account is disabled.")},
        {QStringLiteral("duty.missing"), QStringLiteral("This account does not have the duty for it.")},
        {QStringLiteral("visit.unknown"), QStringLiteral("There is no such visit.")},
        {QStringLiteral("visit.ended"), QStringLiteral("The visit has ended.")},
        {QStringLiteral("visit.not_started"), QStringLiteral("The visit has not started.")},
        {QStringLiteral("code.unknown"), QStringLiteral("No visit has this code now.")},
        {QStringLiteral("code.malformed"), QStringLiteral("This is not a join code.")},
        {QStringLiteral("appointment.unknown"), QStringLiteral("There is no such appointment.")},
        {QStringLiteral("participant.unknown"),
         QStringLiteral("There is no such participant in this visit.")},
        {QStringLiteral("integration.missing"), QStringLiteral("The video service is not set up yet.")},
        {QStringLiteral("room.not_ready"), QStringLiteral("The room is not ready yet; is a worker running?")},
        {QStringLiteral("dsn.malformed"), QStringLiteral("The connection string cannot be read.")},
        {QStringLiteral("person.exists"), QStringLiteral("There is a login of this name already.")},
    };
    return known;
}

} // namespace

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Offline:
    case ErrorCode::Busy:
        return 3;
    case ErrorCode::Conflict:
        return 4;
    case ErrorCode::Denied:
        return 5;
    case ErrorCode::NotFound:
        return 6;
    case ErrorCode::Invalid:
        return 7;
    case ErrorCode::OutcomeUnknown:
        return 8;
    case ErrorCode::Bug:
        break;
    }
    return 1;
}

QString sentence(const Error &error)
{
    if (error.code == ErrorCode::OutcomeUnknown)
        return QStringLiteral("The answer was lost and the outcome is not known yet.");
    auto text = sentences().value(error.reason);
    if (text.isEmpty())
        text = QStringLiteral("Refused: %1 (%2).").arg(error.reason, errorCodeName(error.code));
    return error.detail.isEmpty() ? text : text + QStringLiteral(" [%1]").arg(error.detail);
}

Session::Session(Arguments given, const ConnectionSettings &where, QObject *parent)
    : QObject(parent)
    , arguments(std::move(given))
    , settings(where)
    , lifecycleExecutor(where, db::kLifecycleLimits)
    , listExecutor(where, db::kListLimits)
    , lifecycle(lifecycleExecutor)
    , agenda(listExecutor)
    , account(lifecycleExecutor)
    , administration(lifecycleExecutor)
    , audit(listExecutor)
    , m_operation(arguments.operation.isEmpty() ? QUuid::createUuid() : QUuid(arguments.operation))
{
}

void Session::say(const Json &document, const QString &text)
{
    if (arguments.json)
        print(stdout, QByteArray::fromStdString(document.dump()));
    else if (!text.isEmpty())
        print(stdout, text.toUtf8());
}

void Session::complain(const QString &text)
{
    print(stderr, text.toUtf8());
}

void Session::succeed(const Json &document, const QString &text)
{
    say(document, text);
    end(0);
}

void Session::fail(const Error &error)
{
    if (arguments.json)
        say({{"error",
              {{"code", errorCodeName(error.code).toStdString()}, {"reason", error.reason.toStdString()}}}},
            {});
    complain(sentence(error));
    end(exitCode(error.code));
}

void Session::end(int code)
{
    QCoreApplication::exit(code);
}

} // namespace bedside::ctl
