#include "app/sandbox/room/sctpassociation.h"

#include <usrsctp.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

namespace bedside::sandbox {

namespace {

constexpr std::uint16_t kPort = 5000;
constexpr std::uint16_t kStreams = 16;
constexpr std::uint32_t kPathMtu = 1150;
constexpr std::size_t kMostWaiting = 256;
constexpr std::uint32_t kControl = 50;
constexpr std::uint32_t kText = 51;
constexpr std::uint8_t kChannelOpen = 3;
constexpr std::uint8_t kChannelAck = 2;

//! The library calls back with the address we registered. That is a number looked up here, not an object, so
//! that a late call for a closed association finds nothing.
std::map<std::uintptr_t, SctpAssociation *> &associations()
{
    static std::map<std::uintptr_t, SctpAssociation *> all;
    return all;
}

SctpAssociation *find(void *handle)
{
    const auto found = associations().find(reinterpret_cast<std::uintptr_t>(handle));
    return found == associations().end() ? nullptr : found->second;
}

std::uintptr_t nextHandle()
{
    static std::uintptr_t last = 0;
    return ++last;
}

sockaddr_conn addressOf(std::uintptr_t handle)
{
    sockaddr_conn address = {};
    address.sconn_family = AF_CONN;
    address.sconn_port = static_cast<std::uint16_t>(kPort << 8 | kPort >> 8);
    address.sconn_addr = reinterpret_cast<void *>(handle);
    return address;
}

std::uint32_t swapped(std::uint32_t value)
{
    return value << 24 | (value & 0xFF00) << 8 | (value >> 8 & 0xFF00) | value >> 24;
}

template<typename T>
void setOption(struct ::socket *socket, int name, const T &value)
{
    usrsctp_setsockopt(socket, IPPROTO_SCTP, name, &value, sizeof value);
}

void configure(struct ::socket *socket)
{
    const linger abortOnClose{1, 0};
    usrsctp_setsockopt(socket, SOL_SOCKET, SO_LINGER, &abortOnClose, sizeof abortOnClose);
    const int yes = 1;
    setOption(socket, SCTP_NODELAY, yes);
    sctp_initmsg streams = {};
    streams.sinit_num_ostreams = kStreams;
    streams.sinit_max_instreams = 1024;
    setOption(socket, SCTP_INITMSG, streams);
    sctp_event event = {};
    event.se_assoc_id = SCTP_ALL_ASSOC;
    event.se_type = SCTP_ASSOC_CHANGE;
    event.se_on = 1;
    setOption(socket, SCTP_EVENT, event);
}

void fixPathMtu(struct ::socket *socket, sockaddr_conn &peer)
{
    sctp_paddrparams parameters = {};
    std::memcpy(&parameters.spp_address, &peer, sizeof peer);
    parameters.spp_flags = SPP_PMTUD_DISABLE;
    parameters.spp_pathmtu = kPathMtu;
    setOption(socket, SCTP_PEER_ADDR_PARAMS, parameters);
}

} // namespace

//! The C functions the library calls.
struct SctpGlue
{
    static int send(void *handle, void *data, std::size_t size, std::uint8_t, std::uint8_t)
    {
        if (SctpAssociation *association = find(handle))
            association->m_events.send({static_cast<const std::uint8_t *>(data), size});
        return 0;
    }

    static int receive(struct ::socket *, sctp_sockstore, void *data, std::size_t size, sctp_rcvinfo info,
                       int flags, void *handle)
    {
        if (data == nullptr)
            return 1;
        SctpAssociation *association = find(handle);
        const BytesView message{static_cast<const std::uint8_t *>(data), size};
        if (association != nullptr && (flags & MSG_NOTIFICATION) != 0)
            association->handleNotification();
        else if (association != nullptr)
            association->handleMessage(info.rcv_sid, swapped(info.rcv_ppid), message);
        std::free(data);
        return 1;
    }

