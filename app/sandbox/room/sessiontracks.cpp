#include "app/sandbox/room/livesession.h"

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr int kAudible = 40;

//! The tracks of the list that this role may send.
Json allowedTracks(const std::string &roleName, const Json &tracks)
{
    Json allowed = Json::object();
    const Role *role = findRole(roleName);
    if (role == nullptr || !tracks.is_object())
        return allowed;
    for (const auto &[id, track] : tracks.items()) {
        if (role->publishesTrack(text(track, "type"), text(track, "source")))
            allowed[id] = track;
    }
    return allowed;
}

Json without(const Json &tracks, const Json &others)
{
    Json rest = Json::object();
    for (const auto &[id, track] : tracks.items()) {
        if (!others.contains(id))
            rest[id] = track;
    }
    return rest;
}

} // namespace

std::optional<Json> LiveSession::publish(Peer &peer, const Json &parameters)
{
    if (!peer.publish)
        return std::nullopt;
    const auto answer = peer.publish->answer(text(member(parameters, "desc"), "sdp"));
    if (!answer)
        return std::nullopt;
    setTracks(peer, allowedTracks(peer.role, member(parameters, "tracks")));
    return Json{{"type", "answer"}, {"sdp", *answer}};
}

void LiveSession::setTracks(Peer &peer, const Json &tracks)
{
    const Json added = without(tracks, peer.tracks);
    const Json gone = without(peer.tracks, tracks);
    peer.tracks = tracks;
    const Json who = peer.toJson(false);
    if (!gone.empty())
        tellOthers(&peer, "on-track-remove", {{"peer", who}, {"tracks", gone}});
    if (!added.empty())
        tellOthers(&peer, "on-track-add", {{"peer", who}, {"tracks", added}});
    refreshSubscriptions();
}

void LiveSession::dropForbiddenTracks(Peer &peer)
{
    const Json allowed = allowedTracks(peer.role, peer.tracks);
    const Json forbidden = without(peer.tracks, allowed);
    for (const auto &entry : forbidden.items()) {
        if (peer.publish)
            peer.publish->drop(entry.key());
    }
    if (!forbidden.empty())
        setTracks(peer, allowed);
}

void LiveSession::updateTracks(Peer &peer, const Json &tracks)
{
    Json updated = Json::object();
    if (!tracks.is_object())
        return;
    for (const auto &[id, change] : tracks.items()) {
        if (!peer.tracks.contains(id) || !change.is_object())
            continue;
        peer.tracks[id].update(change);
        updated[id] = peer.tracks[id];
    }
    if (!updated.empty())
        tellOthers(&peer, "on-track-update", {{"peer", peer.toJson(false)}, {"tracks", updated}});
}

void LiveSession::answered(Peer &peer, const Json &parameters)
{
    if (peer.subscribe && peer.subscribe->takeAnswer(text(member(parameters, "desc"), "sdp")))
        sendOffers();
}

void LiveSession::refreshSubscriptions()
{
    for (const Peer *subscriber : joinedPeers()) {
        const Role *role = findRole(subscriber->role);
        std::vector<std::shared_ptr<Publication>> wanted;
        for (const Peer *publisher : joinedPeers()) {
            if (publisher == subscriber || role == nullptr || !role->hears(publisher->role))
                continue;
            for (const auto &[id, publication] : publisher->publish->tracks()) {
                if (publisher->tracks.contains(id))
                    wanted.push_back(publication);
            }
        }
        subscriber->subscribe->setWanted(wanted);
    }
    sendOffers();
}

void LiveSession::sendOffers()
{
    for (const Peer *peer : joinedPeers()) {
        if (!peer->isAttached())
            continue;
        if (const auto offer = peer->subscribe->nextOffer())
            peer->notify("offer", {{"type", "offer"}, {"sdp", *offer}});
    }
}

void LiveSession::tick()
{
    for (const Peer *peer : joinedPeers())
        peer->publish->tick();
    tellSpeakers();
}

void LiveSession::tellSpeakers()
{
    std::vector<std::pair<int, Json>> speakers;
    for (const Peer *peer : joinedPeers()) {
        for (const auto &[id, publication] : peer->publish->tracks()) {
            const int level = publication->takeLoudness();
            const bool muted = !peer->tracks.contains(id) || flag(peer->tracks[id], "mute");
            if (level >= kAudible && !muted)
                speakers.push_back({level, {{"peer_id", peer->id}, {"track_id", id}, {"level", level}}});
        }
    }
    if (speakers.empty() && !m_hadSpeakers)
        return;
    m_hadSpeakers = !speakers.empty();
    std::sort(speakers.begin(), speakers.end(),
              [](const auto &one, const auto &other) { return one.first > other.first; });
    Json list = Json::array();
    for (const auto &speaker : speakers)
        list.push_back(speaker.second);
    tellOthers(nullptr, "active-speakers", {{"speaker-list", list}});
}

} // namespace bedside::sandbox
