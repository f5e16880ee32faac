#pragma once

#include "core/base/continuation.h"
#include "core/ports/videoprovider.h"

#include <QJsonObject>
#include <QList>
#include <QUuid>

#include <chrono>

namespace bedside {

enum class OutboxKind { CreateRoom, DisableRoom, EndRoom };

//! One provider call that has to be made, held by this worker until its lease ends.
struct OutboxJob
{
    qint64 id = 0;
    OutboxKind kind = OutboxKind::CreateRoom;
    QUuid lease;         //!< proves the holding when the outcome is stored
    int attempt = 0;     //!< 1 for the first
    QJsonObject payload; //!< what the database stored with the intent; no patient data
    friend bool operator==(const OutboxJob &, const OutboxJob &) = default;
};

//! The durable list of provider calls. For accounts with the gateway duty; GUI thread, answers arrive later
//! on the same thread. Repeating any call is harmless.
class OutboxStore
{
public:
    virtual ~OutboxStore() = default;

    //! Up to `limit` due jobs, leased to `worker` (a name for people who look into the table).
    virtual void claim(QString worker, int limit, std::chrono::seconds lease,
                       Continuation<QList<OutboxJob>> then) = 0;
    //! Stores the provider's answer. Conflict "lease.lost" when another worker has the job by now.
    virtual void done(qint64 job, QUuid lease, QJsonObject result, Continuation<Done> then) = 0;
    //! Stores a failure (`error`: technical words, no secrets) and when to try again.
    virtual void fail(qint64 job, QUuid lease, QString error, std::chrono::seconds retryAfter,
                      Continuation<Done> then) = 0;
    //! Busy "integration.missing" until an administrator has set the provider up.
    virtual void providerAccess(Continuation<ProviderAccess> then) = 0;
    //! Closes visits nobody came to; the answer is their number.
    virtual void expireVisits(Continuation<int> then) = 0;
    //! Stores an event the provider sent; the same id twice counts once.
    virtual void receiveWebhook(QString eventId, QJsonObject body, Continuation<Done> then) = 0;
};

} // namespace bedside
