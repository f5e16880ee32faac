#pragma once

#include "core/ports/guestdesk.h"

namespace bedside::db {

class DbExecutor;

//! The guest's side on the database's guest functions. The executor must outlive it and have
//! kLifecycleLimits.
class PgGuestDesk final : public GuestDesk
{
public:
    explicit PgGuestDesk(DbExecutor &executor);

    void arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                Continuation<GuestView> then) override;
    void status(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void enter(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void leave(QUuid participant, QString secret, Continuation<GuestView> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
