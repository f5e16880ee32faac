#pragma once

#include "app/sandbox/room/jsonrpc.h"
#include "app/sandbox/room/livesession.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace bedside::sandbox {

//! What one call of a client leads to.
struct CallOutcome
{
    CallOutcome(Json value = Json::object())
        : result(std::move(value))
    {
    }
    CallOutcome(RpcError failure)
        : error(std::move(failure))
    {
    }

    Json result;
    std::optional<RpcError> error;
    std::function<void()> then; //!< to run after the answer was sent
};

//! The calls of clients in one session, with the rights of their roles.
class SessionCalls : public QObject
{
    Q_OBJECT

public:
    explicit SessionCalls(LiveSession &session, QObject *parent = nullptr);

    //! Unknown methods fail with 400, forbidden ones with 403. After "leave"'s `then` the peer is gone.
    CallOutcome run(Peer &peer, const RpcRequest &request);

    //! A message to peers as the service or `from` sends it; true when somebody got it.
    bool deliver(const Peer *from, const Json &params, const Json &receipt);

signals:
    //! A host ended the session and wants nobody to come back.
    void lockRequested();

private:
    using Call = CallOutcome (SessionCalls::*)(Peer &, const Json &);
    static const std::map<std::string, Call> &calls();

    CallOutcome nothing(Peer &peer, const Json &params);
    CallOutcome join(Peer &peer, const Json &params);
    CallOutcome offer(Peer &peer, const Json &params);
    CallOutcome answer(Peer &peer, const Json &params);
    CallOutcome trackUpdate(Peer &peer, const Json &params);
    CallOutcome broadcast(Peer &peer, const Json &params);
    CallOutcome peerUpdate(Peer &peer, const Json &params);
    CallOutcome groupJoin(Peer &peer, const Json &params);
    CallOutcome groupLeave(Peer &peer, const Json &params);
    CallOutcome groupAdd(Peer &peer, const Json &params);
    CallOutcome groupRemove(Peer &peer, const Json &params);
    CallOutcome roleChangeRequest(Peer &peer, const Json &params);
    CallOutcome roleChange(Peer &peer, const Json &params);
    CallOutcome peerLeaveRequest(Peer &peer, const Json &params);
    CallOutcome endRoom(Peer &peer, const Json &params);
    CallOutcome trackUpdateRequest(Peer &peer, const Json &params);
    CallOutcome muteStateRequest(Peer &peer, const Json &params);
    CallOutcome setMetadata(Peer &peer, const Json &params);
    CallOutcome getMetadata(Peer &peer, const Json &params);
    CallOutcome listenMetadata(Peer &peer, const Json &params);
    CallOutcome leave(Peer &peer, const Json &params);
    CallOutcome listPeers(Peer &peer, const Json &params);
    CallOutcome getPeer(Peer &peer, const Json &params);

    Peer *joinedPeer(const Json &params, const char *name) const;
    CallOutcome changeGroup(Peer *peer, const std::string &group, bool in);
    void askForRole(const Peer &by, Peer &target, const std::string &role);

    LiveSession &m_session;
    Json m_store = Json::object(); //!< key → {key, data, change_version, updated_at, updated_by}
};

} // namespace bedside::sandbox
