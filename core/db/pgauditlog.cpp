#include "core/db/pgauditlog.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"

namespace bedside::db {

namespace {

qint64 sequenceOf(const Json &row)
{
    return row.is_object() ? row.value("seq", qint64{0}) : 0;
}

AuditHead headOf(const Json &row)
{
    return {QUuid(textOf(row, "organization")), sequenceOf(row),
            QByteArray::fromHex(textOf(row, "hash").toLatin1())};
}

AuditLine lineOf(const Json &row)
{
    AuditLine line;
    line.organization = QUuid(textOf(row, "organization"));
    line.sequence = sequenceOf(row);
    // The hashed text is put together here, so that changed columns cannot hide behind a stored text.
    line.canonical =
        QStringList{textOf(row, "organization"), QString::number(line.sequence), textOf(row, "at"),
                    textOf(row, "login"),        textOf(row, "action"),          textOf(row, "entity"),
                    textOf(row, "detail")}
            .join(u'\n')
            .toUtf8();
    line.previous = QByteArray::fromHex(textOf(row, "prev").toLatin1());
    line.hash = QByteArray::fromHex(textOf(row, "hash").toLatin1());
    return line;
}

} // namespace

PgAuditLog::PgAuditLog(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgAuditLog::lines(qint64 after, Continuation<QList<AuditLine>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [after](Link &link) -> Result<QList<AuditLine>> {
        QList<AuditLine> lines;
        for (const auto &row : queryJsonRows(
                 link, "SELECT audit_rows FROM bedside_api.audit_rows($1::bigint)", std::to_string(after)))
            lines.append(lineOf(row));
        return lines;
    });
}

void PgAuditLog::heads(Continuation<QList<AuditHead>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<QList<AuditHead>> {
        QList<AuditHead> heads;
        for (const auto &row : queryJsonRows(link, "SELECT audit_heads FROM bedside_api.audit_heads()"))
            heads.append(headOf(row));
        return heads;
    });
}

void PgAuditLog::publish(Continuation<QList<AuditHead>> then)
{
    m_executor.run(Effect::Writes, std::move(then), [](Link &link) -> Result<QList<AuditHead>> {
        return QList<AuditHead>{headOf(queryJson(link, "SELECT bedside_api.audit_publish()"))};
    });
}

} // namespace bedside::db
