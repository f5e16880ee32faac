#pragma once

#include "core/schedule/agendaentry.h"
#include "core/visit/visit.h"

#include <QObject>

namespace bedside {

//! What the visit window needs to open one visit.
struct RoomSession {
    Visit visit;
    JoinGrant grant;
    QString displayName;            //!< of the person at this computer, as others see it
    std::optional<PatientIdentity> patient;
};

//! Opens and follows the visit window, which is a process of its own (bedside-room). GUI thread.
class RoomLauncher : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    enum class RoomPhase { Closed, Starting, Joining, Joined, Reconnecting, Crashed };
    Q_ENUM(RoomPhase)

    //! Opens the window for this session, or raises it when it already shows this visit.
    virtual void open(const RoomSession &session) = 0;
    //! Hands fresh people (waiting, in room) to the window.
    virtual void update(const Visit &visit) = 0;
    //! Gives a new token after tokenNeeded().
    virtual void renew(const JoinGrant &grant) = 0;
    //! Closes the window; the person leaves the room. For ended or left visits.
    virtual void close() = 0;
    //! Looks for a room process that outlived its desktop; answers with found() or notFound().
    virtual void findRunning() = 0;
    virtual RoomPhase phase() const = 0;
    //! The visit shown, null when closed.
    virtual QUuid visit() const = 0;

signals:
    void phaseChanged(bedside::RoomLauncher::RoomPhase phase);
    void leaveRequested(const QUuid &visit);
    void endRequested(const QUuid &visit);
    void admitRequested(const QUuid &visit, const QUuid &participant);
    void denyRequested(const QUuid &visit, const QUuid &participant);
    //! The page could not join with the token it has (expired or the process was restarted).
    void tokenNeeded(const QUuid &visit);
    void found(const QUuid &visit);
    void notFound();
};

} // namespace bedside
