#pragma once

#include "core/link/linkmessage.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <memory>

namespace bedside::link {

class LinkChannel;

//! The room's end of the link: listens for the desktop of the same user. One desktop at a time; a newer one
//! replaces an older one. GUI thread.
class RoomServer : public QObject
{
    Q_OBJECT

public:
    explicit RoomServer(QObject *parent = nullptr);
    ~RoomServer() override;

    //! Listens at `path`, removing what a crashed room left there. False when a living room listens there
    //! already or the path cannot be used.
    bool listen(const QString &path);

    bool hasDesktop() const { return m_desktop != nullptr; }
    //! Remembered and told to the desktop, also to a later one.
    void setPhase(RoomLauncher::RoomPhase phase);
    void setSession(const RoomSession &session);
    //! A leave or end request waits for a desktop when there is none; other messages are dropped then.
    void send(const Message &message);
    bool hasWaitingRequests() const { return !m_waiting.isEmpty(); }
    //! Says that the room closes on purpose and ends the connection.
    void sayClosed();

signals:
    void openRequested(const bedside::RoomSession &session, bool testMedia);
    void visitUpdated(const bedside::Visit &visit);
    void grantRenewed(const bedside::JoinGrant &grant);
    void closeRequested();
    void desktopChanged(bool present);

private:
    void accept();
    void hear(LinkChannel *channel, const Message &message);
    void greet(LinkChannel *channel, int version);
    void obey(const Message &message);
    void forget(LinkChannel *channel);

    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
    LinkChannel *m_desktop = nullptr;
    RoomLauncher::RoomPhase m_phase = RoomLauncher::RoomPhase::Closed;
    std::optional<RoomSession> m_session;
    QList<Message> m_waiting;
};

} // namespace bedside::link
