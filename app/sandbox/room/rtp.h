#pragma once

#include "app/sandbox/room/bytes.h"

#include <array>
#include <optional>

namespace bedside::sandbox {

//! The fields of an RTP packet (RFC 3550) and where its payload lies.
struct RtpPacket
{
    std::uint8_t payloadType = 0;
    bool marker = false;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
    BytesView extensions; //!< into the parsed data; empty when there are none
    bool twoByteExtensions = false;
    BytesView payload; //!< into the parsed data, without padding
};

//! Nothing for what is no whole RTP packet.
std::optional<RtpPacket> parseRtp(BytesView data);

//! Loudness by the audio-level extension (RFC 6464) with this id: 0 silent … 127 loudest; nothing without it.
std::optional<int> audioLevel(const RtpPacket &packet, int extensionId);

//! Whether a VP8 payload (RFC 7741) starts a key frame.
bool startsVp8KeyFrame(BytesView payload);

//! The packet with other numbers and without header extensions, contributing sources and padding.
Bytes rewritten(const RtpPacket &packet, std::uint8_t payloadType, std::uint16_t sequence,
                std::uint32_t ssrc);

//! Gives forwarded packets numbers without a gap, although forwarding pauses now and then.
class SequenceRewriter
{
public:
    //! `first` is the number of the first packet that goes out.
    explicit SequenceRewriter(std::uint16_t first)
        : m_highestOut(static_cast<std::uint16_t>(first - 1))
    {
    }

    //! The outgoing number; nothing for a late packet from before the last pause.
    std::optional<std::uint16_t> map(std::uint16_t in);
    //! The next packet continues right after the last one that went out.
    void pause() { m_running = false; }

private:
    bool m_running = false;
    bool m_young = false; //!< soon after a pause, when late packets from before may still come
    std::uint16_t m_firstIn = 0;
    std::uint16_t m_highestIn = 0;
    std::uint16_t m_highestOut;
};

//! The last packets sent, to repeat those that got lost.
class PacketRing
{
public:
    void store(std::uint16_t sequence, const Bytes &packet);
    //! The packet with this number while it is kept, else null.
    const Bytes *find(std::uint16_t sequence) const;

private:
    struct Entry
    {
        bool used = false;
        std::uint16_t sequence = 0;
        Bytes packet;
    };
    std::array<Entry, 512> m_entries;
};

} // namespace bedside::sandbox
