#pragma once

#include "core/ports/auditlog.h"

namespace bedside::db {

class DbExecutor;

//! Reads the organization's hash chain. The executor must outlive it and have kListLimits.
class PgAuditLog final : public AuditLog
{
public:
    explicit PgAuditLog(DbExecutor &executor);

    void lines(qint64 after, Continuation<QList<AuditLine>> then) override;
    void heads(Continuation<QList<AuditHead>> then) override;
    void publish(Continuation<QList<AuditHead>> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
