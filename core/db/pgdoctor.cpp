#include "core/db/pgdoctor.h"

#include "core/db/dberror.h"
#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/db/migrator.h"

namespace bedside::db {

namespace {

using Grade = Finding::Grade;

constexpr int kOldestServer = 140000;
constexpr qint64 kClockToleranceMs = 2'000;
constexpr int kBacklogSeconds = 300;

QString text(const char *words)
{
    return QString::fromLatin1(words);
}

Finding serverVersion(Link &link)
{
    const auto version = link.connection().server_version();
    const auto shown = QStringLiteral("PostgreSQL %1.%2").arg(version / 10'000).arg(version % 10'000);
    if (version < kOldestServer)
        return {text("server"), Grade::Bad, shown + QStringLiteral("; Bedside needs 14 or later")};
    return {text("server"), Grade::Good, shown};
}

Finding encryption(Link &link, const ConnectionSettings &settings)
{
    const auto row = query(link, "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    const bool encrypted = !row.empty() && row[0][0].as<bool>();
    const auto shown = encrypted ? QString::fromUtf8(row[0][1].c_str()) : text("not encrypted");
    if (settings.isWeak())
        return {text("encryption"), Grade::Bad,
                shown + QStringLiteral("; sslmode=%1 does not prove whose server this is, use verify-full")
                            .arg(tlsModeName(settings.tlsMode))};
    if (settings.isLocal())
        return {text("encryption"), Grade::Good, shown + text("; the server is on this computer")};
    return {text("encryption"), encrypted ? Grade::Good : Grade::Bad, shown};
}

Finding clockSkew(Link &link)
{
    const auto before = QDateTime::currentDateTimeUtc();
    const auto rows = query(link, "SELECT to_json(clock_timestamp()) #>> '{}'");
    const auto after = QDateTime::currentDateTimeUtc();
    const auto middle = before.addMSecs(before.msecsTo(after) / 2);
    const auto skew = middle.msecsTo(timeFromText(rows[0][0].c_str()));
    const auto shown = QStringLiteral("the server is %1 ms ahead of this computer").arg(skew);
    return {text("clock"), qAbs(skew) > kClockToleranceMs ? Grade::Warning : Grade::Good, shown};
}

Finding schema(Link &link)
{
    const auto rows = query(link, "SELECT to_regprocedure('bedside_api.schema_version()') IS NOT NULL");
    if (!rows[0][0].as<bool>())
        return {text("schema"), Grade::Bad, text("absent; run bedsidectl migrate")};
    const auto version = query(link, "SELECT bedside_api.schema_version()")[0][0].as<int>();
    const auto shown =
        QStringLiteral("version %1, this program has %2").arg(version).arg(librarySchemaVersion());
    if (version < librarySchemaVersion())
        return {text("schema"), Grade::Bad, shown + text("; run bedsidectl migrate")};
    if (version > librarySchemaVersion())
        return {text("schema"), Grade::Bad, shown + text("; update Bedside")};
    return {text("schema"), Grade::Good, shown};
}

Finding account(Link &link)
{
    const auto answer = queryJson(link, "SELECT bedside_api.whoami()");
    const auto login = textOf(answer, "login");
    if (!answer.value("mapped", false))
        return {text("account"), Grade::Warning, login + text(" belongs to no person of Bedside")};
    return {text("account"), Grade::Good,
            QStringLiteral("%1 of %2: %3")
                .arg(login, textOf(answer, "organization_name"), textsOf(answer, "duties").join(u' '))};
}

Finding loginRole(Link &link)
{
    const auto rows =
        query(link, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user");
    const bool strong = !rows.empty() && rows[0][0].as<bool>();
    return {text("role"), strong ? Grade::Warning : Grade::Good,
            text(strong ? "this login passes by row-level security; use it for administration only"
                        : "row-level security applies to this login")};
}

Finding leftOpen(Link &link)
{
    QStringList open;
    for (const auto &row : query(link, "SELECT security_findings FROM bedside_api.security_findings()"))
        open.append(QString::fromUtf8(row[0].c_str()));
    return {text("rights"), open.isEmpty() ? Grade::Good : Grade::Warning,
            open.isEmpty() ? text("nothing is left open") : text("left open: ") + open.join(u' ')};
}

Finding backlog(Link &link)
{
    const auto answer = queryJson(link, "SELECT bedside_api.outbox_backlog()");
    const auto waiting = answer.value("pending", 0);
    const auto oldest = answer.value("oldest_seconds", 0);
    const auto dead = answer.value("dead", 0);
    const auto shown = QStringLiteral("%1 room calls wait, the oldest for %2 s; %3 were given up")
                           .arg(waiting)
                           .arg(oldest)
                           .arg(dead);
    return {text("worker"), oldest > kBacklogSeconds || dead > 0 ? Grade::Warning : Grade::Good, shown};
}

//! A look this account may not take is no finding; anything else that goes wrong is one.
template<typename Look>
void add(QList<Finding> &findings, const char *check, const Look &look)
{
    try {
        findings.append(look());
    } catch (const std::exception &) {
        const auto error = errorFromException(std::current_exception(), Sent::No);
        if (error.code == ErrorCode::Offline)
            throw;
        if (error.code != ErrorCode::Denied)
            findings.append({text(check), Grade::Bad, error.reason + u' ' + error.detail});
    }
}

} // namespace

PgDoctor::PgDoctor(DbExecutor &executor, ConnectionSettings settings)
    : m_executor(executor)
    , m_settings(std::move(settings))
{
}

void PgDoctor::examine(Continuation<QList<Finding>> then)
{
    m_executor.run(Effect::Reads, std::move(then),
                   [settings = m_settings](Link &link) -> Result<QList<Finding>> {
                       QList<Finding> findings;
                       add(findings, "server", [&] { return serverVersion(link); });
                       add(findings, "encryption", [&] { return encryption(link, settings); });
                       add(findings, "clock", [&] { return clockSkew(link); });
                       add(findings, "role", [&] { return loginRole(link); });
                       add(findings, "schema", [&] { return schema(link); });
                       if (findings.last().grade == Grade::Bad)
                           return findings;
                       add(findings, "account", [&] { return account(link); });
                       add(findings, "rights", [&] { return leftOpen(link); });
                       add(findings, "worker", [&] { return backlog(link); });
                       return findings;
                   });
}

} // namespace bedside::db
