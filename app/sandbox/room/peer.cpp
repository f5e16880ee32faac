#include "app/sandbox/room/peer.h"

#include "app/sandbox/room/jsonrpc.h"

namespace bedside::sandbox {

bool Peer::may(const std::string &permission) const
{
    const Role *known = findRole(role);
    return known != nullptr && known->may(permission);
}

Json Peer::toJson(bool withTracks) const
{
    return {{"peer_id", id},
            {"role", role},
            {"groups", groups},
            {"info", {{"name", name}, {"data", data}, {"user_id", userId}, {"type", "regular"}}},
            {"joined_at", joinedAt},
            {"tracks", withTracks ? tracks : Json::object()},
            // Without it the SDK takes an update for the peer's departure.
            {"realtime", true}};
}

void Peer::notify(const std::string &method, const Json &params) const
{
    if (socket.send)
        socket.send(notificationFrame(method, params));
}

} // namespace bedside::sandbox
