#include "app/sandbox/room/livesession.h"

#include <QDateTime>

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr std::chrono::seconds kTimeToLeave{5};

} // namespace

std::int64_t nowMilliseconds()
{
    return QDateTime::currentMSecsSinceEpoch();
}

LiveSession::LiveSession(Identity identity, MediaBase media, std::chrono::milliseconds grace, QObject *parent)
    : QObject(parent)
    , m_identity(std::move(identity))
    , m_media(media)
    , m_grace(grace)
{
    connect(&m_seconds, &QTimer::timeout, this, &LiveSession::tick);
    m_seconds.start(std::chrono::seconds(1));
}

Json LiveSession::roomJson() const
{
    const Json off{{"enabled", false}};
    return {{"name", m_identity.roomName},
            {"session_id", m_identity.sessionId},
            {"started_at", m_identity.startedAt},
            {"recording", {{"sfu", off}, {"browser", off}, {"hls", off}}},
            {"streaming", {{"rtmp", off}, {"hls", off}}},
            {"transcriptions", Json::array()}};
}

int LiveSession::joinedCount() const
{
    return static_cast<int>(joinedPeers().size());
}

Peer *LiveSession::find(const std::string &peerId) const
{
    const auto found = m_peers.find(peerId);
    return found == m_peers.end() ? nullptr : found->second.get();
}

std::vector<Peer *> LiveSession::joinedPeers(const std::vector<std::string> &roleNames) const
{
    std::vector<Peer *> found;
    for (const auto &entry : m_peers) {
        Peer *peer = entry.second.get();
        const bool fits =
            roleNames.empty() || std::find(roleNames.begin(), roleNames.end(), peer->role) != roleNames.end();
        if (peer->joined && fits)
            found.push_back(peer);
    }
    return found;
}

void LiveSession::tellOthers(const Peer *except, const std::string &method, const Json &params)
{
    for (const Peer *peer : joinedPeers()) {
        if (peer != except)
            peer->notify(method, params);
    }
}

void LiveSession::tellUpdated(const Peer &peer, bool alsoItself)
{
    tellOthers(alsoItself ? nullptr : &peer, "on-peer-update", peer.toJson(false));
}

void LiveSession::tellCount()
{
    tellOthers(nullptr, "session-info",
               {{"session_id", m_identity.sessionId},
                {"room_id", m_identity.roomId},
                {"peer_count", joinedCount()}});
}

Peer &LiveSession::attach(const std::string &peerId, const Json &claims, PeerSocket socket)
{
    auto &place = m_peers[peerId];
    const bool known = place != nullptr;
    if (!known) {
        place = std::make_unique<Peer>();
        place->id = peerId;
        place->userId = text(claims, "user_id");
        place->role = text(claims, "role");
        place->serial = ++m_lastSerial;
    }
    place->socket = std::move(socket);
    place->notify("on-policy-change", policyFor(place->role));
    if (known && place->joined)
        welcomeBack(*place);
    else
        place->notify("room-state", {{"room", roomJson()}, {"peer_count", joinedCount()}});
    return *place;
}

void LiveSession::detach(const std::string &peerId)
{
    Peer *peer = find(peerId);
    if (peer == nullptr)
        return;
    peer->socket = {};
    if (!peer->joined || peer->removed)
        return remove(peerId);
    QTimer::singleShot(m_grace, this, [this, peerId, serial = peer->serial] {
        const Peer *later = find(peerId);
        if (later != nullptr && later->serial == serial && !later->isAttached())
            remove(peerId);
    });
}

void LiveSession::remove(const std::string &peerId)
{
    const auto found = m_peers.find(peerId);
    if (found == m_peers.end())
        return;
    const std::unique_ptr<Peer> peer = std::move(found->second);
    m_peers.erase(found);
    if (peer->joined) {
        m_stays[peer->serial].leftAt = nowMilliseconds();
        tellOthers(nullptr, "on-peer-leave", peer->toJson(false));
        tellCount();
        refreshSubscriptions();
        emit changed();
    }
    if (peer->socket.close)
        peer->socket.close();
    if (m_peers.empty())
        emit emptied();
}

std::optional<Json> LiveSession::join(Peer &peer, const Json &parameters)
{
    auto publishLeg = std::make_unique<PublishLeg>(m_media.socket, m_media.identity);
    const auto answer = publishLeg->answer(text(member(parameters, "offer"), "sdp"));
    if (!answer)
        return std::nullopt;
    peer.name = text(parameters, "name");
    peer.data = text(parameters, "data");
    peer.publish = std::move(publishLeg);
    peer.subscribe = std::make_unique<SubscribeLeg>(m_media.socket, m_media.identity);
    peer.joined = true;
    peer.joinedAt = nowMilliseconds();
    m_stays[peer.serial] = {peer.toJson(false), peer.joinedAt, 0};
    return Json{{"type", "answer"}, {"sdp", *answer}};
}

void LiveSession::announce(Peer &peer)
{
    peer.notify("room-info", {{"room_id", m_identity.roomId},
                              {"name", m_identity.roomName},
                              {"description", ""},
                              {"max_size", 0},
                              {"large_room_optimization", false}});
    welcomeBack(peer);
    tellOthers(&peer, "on-peer-join", peer.toJson(true));
    tellCount();
    refreshSubscriptions();
    emit changed();
}

//! What a client must know after it has connected (again).
void LiveSession::welcomeBack(Peer &peer)
{
    Json others = Json::object();
    for (const Peer *other : joinedPeers()) {
        if (other != &peer)
            others[other->id] = other->toJson(true);
    }
    peer.notify("peer-list", {{"peers", others}, {"room", roomJson()}});
    peer.subscribe->offerAgain();
    sendOffers();
}

void LiveSession::changeRole(Peer &peer, const std::string &role)
{
    peer.role = role;
    peer.roleOffers.clear();
    peer.notify("on-policy-change", policyFor(role));
    dropForbiddenTracks(peer);
    tellUpdated(peer, false);
    refreshSubscriptions();
    if (const auto stay = m_stays.find(peer.serial); stay != m_stays.end())
        stay->second.peer = peer.toJson(false);
    emit changed();
}

void LiveSession::askToLeave(Peer &peer, const std::string &by, const std::string &reason, bool roomEnds)
{
    Json params{{"reason", reason}, {"room_end", roomEnds}};
    if (!by.empty())
        params["requested_by"] = by;
    peer.removed = true;
    peer.notify("on-peer-leave-request", params);
    QTimer::singleShot(kTimeToLeave, this, [this, id = peer.id, serial = peer.serial] {
        const Peer *later = find(id);
        if (later != nullptr && later->serial == serial)
            remove(id);
    });
}

} // namespace bedside::sandbox
