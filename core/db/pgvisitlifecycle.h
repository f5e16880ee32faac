#pragma once

#include "core/ports/visitlifecycle.h"

namespace bedside::db {

class DbExecutor;

//! The lifecycle on the database's functions: one step, one statement, one round trip. The executor must
//! outlive it and have kLifecycleLimits.
class PgVisitLifecycle final : public VisitLifecycle
{
public:
    explicit PgVisitLifecycle(DbExecutor &executor);

    void perform(VisitCommand command, Continuation<VisitAnswer> then) override;
    void resolve(QUuid operation, Continuation<VisitAnswer> then) override;
    void find(QUuid visit, Continuation<Visit> then) override;
    void findByCode(QString code, Continuation<Visit> then) override;
    void list(QDateTime from, QDateTime to, Continuation<QList<Visit>> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
