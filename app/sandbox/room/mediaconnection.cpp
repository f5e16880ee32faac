#include "app/sandbox/room/mediaconnection.h"

#include "app/sandbox/room/rtcp.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cctype>

namespace bedside::sandbox {

namespace {

//! We are the DTLS server, so our channels have odd numbers (RFC 8832).
constexpr std::uint16_t kOwnChannel = 1;

std::string randomName(int length)
{
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string name;
    for (int i = 0; i < length; ++i)
        name += kLetters[QRandomGenerator::system()->bounded(static_cast<quint32>(kLetters.size()))];
    return name;
}

bool sameFingerprint(std::string one, std::string other)
{
    const auto lower = [](std::string &text) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    };
    lower(one);
    lower(other);
    return one == other;
}

} // namespace

MediaConnection::MediaConnection(MediaSocket &socket, const DtlsIdentity &identity, Events events)
    : m_socket(socket)
    , m_identity(identity)
    , m_events(std::move(events))
    , m_dtls(identity,
             {[this](BytesView datagram) { sendWire(datagram); }, [this] { becomeReadyIfTrusted(); },
              [this](BytesView message) {
                  if (m_sctp)
                      m_sctp->receive(message);
              }})
{
    renewCredentials();
}

MediaConnection::~MediaConnection()
{
    m_sctp.reset();
    m_socket.remove(this);
}

void MediaConnection::renewCredentials()
{
    m_ufrag = randomName(8);
    m_password = randomName(24);
    m_socket.add(m_ufrag, m_password, this);
}

LocalTransport MediaConnection::local() const
{
    return {m_ufrag, m_password, m_identity.fingerprint(), m_socket.port()};
}

void MediaConnection::setRemote(const SessionDescription &description)
{
    const std::string ufrag = description.transportAttribute("ice-ufrag");
    if (!m_remoteUfrag.empty() && !ufrag.empty() && ufrag != m_remoteUfrag)
        renewCredentials();
    if (!ufrag.empty())
        m_remoteUfrag = ufrag;
    if (const std::string fingerprint = description.transportAttribute("fingerprint"); !fingerprint.empty())
        m_remoteFingerprint = fingerprint;
    becomeReadyIfTrusted();
}

//! The handshake may be over before the answer with the fingerprint has come through signalling.
void MediaConnection::becomeReadyIfTrusted()
{
    if (m_ready || !m_dtls.isConnected() || m_remoteFingerprint.empty())
        return;
    if (!sameFingerprint(m_dtls.peerFingerprint(), m_remoteFingerprint)) {
        qWarning("A media connection was refused: its certificate is not the announced one.");
        return;
    }
    m_srtp = SrtpSession::create(m_dtls.srtpKeys());
    if (!m_srtp)
        return;
    m_ready = true;
    m_sctp = std::make_unique<SctpAssociation>(
        SctpAssociation::Events{[this](BytesView packet) { m_dtls.send(packet); },
                                [this](std::uint16_t, std::string_view message) { m_events.text(message); }});
    m_sctp->connect();
    if (!m_channelLabel.empty())
        m_sctp->openChannel(kOwnChannel, m_channelLabel);
    m_events.ready();
}

void MediaConnection::sendWire(BytesView datagram)
{
    if (!m_remote.isNull())
        m_socket.send(m_remote, datagram);
}

void MediaConnection::checked(const Endpoint &from, bool nominated)
{
    if (nominated || m_remote.isNull())
        m_remote = from;
}

void MediaConnection::receive(BytesView datagram)
{
    if (datagram.empty())
        return;
    if (datagram[0] >= 20 && datagram[0] < 64)
        m_dtls.receive(datagram);
    else if (datagram[0] >= 128 && datagram[0] < 192 && m_ready)
        receiveMedia(datagram);
}

void MediaConnection::receiveMedia(BytesView datagram)
{
    Bytes packet(datagram.begin(), datagram.end());
    if (isRtcp(datagram)) {
        if (m_srtp->unprotectRtcp(packet))
            m_events.rtcp(packet);
    } else if (m_srtp->unprotectRtp(packet)) {
        m_events.rtp(packet);
    }
}

void MediaConnection::sendRtp(Bytes packet)
{
    if (m_ready && m_srtp->protectRtp(packet))
        sendWire(packet);
}

void MediaConnection::sendRtcp(Bytes packet)
{
    if (m_ready && m_srtp->protectRtcp(packet))
        sendWire(packet);
}

void MediaConnection::sendText(std::string_view text)
{
    if (m_sctp)
        m_sctp->sendText(kOwnChannel, text);
}

void MediaConnection::tick()
{
    if (!m_remote.isNull())
        m_dtls.tick();
}

} // namespace bedside::sandbox
