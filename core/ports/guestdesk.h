#pragma once

#include "core/base/continuation.h"
#include "core/visit/visit.h"

namespace bedside {

//! What a guest may know about the own visit.
struct GuestView
{
    Participant participant;
    VisitStatus visitStatus = VisitStatus::Scheduled;
    QString organization;           //!< name to show
    QString practitioner;           //!< name to show; may be empty
    std::optional<JoinGrant> grant; //!< after enter() only
    QString secret;                 //!< after arrive() only: the guest's key, never logged
    friend bool operator==(const GuestView &, const GuestView &) = default;
};

//! The guest's side of a visit, called by the gateway duty on behalf of a browser. GUI thread, answers arrive
//! later on the same thread. Unknown, expired and ended codes all are NotFound "code.unknown".
class GuestDesk
{
public:
    virtual ~GuestDesk() = default;

    //! Puts a person into the waiting room. `operation` makes it happen once.
    virtual void arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                        Continuation<GuestView> then) = 0;
    virtual void status(QUuid participant, QString secret, Continuation<GuestView> then) = 0;
    //! Lets an admitted guest in. Conflict "participant.state" before admission, "room.not_ready" before the
    //! room exists.
    virtual void enter(QUuid participant, QString secret, Continuation<GuestView> then) = 0;
    virtual void leave(QUuid participant, QString secret, Continuation<GuestView> then) = 0;
};

} // namespace bedside
