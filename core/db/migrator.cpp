#include "core/db/migrator.h"

#include "core/db/connectionstring.h"
#include "core/db/dberror.h"
#include "core/db/link.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QMap>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace bedside::db {

namespace {

constexpr int kOldestServer = 140000;
constexpr int kFunctions = 0; // the version under which the set of functions is recorded
constexpr std::chrono::minutes kStatementLimit{30};

struct Script
{
    int version = 0;
    QString name;
    std::string text;
    std::string checksum;
};

std::string readScript(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("\r\n", "\n").toStdString();
}

std::string checksumOf(const std::string &text)
{
    return QCryptographicHash::hash(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())),
                                    QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

QList<Script> migrations()
{
    QList<Script> scripts;
    const QDir folder(u":/bedside/sql/migrations"_s);
    for (const QString &file : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        std::string text = readScript(folder.filePath(file));
        scripts.append({file.section(u'_', 0, 0).toInt(), file.chopped(4), text, checksumOf(text)});
    }
    return scripts;
}

Script functions()
{
    Script all{kFunctions, u"functions"_s, {}, {}};
    const QDir folder(u":/bedside/sql/functions"_s);
    for (const QString &file : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name))
        all.text += readScript(folder.filePath(file)) + '\n';
    all.checksum = checksumOf(all.text);
    return all;
}

//! A failure found out here, carried as an exception to the border below.
struct Refusal
{
    Error error;
};

[[noreturn]] void refuse(ErrorCode code, const QString &reason, const QString &detail = {})
{
    throw Refusal{{code, reason, detail}};
}

class Migration
{
public:
    explicit Migration(pqxx::connection &connection)
        : m_connection(connection)
    {
    }

    MigrationReport run()
    {
        checkServer();
        takeTurn();
        installPgcrypto();
        const QMap<int, std::string> applied = appliedChecksums();
        const QList<Script> wanted = migrations();
        checkHistory(applied, wanted);
        MigrationReport report;
        report.version = wanted.last().version;
        for (const Script &script : wanted) {
            if (applied.contains(script.version))
                continue;
            apply(script);
            report.applied.append(script.name);
        }
        const Script code = functions();
        if (!report.applied.isEmpty() || applied.value(kFunctions) != code.checksum) {
            apply(code);
            report.functionsReplaced = true;
        }
        return report;
    }

private:
    std::string value(const std::string &sql)
    {
        pqxx::nontransaction work(m_connection);
        const pqxx::result rows = work.exec(sql);
        return rows.empty() || rows[0][0].is_null() ? std::string() : rows[0][0].as<std::string>();
    }

    void checkServer()
    {
        if (m_connection.server_version() < kOldestServer)
            refuse(ErrorCode::Conflict, u"server.too_old"_s);
        if (value("SELECT pg_has_role(current_user, datdba, 'MEMBER') FROM pg_database "
                  "WHERE datname = current_database()") != "t")
            refuse(ErrorCode::Denied, u"schema.not_owner"_s);
        if (value("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user") != "t")
            refuse(ErrorCode::Denied, u"schema.cannot_make_roles"_s);
    }

    // Held by the session, so that it outlasts the single transactions.
    void takeTurn()
    {
        pqxx::nontransaction work(m_connection);
        work.exec("SET lock_timeout = '60s'");
        work.exec("SELECT pg_advisory_lock(hashtextextended('bedside.migrate', 0))");
    }

    void installPgcrypto()
    {
        const std::string where = "SELECT quote_ident(nspname) FROM pg_extension e "
                                  "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'pgcrypto'";
        m_pgcrypto = value(where);
        if (!m_pgcrypto.empty())
            return;
        pqxx::work work(m_connection);
        // Where the web system would look for it too, should it come to want it.
        work.exec("CREATE EXTENSION pgcrypto SCHEMA public");
        work.commit();
        m_pgcrypto = value(where);
    }

