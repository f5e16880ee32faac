#pragma once

#include "core/ports/outboxstore.h"

namespace bedside::db {

class DbExecutor;

//! The outbox on the database's functions. The executor must outlive it and have kLifecycleLimits.
class PgOutboxStore final : public OutboxStore
{
public:
    explicit PgOutboxStore(DbExecutor &executor);

    void claim(QString worker, int limit, std::chrono::seconds lease,
               Continuation<QList<OutboxJob>> then) override;
    void done(qint64 job, QUuid lease, QJsonObject result, Continuation<Done> then) override;
    void fail(qint64 job, QUuid lease, QString error, std::chrono::seconds retryAfter,
              Continuation<Done> then) override;
    void providerAccess(Continuation<ProviderAccess> then) override;
    void expireVisits(Continuation<int> then) override;
    void receiveWebhook(QString eventId, QJsonObject body, Continuation<Done> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
