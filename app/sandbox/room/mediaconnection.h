#pragma once

#include "app/sandbox/room/dtlstransport.h"
#include "app/sandbox/room/mediasocket.h"
#include "app/sandbox/room/sctpassociation.h"
#include "app/sandbox/room/sdp.h"
#include "app/sandbox/room/srtpsession.h"

#include <functional>
#include <memory>
#include <string>

namespace bedside::sandbox {

//! Our end of one peer connection: ICE-lite, DTLS server, SRTP and data channels. The other side connects to
//! us.
class MediaConnection
{
public:
    struct Events
    {
        std::function<void()> ready; //!< secured and the other side is who it said
        std::function<void(BytesView)> rtp;
        std::function<void(BytesView)> rtcp;
        std::function<void(std::string_view)> text; //!< on a data channel
    };

    //! `socket` and `identity` must outlive the connection.
    MediaConnection(MediaSocket &socket, const DtlsIdentity &identity, Events events);
    ~MediaConnection();
    MediaConnection(const MediaConnection &) = delete;
    MediaConnection &operator=(const MediaConnection &) = delete;

    //! What goes into our descriptions.
    LocalTransport local() const;
    //! Takes what the other side's description says about the transport; new ICE names make us take new ones
    //! too.
    void setRemote(const SessionDescription &description);
    bool isReady() const { return m_ready; }

    void sendRtp(Bytes packet);
    void sendRtcp(Bytes packet);
    //! Opens our data channel with this label when the connection is ready.
    void openChannelWhenReady(const std::string &label) { m_channelLabel = label; }
    void sendText(std::string_view text);

    //! For the socket: a datagram from a checked address; a valid check; time passing.
    void receive(BytesView datagram);
    void checked(const Endpoint &from, bool nominated);
    void tick();

private:
    void sendWire(BytesView datagram);
    void becomeReadyIfTrusted();
    void receiveMedia(BytesView datagram);
    void renewCredentials();

    MediaSocket &m_socket;
    const DtlsIdentity &m_identity;
    Events m_events;
    std::string m_ufrag;
    std::string m_password;
    std::string m_remoteUfrag;
    std::string m_remoteFingerprint;
    std::string m_channelLabel;
    Endpoint m_remote;
    bool m_ready = false;
    DtlsTransport m_dtls;
    std::unique_ptr<SrtpSession> m_srtp;
    std::unique_ptr<SctpAssociation> m_sctp;
};

} // namespace bedside::sandbox
