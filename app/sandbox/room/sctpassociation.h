#pragma once

#include "app/sandbox/room/bytes.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

struct socket;

namespace bedside::sandbox {

//! SCTP inside DTLS with WebRTC data channels on it (RFC 8831, 8832). All associations of a process must live
//! on one thread; drive() is called there every few ten milliseconds.
class SctpAssociation
{
public:
    struct Events
    {
        std::function<void(BytesView)> send; //!< hand to DTLS
        std::function<void(std::uint16_t stream, std::string_view text)> received;
    };

    explicit SctpAssociation(Events events);
    ~SctpAssociation();
    SctpAssociation(const SctpAssociation &) = delete;
    SctpAssociation &operator=(const SctpAssociation &) = delete;

    //! Starts the association; both sides do.
    void connect();
    void receive(BytesView packet);
    //! Opens a channel from our side; text can be sent on the stream right away.
    void openChannel(std::uint16_t stream, const std::string &label);
    void sendText(std::uint16_t stream, std::string_view text);

    //! Runs the timers of all associations.
    static void drive();

private:
    friend struct SctpGlue;

    void handleMessage(std::uint16_t stream, std::uint32_t protocol, BytesView data);
    void handleNotification();
    bool sendMessage(std::uint16_t stream, std::uint32_t protocol, BytesView data);
    void sendWaiting();

    struct Waiting
    {
        std::uint16_t stream = 0;
        std::uint32_t protocol = 0;
        Bytes data;
    };

    Events m_events;
    std::uintptr_t m_handle = 0;
    struct ::socket *m_socket = nullptr;
    std::vector<Waiting> m_waiting; //!< what could not be sent yet because the association is not up
};

} // namespace bedside::sandbox
