#pragma once

#include "app/sandbox/room/jsonrpc.h"
#include "app/sandbox/room/peer.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bedside::sandbox {

//! What media needs, shared by all sessions; outlives them.
struct MediaBase
{
    MediaSocket &socket;
    const DtlsIdentity &identity;
};

//! One meeting in a room, from the first who comes to the last who goes.
class LiveSession : public QObject
{
    Q_OBJECT

public:
    using Peers = std::map<std::string, std::unique_ptr<Peer>>;
    struct Identity
    {
        std::string roomId;
        std::string roomName;
        std::string sessionId;
        std::int64_t startedAt = 0; //!< ms since 1970
    };
    //! One stay of one client, for the attendance list.
    struct Stay
    {
        Json peer;
        std::int64_t joinedAt = 0;
        std::int64_t leftAt = 0; //!< 0 while present
    };

    LiveSession(Identity identity, MediaBase media, std::chrono::milliseconds grace,
                QObject *parent = nullptr);

    const Identity &identity() const { return m_identity; }
    const Peers &peers() const { return m_peers; }
    const std::map<std::uint64_t, Stay> &stays() const { return m_stays; }
    int joinedCount() const;
    Peer *find(const std::string &peerId) const;
    //! Joined peers in one of these roles; all when `roleNames` is empty.
    std::vector<Peer *> joinedPeers(const std::vector<std::string> &roleNames = {}) const;

    //! A client has connected; takes its place up again when it is known. Tells it the policy.
    Peer &attach(const std::string &peerId, const Json &claims, PeerSocket socket);
    //! The connection broke: the place is kept for the grace time.
    void detach(const std::string &peerId);
    //! The client has gone.
    void remove(const std::string &peerId);

    //! Joins with the client's parameters; nothing when its offer is unusable. announce() follows.
    std::optional<Json> join(Peer &peer, const Json &parameters);
    //! Tells the newcomer who is here, and the others who came.
    void announce(Peer &peer);
    //! Takes the client's offer and track list; the answer, or nothing when unusable.
    std::optional<Json> publish(Peer &peer, const Json &parameters);
    void answered(Peer &peer, const Json &parameters);
    void updateTracks(Peer &peer, const Json &tracks);

    void changeRole(Peer &peer, const std::string &role);
    //! Asks the client to go and takes it out if it does not. `by` empty: by the service.
    void askToLeave(Peer &peer, const std::string &by, const std::string &reason, bool roomEnds);
    //! To everybody joined but `except` (may be null).
    void tellOthers(const Peer *except, const std::string &method, const Json &params);
    void tellUpdated(const Peer &peer, bool alsoItself);

    Json roomJson() const;

signals:
    //! Somebody came, went or changed the role.
    void changed();
    //! Nobody is here any more, also not in preview. The receiver may delete the session later.
    void emptied();

private:
    void welcomeBack(Peer &peer);
    void refreshSubscriptions();
    void sendOffers();
    void setTracks(Peer &peer, const Json &tracks);
    void dropForbiddenTracks(Peer &peer);
    void tick();
    void tellSpeakers();
    void tellCount();

    Identity m_identity;
    MediaBase m_media;
    std::chrono::milliseconds m_grace;
    Peers m_peers;
    std::map<std::uint64_t, Stay> m_stays;
    std::uint64_t m_lastSerial = 0;
    bool m_hadSpeakers = false;
    QTimer m_seconds;
};

std::int64_t nowMilliseconds();

} // namespace bedside::sandbox