    QMap<int, std::string> appliedChecksums()
    {
        QMap<int, std::string> applied;
        if (value("SELECT to_regclass('bedside.schema_migration')").empty())
            return applied;
        // Row security and ownership keep the table from the migrating account outside the prelude's loan.
        pqxx::work work(m_connection);
        work.exec(text(readScript(u":/bedside/sql/prelude.sql"_s)));
        work.exec("SET LOCAL ROLE bedside_owner");
        for (const pqxx::row &row : work.exec("SELECT version, checksum FROM bedside.schema_migration"))
            applied.insert(row[0].as<int>(), row[1].as<std::string>());
        return applied; // rolled back with the loan
    }

    static void checkHistory(const QMap<int, std::string> &applied, const QList<Script> &wanted)
    {
        if (wanted.isEmpty())
            refuse(ErrorCode::Bug, u"schema.failed"_s, u"no migrations are built in"_s);
        if (!applied.isEmpty() && applied.lastKey() > wanted.last().version)
            refuse(ErrorCode::Conflict, u"schema.newer"_s);
        for (const Script &script : wanted) {
            if (applied.contains(script.version) && applied.value(script.version) != script.checksum)
                refuse(ErrorCode::Conflict, u"schema.modified"_s, script.name);
        }
    }

    void apply(const Script &script)
    {
        try {
            pqxx::work work(m_connection);
            work.exec(text(readScript(u":/bedside/sql/prelude.sql"_s)));
            work.exec(text(script.text));
            work.exec("RESET ROLE");
            work.exec("SET LOCAL ROLE bedside_owner");
            execParams(work,
                       "INSERT INTO bedside.schema_migration (version, name, checksum) VALUES ($1, $2, $3) "
                       "ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum, "
                       "applied_at = clock_timestamp(), applied_by = session_user",
                       script.version, script.name.toStdString(), script.checksum);
            work.exec("RESET ROLE");
            work.exec(text(readScript(u":/bedside/sql/postlude.sql"_s)));
            work.commit();
        } catch (const pqxx::sql_error &error) {
            explain(script, error);
            throw;
        }
    }

    // The text of a migration's own error is ours to show, except where it may quote a row.
    static void explain(const Script &script, const pqxx::sql_error &error)
    {
        const QString message = QString::fromUtf8(error.what());
        if (message.contains(u"schema.misfit"_s)) {
            static const QRegularExpression detail(u"DETAIL:\\s+([A-Za-z0-9_.]+)"_s);
            refuse(ErrorCode::Conflict, u"schema.misfit"_s, detail.match(message).captured(1));
        }
        const std::string state = sqlState(error);
        // libpqxx 6.4 leaves the state of a missing privilege empty.
        if (state.empty() || state.rfind("42", 0) == 0 || state.rfind("P0", 0) == 0)
            refuse(ErrorCode::Bug, u"schema.failed"_s, script.name + u": "_s + message.section(u'\n', 0, 0));
    }

    // pgcrypto may have been installed in any schema before Bedside came.
    std::string text(std::string script) const
    {
        const std::string mark = "@pgcrypto@";
        for (size_t at = script.find(mark); at != std::string::npos; at = script.find(mark, at))
            script.replace(at, mark.size(), m_pgcrypto);
        return script;
    }

    pqxx::connection &m_connection;
    std::string m_pgcrypto;
};

} // namespace

int librarySchemaVersion()
{
    static const int version = [] {
        const QList<Script> all = migrations();
        return all.isEmpty() ? 0 : all.last().version;
    }();
    return version;
}

Result<MigrationReport> migrate(const ConnectionSettings &settings)
{
    std::unique_ptr<Link> link;
    try {
        link = std::make_unique<Link>(settings, kStatementLimit);
    } catch (...) {
        return errorFromConnecting(std::current_exception());
    }
    try {
        return Migration(link->connection()).run();
    } catch (const Refusal &refusal) {
        return refusal.error;
    } catch (...) {
        Error error = errorFromException(std::current_exception(), Sent::Yes);
        if (error.code == ErrorCode::Busy && error.reason == u"server.busy")
            error.reason = u"schema.locked"_s;
        return error;
    }
}

} // namespace bedside::db
