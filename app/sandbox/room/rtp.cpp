#include "app/sandbox/room/rtp.h"

namespace bedside::sandbox {

namespace {

constexpr std::size_t kFixedHeader = 12;
constexpr std::uint16_t kOneByte = 0xBEDE;
constexpr std::uint16_t kTwoByte = 0x1000;
constexpr std::uint16_t kYoungPackets = 1000;

bool isBefore(std::uint16_t one, std::uint16_t other)
{
    return static_cast<std::int16_t>(one - other) < 0;
}

} // namespace

std::optional<RtpPacket> parseRtp(BytesView data)
{
    if (data.size() < kFixedHeader || data[0] >> 6 != 2)
        return std::nullopt;
    RtpPacket packet;
    packet.marker = (data[1] & 0x80) != 0;
    packet.payloadType = data[1] & 0x7F;
    packet.sequence = read16(data, 2);
    packet.timestamp = read32(data, 4);
    packet.ssrc = read32(data, 8);
    std::size_t at = kFixedHeader + 4 * std::size_t{data[0] & 0x0FU};
    if ((data[0] & 0x10) != 0) {
        if (at + 4 > data.size())
            return std::nullopt;
        const std::size_t length = 4 * std::size_t{read16(data, at + 2)};
        const std::uint16_t profile = read16(data, at);
        at += 4;
        if (at + length > data.size())
            return std::nullopt;
        packet.twoByteExtensions = (profile & 0xFFF0) == kTwoByte;
        if (profile == kOneByte || packet.twoByteExtensions)
            packet.extensions = data.subspan(at, length);
        at += length;
    }
    const bool padded = (data[0] & 0x20) != 0;
    const std::size_t padding = padded ? data.back() : 0;
    if (at + padding > data.size() || (padded && padding == 0))
        return std::nullopt;
    packet.payload = data.subspan(at, data.size() - at - padding);
    return packet;
}

std::optional<int> audioLevel(const RtpPacket &packet, int extensionId)
{
    const BytesView data = packet.extensions;
    for (std::size_t at = 0; at < data.size();) {
        if (data[at] == 0) {
            ++at;
            continue;
        }
        const int id = packet.twoByteExtensions ? data[at] : data[at] >> 4;
        if (packet.twoByteExtensions && at + 1 >= data.size())
            return std::nullopt;
        const std::size_t length =
            packet.twoByteExtensions ? std::size_t{data[at + 1]} : (data[at] & 0x0FU) + std::size_t{1};
        at += packet.twoByteExtensions ? 2 : 1;
        if (at + length > data.size())
            return std::nullopt;
        if (id == extensionId && length > 0)
            return 127 - (data[at] & 0x7F);
        at += length;
    }
    return std::nullopt;
}

bool startsVp8KeyFrame(BytesView payload)
{
    if (payload.size() < 2)
        return false;
    const bool firstPartition = (payload[0] & 0x10) != 0 && (payload[0] & 0x07) == 0;
    std::size_t at = 1;
    if ((payload[0] & 0x80) != 0) {
        const std::uint8_t more = payload[at++];
        if ((more & 0x80) != 0) {
            if (at >= payload.size())
                return false;
            at += (payload[at] & 0x80) != 0 ? 2U : 1U;
        }
        at += (more & 0x40) != 0 ? 1 : 0;
        at += (more & 0x30) != 0 ? 1 : 0;
    }
    return firstPartition && at < payload.size() && (payload[at] & 0x01) == 0;
}

Bytes rewritten(const RtpPacket &packet, std::uint8_t payloadType, std::uint16_t sequence, std::uint32_t ssrc)
{
    Bytes out;
    out.reserve(kFixedHeader + packet.payload.size() + 32);
    append8(out, 0x80);
    append8(out, payloadType | (packet.marker ? 0x80U : 0U));
    append16(out, sequence);
    append32(out, packet.timestamp);
    append32(out, ssrc);
    append(out, packet.payload);
    return out;
}

std::optional<std::uint16_t> SequenceRewriter::map(std::uint16_t in)
{
    if (!m_running) {
        m_running = true;
        m_young = true;
        m_firstIn = in;
        m_highestIn = in;
        return ++m_highestOut;
    }
    if (m_young && isBefore(in, m_firstIn))
        return std::nullopt;
    const auto out = static_cast<std::uint16_t>(m_highestOut + (in - m_highestIn));
    if (isBefore(m_highestIn, in)) {
        m_highestIn = in;
        m_highestOut = out;
        m_young = m_young && static_cast<std::uint16_t>(in - m_firstIn) < kYoungPackets;
    }
    return out;
}

void PacketRing::store(std::uint16_t sequence, const Bytes &packet)
{
    Entry &entry = m_entries[sequence % m_entries.size()];
    entry.used = true;
    entry.sequence = sequence;
    entry.packet = packet;
}

const Bytes *PacketRing::find(std::uint16_t sequence) const
{
    const Entry &entry = m_entries[sequence % m_entries.size()];
    return entry.used && entry.sequence == sequence ? &entry.packet : nullptr;
}

} // namespace bedside::sandbox
