#include "core/cache/sqliteoperationjournal.h"

#include "core/visit/visitjson.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QVariant>

#include <nlohmann/json.hpp>

namespace bedside {

namespace {

Error broken(const QString &detail)
{
    return {ErrorCode::Bug, QStringLiteral("journal.broken"), detail};
}

//! Code of the error only: SQLite's words may repeat values.
Error broken(const QSqlError &error)
{
    return broken(QStringLiteral("sqlite ") + error.nativeErrorCode());
}

bool makePrivate(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        return false;
    return file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

} // namespace

Result<std::unique_ptr<SqliteOperationJournal>> SqliteOperationJournal::open(const QString &path)
{
    std::unique_ptr<SqliteOperationJournal> journal(new SqliteOperationJournal(path));
    if (auto prepared = journal->prepare(path); !prepared)
        return prepared.error();
    return journal;
}

SqliteOperationJournal::SqliteOperationJournal(const QString &path)
    : m_connection(QStringLiteral("journal-") + QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_lock(path + QStringLiteral(".lock"))
{
    // A lock is only stale when its process is gone, however long it has been held.
    m_lock.setStaleLockTime(0);
}

SqliteOperationJournal::~SqliteOperationJournal()
{
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<Done> SqliteOperationJournal::prepare(const QString &path)
{
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return broken(QStringLiteral("no folder"));
    if (!m_lock.tryLock())
        return Error{ErrorCode::Busy, QStringLiteral("journal.in_use"), {}};
    if (!makePrivate(path))
        return broken(QStringLiteral("no file"));
    auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(path);
    if (!database.open())
        return broken(database.lastError());
    const QStringList statements{
        QStringLiteral("PRAGMA journal_mode = DELETE"), QStringLiteral("PRAGMA synchronous = FULL"),
        QStringLiteral("PRAGMA secure_delete = ON"),
        QStringLiteral("CREATE TABLE IF NOT EXISTS operation ("
                       "number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
                       "function TEXT NOT NULL, arguments TEXT NOT NULL, begun_at TEXT NOT NULL)")};
    for (const auto &statement : statements) {
        QSqlQuery query(database);
        if (!query.exec(statement))
            return broken(query.lastError());
    }
    return Done{};
}

QString SqliteOperationJournal::defaultPath(const QString &server, const QString &login)
{
    const auto name = QCryptographicHash::hash((server + u'\n' + login).toUtf8(), QCryptographicHash::Sha256);
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
           QStringLiteral("/journal-") + QString::fromLatin1(name.toHex().left(16)) +
           QStringLiteral(".sqlite");
}

Result<Done> SqliteOperationJournal::begin(const VisitCommand &command)
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.prepare(
        QStringLiteral("INSERT INTO operation (id, function, arguments, begun_at) VALUES (?, ?, ?, ?)"));
    query.addBindValue(command.operation.toString(QUuid::WithoutBraces));
    query.addBindValue(functionName(command.step));
    query.addBindValue(QString::fromStdString(argumentsOf(command.step).dump()));
    query.addBindValue(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    if (!query.exec())
        return broken(query.lastError());
    return Done{};
}

Result<Done> SqliteOperationJournal::settle(QUuid operation)
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.prepare(QStringLiteral("DELETE FROM operation WHERE id = ?"));
    query.addBindValue(operation.toString(QUuid::WithoutBraces));
    if (!query.exec())
        return broken(query.lastError());
    return Done{};
}

Result<QList<OpenOperation>> SqliteOperationJournal::open() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.setForwardOnly(true);
    if (!query.exec(
            QStringLiteral("SELECT id, function, arguments, begun_at FROM operation ORDER BY number")))
        return broken(query.lastError());
    QList<OpenOperation> operations;
    while (query.next()) {
        const auto arguments = nlohmann::json::parse(query.value(2).toString().toStdString(), nullptr, false);
        auto step = stepFromJson(query.value(1).toString(), arguments);
        // A step of a newer version that this one does not know is left alone.
        if (!step)
            continue;
        operations.append({{QUuid(query.value(0).toString()), *std::move(step)},
                           QDateTime::fromString(query.value(3).toString(), Qt::ISODateWithMs)});
    }
    return operations;
}

} // namespace bedside