    static void start()
    {
        static const bool done = [] {
            usrsctp_init_nothreads(0, &SctpGlue::send, nullptr);
            usrsctp_sysctl_set_sctp_ecn_enable(0);
            return true;
        }();
        static_cast<void>(done);
    }
};

SctpAssociation::SctpAssociation(Events events)
    : m_events(std::move(events))
    , m_handle(nextHandle())
{
    SctpGlue::start();
    associations()[m_handle] = this;
    void *handle = reinterpret_cast<void *>(m_handle);
    usrsctp_register_address(handle);
    m_socket = usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, &SctpGlue::receive, nullptr, 0, handle);
    if (m_socket != nullptr) {
        usrsctp_set_non_blocking(m_socket, 1);
        configure(m_socket);
    }
}

SctpAssociation::~SctpAssociation()
{
    if (m_socket != nullptr)
        usrsctp_close(m_socket);
    usrsctp_deregister_address(reinterpret_cast<void *>(m_handle));
    associations().erase(m_handle);
}

void SctpAssociation::connect()
{
    if (m_socket == nullptr)
        return;
    sockaddr_conn address = addressOf(m_handle);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    usrsctp_bind(m_socket, generic, sizeof address);
    usrsctp_connect(m_socket, generic, sizeof address);
    fixPathMtu(m_socket, address);
}

void SctpAssociation::receive(BytesView packet)
{
    usrsctp_conninput(reinterpret_cast<void *>(m_handle), packet.data(), packet.size(), 0);
}

void SctpAssociation::handleNotification()
{
    sendWaiting();
}

void SctpAssociation::handleMessage(std::uint16_t stream, std::uint32_t protocol, BytesView data)
{
    if (protocol == kControl && !data.empty() && data[0] == kChannelOpen) {
        const Bytes acknowledgement{kChannelAck};
        sendMessage(stream, kControl, acknowledgement);
    } else if (protocol == kText) {
        m_events.received(stream, textOf(data));
    }
}

void SctpAssociation::openChannel(std::uint16_t stream, const std::string &label)
{
    Bytes open;
    append8(open, kChannelOpen);
    append8(open, 0);  // reliable, in order
    append16(open, 0); // priority
    append32(open, 0); // reliability parameter
    append16(open, static_cast<std::uint16_t>(label.size()));
    append16(open, 0); // protocol name
    append(open, bytesOf(label));
    sendMessage(stream, kControl, open);
}

void SctpAssociation::sendText(std::uint16_t stream, std::string_view text)
{
    sendMessage(stream, kText, bytesOf(text));
}

bool SctpAssociation::sendMessage(std::uint16_t stream, std::uint32_t protocol, BytesView data)
{
    sctp_sendv_spa info = {};
    info.sendv_flags = SCTP_SEND_SNDINFO_VALID;
    info.sendv_sndinfo.snd_sid = stream;
    info.sendv_sndinfo.snd_flags = SCTP_EOR;
    info.sendv_sndinfo.snd_ppid = swapped(protocol);
    const auto sent = m_socket == nullptr ? -1
                                          : usrsctp_sendv(m_socket, data.data(), data.size(), nullptr, 0,
                                                          &info, sizeof info, SCTP_SENDV_SPA, 0);
    if (sent < 0 && m_waiting.size() < kMostWaiting)
        m_waiting.push_back({stream, protocol, Bytes(data.begin(), data.end())});
    return sent >= 0;
}

void SctpAssociation::sendWaiting()
{
    for (const Waiting &message : std::exchange(m_waiting, {}))
        sendMessage(message.stream, message.protocol, message.data);
}

void SctpAssociation::drive()
{
    using Clock = std::chrono::steady_clock;
    static Clock::time_point last = Clock::now();
    SctpGlue::start();
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - last);
    if (elapsed.count() <= 0)
        return;
    last += elapsed;
    usrsctp_handle_timers(static_cast<std::uint32_t>(elapsed.count()));
}

} // namespace bedside::sandbox
