#include "app/sandbox/room/sessioncalls.h"

#include <QUuid>

#include <algorithm>
#include <set>

namespace bedside::sandbox {

namespace {

RpcError forbidden()
{
    return {403, "role does not have this permission"};
}

std::set<std::string> names(const Json &list)
{
    std::set<std::string> found;
    for (const Json &entry : list) {
        if (entry.is_string())
            found.insert(entry.get<std::string>());
    }
    return found;
}

} // namespace

void SessionCalls::askForRole(const Peer &by, Peer &target, const std::string &role)
{
    const std::string token = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    target.roleOffers[token] = role;
    target.notify("on-role-change-request", {{"requested_by", by.id}, {"role", role}, {"token", token}});
}

CallOutcome SessionCalls::roleChangeRequest(Peer &peer, const Json &params)
{
    const std::string role = text(params, "role");
    if (!peer.may("changeRole"))
        return forbidden();
    if (findRole(role) == nullptr)
        return RpcError{400, "role is unknown"};
    const std::set<std::string> wanted = names(member(params, "roles"));
    const std::string only = text(params, "requested_for");
    if (wanted.empty() && joinedPeer(params, "requested_for") == nullptr)
        return RpcError{404, "peer not found"};
    for (Peer *target : m_session.joinedPeers()) {
        if (wanted.empty() ? target->id != only : !wanted.contains(target->role))
            continue;
        if (flag(params, "force"))
            m_session.changeRole(*target, role);
        else
            askForRole(peer, *target, role);
    }
    return {};
}

CallOutcome SessionCalls::roleChange(Peer &peer, const Json &params)
{
    const auto offered = peer.roleOffers.find(text(params, "token"));
    if (offered == peer.roleOffers.end() || offered->second != text(params, "role"))
        return forbidden();
    const std::string role = offered->second;
    m_session.changeRole(peer, role);
    return {};
}

CallOutcome SessionCalls::peerLeaveRequest(Peer &peer, const Json &params)
{
    if (!peer.may("removeOthers"))
        return forbidden();
    Peer *target = joinedPeer(params, "requested_for");
    if (target == nullptr)
        return RpcError{404, "peer not found"};
    m_session.askToLeave(*target, peer.id, text(params, "reason"), false);
    return {};
}

CallOutcome SessionCalls::endRoom(Peer &peer, const Json &params)
{
    if (!peer.may("endRoom"))
        return forbidden();
    for (Peer *other : m_session.joinedPeers()) {
        if (other != &peer)
            m_session.askToLeave(*other, peer.id, text(params, "reason"), true);
    }
    if (flag(params, "lock"))
        emit lockRequested();
    return {};
}

CallOutcome SessionCalls::trackUpdateRequest(Peer &peer, const Json &params)
{
    if (!peer.may(flag(params, "mute") ? "mute" : "unmute"))
        return forbidden();
    const Peer *target = joinedPeer(params, "requested_for");
    if (target == nullptr)
        return RpcError{404, "peer not found"};
    Json request = params;
    request["requested_by"] = peer.id;
    target->notify("on-track-update-request", request);
    return {};
}

CallOutcome SessionCalls::muteStateRequest(Peer &peer, const Json &params)
{
    if (!peer.may(flag(params, "value") ? "mute" : "unmute"))
        return forbidden();
    const std::set<std::string> wanted = names(member(params, "roles"));
    Json request = params;
    request["requested_by"] = peer.id;
    for (const Peer *target : m_session.joinedPeers()) {
        if (target != &peer && (wanted.empty() || wanted.contains(target->role)))
            target->notify("on-change-track-mute-state-request", request);
    }
    return {};
}

CallOutcome SessionCalls::setMetadata(Peer &peer, const Json &params)
{
    const std::string key = text(params, "key");
    const std::int64_t version = number(member(m_store, key.c_str()), "change_version");
    if (key.empty())
        return RpcError{400, "key is missing"};
    if (number(params, "if_change_version", version) != version)
        return RpcError{409, "value was changed by somebody else"};
    const Json entry{{"key", key},
                     {"data", member(params, "data")},
                     {"change_version", version + 1},
                     {"updated_at", nowMilliseconds()},
                     {"updated_by", peer.id}};
    m_store[key] = entry;
    for (const Peer *listener : m_session.joinedPeers()) {
        if (listener->listensTo.contains(key))
            listener->notify("on-metadata-change", {{"values", Json::array({entry})}});
    }
    return entry;
}

CallOutcome SessionCalls::getMetadata(Peer &, const Json &params)
{
    const std::string key = text(params, "key");
    if (m_store.contains(key))
        return m_store[key];
    return Json{{"key", key}, {"data", nullptr}, {"change_version", 0}};
}

CallOutcome SessionCalls::listenMetadata(Peer &peer, const Json &params)
{
    peer.listensTo = names(member(params, "keys"));
    Json values = Json::array();
    for (const std::string &key : peer.listensTo) {
        if (m_store.contains(key))
            values.push_back(m_store[key]);
    }
    CallOutcome outcome;
    if (!values.empty()) {
        outcome.then = [this, id = peer.id, values] {
            if (const Peer *listener = m_session.find(id))
                listener->notify("on-metadata-change", {{"values", values}});
        };
    }
    return outcome;
}

} // namespace bedside::sandbox
