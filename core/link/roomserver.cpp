#include "core/link/roomserver.h"

#include "core/link/linkchannel.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocalSocket>

namespace bedside::link {

RoomServer::RoomServer(QObject *parent)
    : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &RoomServer::accept);
}

RoomServer::~RoomServer() = default;

bool RoomServer::listen(const QString &path)
{
    if (path.isEmpty())
        return false;
    // QLocalServer renames its socket over an existing one, so it cannot tell a living room by itself.
    m_lock = std::make_unique<QLockFile>(QDir::temp().filePath(path + QStringLiteral(".lock")));
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock(0))
        return false;
    QLocalServer::removeServer(path);
    return m_server.listen(path);
}

void RoomServer::setPhase(RoomLauncher::RoomPhase phase)
{
    if (phase == m_phase)
        return;
    m_phase = phase;
    send(PhaseReport{phase});
}

void RoomServer::setSession(const RoomSession &session)
{
    m_session = session;
    m_session->grant = {};
}

void RoomServer::send(const Message &message)
{
    if (m_desktop)
        m_desktop->send(message);
    else if (std::holds_alternative<LeaveRequest>(message) || std::holds_alternative<EndRequest>(message))
        m_waiting.append(message);
}

void RoomServer::sayClosed()
{
    m_server.close();
    if (!m_desktop)
        return;
    m_desktop->send(RoomClosed{});
    m_desktop->finish();
}

void RoomServer::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        auto *channel = new LinkChannel(socket, this);
        connect(channel, &LinkChannel::received, this,
                [this, channel](const Message &message) { hear(channel, message); });
        connect(channel, &LinkChannel::closed, this, [this, channel] { forget(channel); });
    }
}

void RoomServer::hear(LinkChannel *channel, const Message &message)
{
    if (const auto *hello = std::get_if<DesktopHello>(&message))
        greet(channel, hello->version);
    else if (channel == m_desktop || std::holds_alternative<CloseRoom>(message))
        obey(message);
    else
        channel->finish();
}

void RoomServer::greet(LinkChannel *channel, int version)
{
    channel->send(RoomHello{kVersion, QCoreApplication::applicationPid(), m_phase, m_session});
    // A desktop of another version may only close this room, which it can in every version.
    if (version != kVersion)
        return;
    if (m_desktop && m_desktop != channel)
        m_desktop->finish();
    m_desktop = channel;
    for (const Message &waiting : std::as_const(m_waiting))
        channel->send(waiting);
    m_waiting.clear();
    emit desktopChanged(true);
}

void RoomServer::obey(const Message &message)
{
    if (const auto *open = std::get_if<OpenRoom>(&message))
        emit openRequested(open->session, open->testMedia);
    else if (const auto *update = std::get_if<UpdateVisit>(&message))
        emit visitUpdated(update->visit);
    else if (const auto *renew = std::get_if<RenewGrant>(&message))
        emit grantRenewed(renew->grant);
    else if (std::holds_alternative<CloseRoom>(message))
        emit closeRequested();
}

void RoomServer::forget(LinkChannel *channel)
{
    channel->deleteLater();
    if (channel != m_desktop)
        return;
    m_desktop = nullptr;
    emit desktopChanged(false);
}

} // namespace bedside::link
