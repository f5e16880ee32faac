#pragma once

#include "app/sandbox/room/json.h"
#include "app/sandbox/room/policy.h"
#include "app/sandbox/room/publishleg.h"
#include "app/sandbox/room/subscribeleg.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace bedside::sandbox {

//! Where frames for a client go.
struct PeerSocket
{
    std::function<void(const std::string &frame)> send;
    std::function<void()> close;
};

//! One client in a room.
struct Peer
{
    std::string id; //!< made by the client
    std::string userId;
    std::string role;
    std::string name;
    std::string data;
    std::int64_t joinedAt = 0; //!< ms since 1970
    std::uint64_t serial = 0;  //!< tells apart two stays under the same id
    bool joined = false;       //!< false in preview
    bool removed = false;      //!< was told to go: no grace when the socket closes
    std::set<std::string> groups;
    Json tracks = Json::object();                  //!< id → what the client says about it
    std::set<std::string> listensTo;               //!< keys of the session store
    std::map<std::string, std::string> roleOffers; //!< token → role asked for
    PeerSocket socket;                             //!< empty while the connection is lost
    std::unique_ptr<PublishLeg> publish;
    std::unique_ptr<SubscribeLeg> subscribe;

    bool isAttached() const { return static_cast<bool>(socket.send); }
    bool may(const std::string &permission) const;
    //! The peer as the protocol shows it; with or without its tracks.
    Json toJson(bool withTracks) const;
    void notify(const std::string &method, const Json &params) const;
};

} // namespace bedside::sandbox
