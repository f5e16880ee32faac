#include "app/sandbox/room/roomapi.h"

#include <QUuid>

namespace bedside::sandbox {

namespace {

Json asJson(const Peer &peer)
{
    return {{"id", peer.id},         {"name", peer.name}, {"user_id", peer.userId},
            {"metadata", peer.data}, {"role", peer.role}, {"joined_at", timeText(peer.joinedAt)}};
}

Peer *peerOf(const Meetings::Meeting &meeting, const std::string &id)
{
    Peer *peer = meeting.session->find(id);
    return peer != nullptr && peer->joined ? peer : nullptr;
}

Peer *peerOf(const Meetings::Meeting &meeting, const HttpRequest &request)
{
    return peerOf(meeting, request.parameter(QStringLiteral("peer")).toStdString());
}

Fault faultFrom(const Json &body)
{
    static const std::map<std::string, Fault::Kind> kKinds{{"none", Fault::Kind::None},
                                                           {"delay", Fault::Kind::Delay},
                                                           {"status", Fault::Kind::Status},
                                                           {"nonsense", Fault::Kind::Nonsense},
                                                           {"cut-off", Fault::Kind::CutOff},
                                                           {"absent", Fault::Kind::Absent},
                                                           {"drop-sockets", Fault::Kind::DropSockets}};
    Fault fault;
    const auto kind = kKinds.find(text(body, "kind"));
    fault.kind = kind == kKinds.end() ? Fault::Kind::None : kind->second;
    fault.path = QString::fromStdString(text(body, "path"));
    fault.status = static_cast<int>(number(body, "status", 500));
    fault.delay = std::chrono::milliseconds(number(body, "delay"));
    fault.times = static_cast<int>(number(body, "times"));
    fault.duration = std::chrono::milliseconds(number(body, "duration"));
    return fault;
}

} // namespace

void RoomApi::ofMeeting(const char *method, const char *path, MeetingAnswer answer)
{
    m_http.setRoute(
        method, QLatin1String(path), [this, answer](const HttpRequest &request, const HttpReply &reply) {
            const auto claims =
                verifiedClaims(request.bearer(), m_keys, TokenType::Management, nowMilliseconds() / 1000);
            if (!claims)
                return reply(HttpResponse::error(401, claims.error().detail.toUtf8()));
            Meetings::Meeting *meeting =
                m_meetings.find(request.parameter(QStringLiteral("room")).toStdString());
            if (meeting == nullptr || meeting->session->joinedCount() == 0)
                return reply(HttpResponse::error(404, "active session not found"));
            reply((this->*answer)(*meeting, request, bodyOf(request)));
        });
}

void RoomApi::addActiveRoutes()
{
    ofMeeting("GET", "/v2/active-rooms/:room", &RoomApi::activeRoom);
    ofMeeting("GET", "/v2/active-rooms/:room/peers", &RoomApi::activePeers);
    ofMeeting("GET", "/v2/active-rooms/:room/peers/:peer", &RoomApi::activePeer);
    ofMeeting("POST", "/v2/active-rooms/:room/peers/:peer", &RoomApi::updatePeer);
    ofMeeting("POST", "/v2/active-rooms/:room/remove-peers", &RoomApi::removePeers);
    ofMeeting("POST", "/v2/active-rooms/:room/send-message", &RoomApi::sendMessage);
    ofRoom("POST", "/v2/active-rooms/:room/end-room", &RoomApi::endRoom);
}

HttpResponse RoomApi::activeRoom(Meetings::Meeting &meeting, const HttpRequest &, const Json &)
{
    Json peers = Json::array();
    for (const Peer *peer : meeting.session->joinedPeers())
        peers.push_back(peer->id);
    const LiveSession::Identity &identity = meeting.session->identity();
    return jsonResponse(
        {{"id", identity.roomId},
         {"name", identity.roomName},
         {"customer_id", "sandbox"},
         {"session",
          {{"id", identity.sessionId}, {"created_at", timeText(identity.startedAt)}, {"peers", peers}}}});
}

HttpResponse RoomApi::activePeers(Meetings::Meeting &meeting, const HttpRequest &request, const Json &)
{
    const std::string user = queryText(request, "user_id");
    const std::string role = queryText(request, "role");
    Json peers = Json::object();
    for (const Peer *peer : meeting.session->joinedPeers()) {
        if ((user.empty() || user == peer->userId) && (role.empty() || role == peer->role))
            peers[peer->id] = asJson(*peer);
    }
    return jsonResponse({{"peers", peers}});
}

HttpResponse RoomApi::activePeer(Meetings::Meeting &meeting, const HttpRequest &request, const Json &)
{
    const Peer *peer = peerOf(meeting, request);
    if (peer == nullptr)
        return HttpResponse::error(404, "peer not found");
    Json document = asJson(*peer);
    document["tracks"] = Json::object();
    for (const auto &[id, track] : peer->tracks.items()) {
        document["tracks"][id] = {{"id", id},
                                  {"stream_id", text(track, "stream_id")},
                                  {"mute", flag(track, "mute")},
                                  {"type", text(track, "type")},
                                  {"source", text(track, "source")},
                                  {"description", text(track, "description")}};
    }
    return jsonResponse(document);
}

HttpResponse RoomApi::updatePeer(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body)
{
    Peer *peer = peerOf(meeting, request);
    if (peer == nullptr)
        return HttpResponse::error(404, "peer not found");
    const std::string role = text(body, "role");
    if (!role.empty() && findRole(role) == nullptr)
        return HttpResponse::error(400, "role is unknown");
    peer->name = text(body, "name", peer->name);
    peer->data = text(body, "metadata", peer->data);
    if (body.contains("name") || body.contains("metadata"))
        meeting.session->tellUpdated(*peer, true);
    if (!role.empty() && role != peer->role)
        meeting.session->changeRole(*peer, role);
    return jsonResponse(asJson(*peer));
}

HttpResponse RoomApi::removePeers(Meetings::Meeting &meeting, const HttpRequest &, const Json &body)
{
    const std::string id = text(body, "peer_id");
    const std::string role = text(body, "role");
    if (id.empty() == role.empty())
        return HttpResponse::error(400, "one of peer_id and role is needed");
    if (!id.empty() && peerOf(meeting, id) == nullptr)
        return HttpResponse::error(404, "peer not found");
    for (Peer *peer : meeting.session->joinedPeers()) {
        if (peer->id == id || (id.empty() && peer->role == role))
            meeting.session->askToLeave(*peer, "service", text(body, "reason"), false);
    }
    return jsonResponse({{"message", "peer remove request submitted"}});
}

HttpResponse RoomApi::sendMessage(Meetings::Meeting &meeting, const HttpRequest &, const Json &body)
{
    Json params{{"info", {{"message", text(body, "message")}, {"type", text(body, "type", "chat")}}}};
    if (const std::string peer = text(body, "peer_id"); !peer.empty())
        params["peer_id"] = peer;
    if (const std::string role = text(body, "role"); !role.empty())
        params["roles"] = Json::array({role});
    const std::string id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    meeting.calls.deliver(nullptr, params, {{"message_id", id}, {"timestamp", nowMilliseconds()}});
    return jsonResponse({{"message", "message sent"}});
}

HttpResponse RoomApi::endRoom(Room &room, const HttpRequest &, const Json &body)
{
    if (!m_meetings.end(room, text(body, "reason"), flag(body, "lock")))
        return HttpResponse::error(404, "active session not found");
    return jsonResponse({{"message", "session is ending"}});
}

HttpResponse RoomApi::listSessions(const HttpRequest &request)
{
    const std::string room = queryText(request, "room_id");
    const std::string active = queryText(request, "active");
    std::vector<Json> found;
    for (const Json &session : m_meetings.sessions()) {
        const bool fits = active.empty() || (active == "true") == flag(session, "active");
        if (fits && (room.empty() || room == text(session, "room_id")))
            found.push_back(session);
    }
    return pageOf(found, request.query);
}

HttpResponse RoomApi::getSession(const HttpRequest &request)
{
    const std::string id = request.parameter(QStringLiteral("session")).toStdString();
    for (const Json &session : m_meetings.sessions()) {
        if (text(session, "id") == id)
            return jsonResponse(session);
    }
    return HttpResponse::error(404, "session not found");
}

HttpResponse RoomApi::state(const HttpRequest &)
{
    Json list = Json::array();
    for (const Room *room : m_rooms.all()) {
        Json peers = Json::array();
        if (const Meetings::Meeting *meeting = m_meetings.find(room->id)) {
            for (const auto &entry : meeting->session->peers()) {
                Json peer = entry.second->toJson(true);
                peer["joined"] = entry.second->joined;
                peer["attached"] = entry.second->isAttached();
                peers.push_back(peer);
            }
        }
        list.push_back(
            {{"id", room->id}, {"name", room->name}, {"enabled", room->enabled}, {"peers", peers}});
    }
    return jsonResponse({{"rooms", list}});
}

void RoomApi::addAdminRoutes(const std::function<void(const Fault &)> &setFault)
{
    open("GET", "/admin/state", &RoomApi::state);
    m_http.setRoute("POST", QStringLiteral("/admin/fault"),
                    [setFault](const HttpRequest &request, const HttpReply &reply) {
                        const Fault fault = faultFrom(bodyOf(request));
                        reply(jsonResponse(Json::object()));
                        setFault(fault);
                    });
    m_http.setRoute("DELETE", QStringLiteral("/admin/fault"),
                    [setFault](const HttpRequest &, const HttpReply &reply) {
                        reply(jsonResponse(Json::object()));
                        setFault(Fault());
                    });
}

} // namespace bedside::sandbox
