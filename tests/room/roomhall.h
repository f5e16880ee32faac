#pragma once

#include "app/gateway/guestsite.h"
#include "app/sandbox/room/roomservice.h"
#include "core/ports/roomlauncher.h"

#include <QHash>
#include <QTemporaryDir>

#include <memory>

namespace bedside::testing {

//! A visit's worth of surroundings without a database: the real room service with one room, the real guest
//! page and interface on it, and a waiting room kept in memory.
class RoomHall : public GuestDesk
{
public:
    RoomHall();
    ~RoomHall() override;

    //! False with a reason in the test's output when the service cannot start here.
    bool start();

    sandbox::RoomService &service() { return *m_service; }
    QString roomId() const { return m_room; }
    int present() const { return m_service->participantCount(m_room); }
    QUrl guestLink() const;
    //! What a practitioner's desktop hands to the visit window.
    RoomSession practitionerSession() const;
    JoinGrant grant(const QString &role) const;
    //! Everybody who waits is admitted, now and later.
    void admitAll() { m_admitAll = true; }
    //! As the provider's management interface does it.
    void endRoom();
    int waiting() const { return int(m_guests.size()); }

    void arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                Continuation<GuestView> then) override;
    void status(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void enter(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void leave(QUuid participant, QString secret, Continuation<GuestView> then) override;

private:
    bool makeRoom();
    QByteArray manage(const QString &path, const QByteArray &body);
    void routePages();
    GuestView *find(const QUuid &participant);

    std::unique_ptr<sandbox::RoomService> m_service;
    std::unique_ptr<GuestSite> m_site;
    QHash<QUuid, GuestView> m_guests;
    QUuid m_visit = QUuid::createUuid();
    QString m_room;
    bool m_admitAll = false;
};

//! A private XDG_RUNTIME_DIR for links, or the tests meet the rooms of a real desktop.
class PrivateRuntime
{
public:
    PrivateRuntime();

private:
    QTemporaryDir m_folder;
};

//! Ends the test program with "skipped" when it runs as root, where Chromium refuses to work. To be called
//! first in main().
void needOrdinaryUser();

} // namespace bedside::testing
