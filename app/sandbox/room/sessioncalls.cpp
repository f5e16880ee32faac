#include "app/sandbox/room/sessioncalls.h"

#include <QUuid>

#include <algorithm>

namespace bedside::sandbox {

namespace {

RpcError invalid(const std::string &message)
{
    return {400, message};
}

RpcError forbidden()
{
    return {403, "role does not have this permission"};
}

RpcError unknownPeer()
{
    return {404, "peer not found"};
}

std::string newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

std::vector<std::string> names(const Json &list)
{
    std::vector<std::string> found;
    for (const Json &entry : list) {
        if (entry.is_string())
            found.push_back(entry.get<std::string>());
    }
    return found;
}

bool mayBeCalledBeforeJoin(const std::string &method)
{
    return method == "join" || method == "ping" || method == "leave" || method == "analytics" ||
           method == "trickle";
}

} // namespace

SessionCalls::SessionCalls(LiveSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

const std::map<std::string, SessionCalls::Call> &SessionCalls::calls()
{
    static const std::map<std::string, Call> kCalls{
        {"ping", &SessionCalls::nothing},
        {"analytics", &SessionCalls::nothing},
        {"trickle", &SessionCalls::nothing},
        {"join", &SessionCalls::join},
        {"offer", &SessionCalls::offer},
        {"answer", &SessionCalls::answer},
        {"track-update", &SessionCalls::trackUpdate},
        {"broadcast", &SessionCalls::broadcast},
        {"peer-update", &SessionCalls::peerUpdate},
        {"group-join", &SessionCalls::groupJoin},
        {"group-leave", &SessionCalls::groupLeave},
        {"group-add", &SessionCalls::groupAdd},
        {"group-remove", &SessionCalls::groupRemove},
        {"role-change-request", &SessionCalls::roleChangeRequest},
        {"role-change", &SessionCalls::roleChange},
        {"peer-leave-request", &SessionCalls::peerLeaveRequest},
        {"end-room", &SessionCalls::endRoom},
        {"track-update-request", &SessionCalls::trackUpdateRequest},
        {"change-track-mute-state-request", &SessionCalls::muteStateRequest},
        {"set-metadata", &SessionCalls::setMetadata},
        {"get-metadata", &SessionCalls::getMetadata},
        {"listen-metadata-change", &SessionCalls::listenMetadata},
        {"leave", &SessionCalls::leave},
        {"find-peer", &SessionCalls::listPeers},
        {"peer-iter-next", &SessionCalls::listPeers},
        {"peer-name-search", &SessionCalls::listPeers},
        {"get-peer", &SessionCalls::getPeer}};
    return kCalls;
}

CallOutcome SessionCalls::run(Peer &peer, const RpcRequest &request)
{
    const auto call = calls().find(request.method);
    if (call == calls().end())
        return invalid("unknown method");
    if (!peer.joined && !mayBeCalledBeforeJoin(request.method))
        return invalid("not joined");
    return (this->*call->second)(peer, request.params);
}

Peer *SessionCalls::joinedPeer(const Json &params, const char *name) const
{
    Peer *peer = m_session.find(text(params, name));
    return peer != nullptr && peer->joined ? peer : nullptr;
}

CallOutcome SessionCalls::nothing(Peer &, const Json &)
{
    return {};
}

CallOutcome SessionCalls::join(Peer &peer, const Json &params)
{
    if (peer.joined)
        return invalid("already joined");
    const auto result = m_session.join(peer, params);
    if (!result)
        return invalid("offer is not usable");
    CallOutcome outcome(*result);
    outcome.then = [this, id = peer.id] {
        if (Peer *joined = m_session.find(id))
            m_session.announce(*joined);
    };
    return outcome;
}

CallOutcome SessionCalls::offer(Peer &peer, const Json &params)
{
    const auto result = m_session.publish(peer, params);
    if (!result)
        return invalid("offer is not usable");
    return *result;
}

CallOutcome SessionCalls::answer(Peer &peer, const Json &params)
{
    m_session.answered(peer, params);
    return {};
}

CallOutcome SessionCalls::trackUpdate(Peer &peer, const Json &params)
{
    m_session.updateTracks(peer, member(params, "tracks"));
    return {};
}

bool SessionCalls::deliver(const Peer *from, const Json &params, const Json &receipt)
{
    const std::string only = text(params, "peer_id");
    const auto wanted = names(member(params, "roles"));
    Json message = receipt;
    message["info"] = member(params, "info");
    message["private"] = !only.empty();
    if (!wanted.empty())
        message["roles"] = wanted;
    if (from != nullptr)
        message["peer"] = from->toJson(false);
    bool delivered = false;
    for (const Peer *peer : m_session.joinedPeers(wanted)) {
        if (peer == from || (!only.empty() && peer->id != only))
            continue;
        peer->notify("on-broadcast", message);
        delivered = true;
    }
    return delivered;
}

CallOutcome SessionCalls::broadcast(Peer &peer, const Json &params)
{
    if (!text(params, "peer_id").empty() && joinedPeer(params, "peer_id") == nullptr)
        return unknownPeer();
    const Json receipt{{"message_id", newId()}, {"timestamp", nowMilliseconds()}};
    deliver(&peer, params, receipt);
    return receipt;
}

CallOutcome SessionCalls::peerUpdate(Peer &peer, const Json &params)
{
    peer.name = text(params, "name", peer.name);
    peer.data = text(params, "data", peer.data);
    m_session.tellUpdated(peer, false);
    return peer.toJson(false);
}

CallOutcome SessionCalls::changeGroup(Peer *peer, const std::string &group, bool in)
{
    if (peer == nullptr)
        return unknownPeer();
    if (group.empty())
        return invalid("group has no name");
    if (in)
        peer->groups.insert(group);
    else
        peer->groups.erase(group);
    m_session.tellUpdated(*peer, true);
    return Json{{"groups", peer->groups}};
}

CallOutcome SessionCalls::groupJoin(Peer &peer, const Json &params)
{
    return changeGroup(&peer, text(params, "name"), true);
}

CallOutcome SessionCalls::groupLeave(Peer &peer, const Json &params)
{
    return changeGroup(&peer, text(params, "name"), false);
}

CallOutcome SessionCalls::groupAdd(Peer &peer, const Json &params)
{
    if (!peer.may("changeRole"))
        return forbidden();
    return changeGroup(joinedPeer(params, "peer_id"), text(params, "name"), true);
}

CallOutcome SessionCalls::groupRemove(Peer &peer, const Json &params)
{
    if (!peer.may("changeRole"))
        return forbidden();
    return changeGroup(joinedPeer(params, "peer_id"), text(params, "name"), false);
}

CallOutcome SessionCalls::leave(Peer &peer, const Json &)
{
    CallOutcome outcome;
    outcome.then = [this, id = peer.id] { m_session.remove(id); };
    return outcome;
}

CallOutcome SessionCalls::listPeers(Peer &, const Json &params)
{
    const std::string part = text(params, "query");
    Json found = Json::array();
    for (const Peer *peer : m_session.joinedPeers()) {
        if (peer->name.find(part) != std::string::npos)
            found.push_back(peer->toJson(false));
    }
    return Json{{"peers", found}, {"eof", true}, {"total", found.size()}, {"iterator", ""}};
}

CallOutcome SessionCalls::getPeer(Peer &, const Json &params)
{
    const Peer *peer = joinedPeer(params, "peer_id");
    if (peer == nullptr)
        return unknownPeer();
    return peer->toJson(false);
}

} // namespace bedside::sandbox
