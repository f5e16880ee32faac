#include "app/sandbox/room/rtcp.h"

namespace bedside::sandbox {

namespace {

constexpr std::uint8_t kSenderReport = 200;
constexpr std::uint8_t kReceiverReport = 201;
constexpr std::uint8_t kTransportFeedback = 205;
constexpr std::uint8_t kPayloadFeedback = 206;
constexpr unsigned kGenericNack = 1;
constexpr unsigned kPictureLoss = 1;
constexpr unsigned kFullIntra = 4;
constexpr unsigned kApplication = 15;

Bytes begin(unsigned count, std::uint8_t type, std::uint32_t ownSsrc)
{
    Bytes out;
    append8(out, 0x80 | count);
    append8(out, type);
    append16(out, 0);
    append32(out, ownSsrc);
    return out;
}

Bytes finished(Bytes out)
{
    write16(out, 2, static_cast<std::uint16_t>(out.size() / 4 - 1));
    return out;
}

//! Feedback must follow a report unless reduced size was negotiated.
Bytes afterReport(std::uint32_t ownSsrc, const Bytes &feedback)
{
    Bytes out = receiverReport(ownSsrc, {});
    append(out, feedback);
    return out;
}

void readNack(BytesView packet, std::vector<RtcpItem> &items)
{
    RtcpItem item{RtcpItem::Kind::Nack, read32(packet, 8), 0, 0, {}};
    for (std::size_t at = 12; at + 4 <= packet.size(); at += 4) {
        const std::uint16_t first = read16(packet, at);
        const std::uint16_t mask = read16(packet, at + 2);
        item.sequences.push_back(first);
        for (unsigned bit = 0; bit < 16; ++bit) {
            if ((mask >> bit & 1) != 0)
                item.sequences.push_back(static_cast<std::uint16_t>(first + bit + 1));
        }
    }
    items.push_back(std::move(item));
}

void readPacket(BytesView packet, std::vector<RtcpItem> &items)
{
    const std::uint8_t type = packet[1];
    const unsigned format = packet[0] & 0x1FU;
    if (type == kSenderReport && packet.size() >= 28) {
        const std::uint64_t ntp = std::uint64_t{read32(packet, 8)} << 32 | read32(packet, 12);
        items.push_back({RtcpItem::Kind::SenderReport, read32(packet, 4), ntp, read32(packet, 16), {}});
    } else if (type == kTransportFeedback && format == kGenericNack && packet.size() >= 16) {
        readNack(packet, items);
    } else if (type == kPayloadFeedback && format == kPictureLoss && packet.size() >= 12) {
        items.push_back({RtcpItem::Kind::KeyFrameRequest, read32(packet, 8), 0, 0, {}});
    } else if (type == kPayloadFeedback && format == kFullIntra) {
        for (std::size_t at = 12; at + 8 <= packet.size(); at += 8)
            items.push_back({RtcpItem::Kind::KeyFrameRequest, read32(packet, at), 0, 0, {}});
    }
}

} // namespace

bool isRtcp(BytesView data)
{
    return data.size() >= 8 && data[0] >> 6 == 2 && data[1] >= 192 && data[1] <= 223;
}

std::vector<RtcpItem> parseRtcp(BytesView data)
{
    std::vector<RtcpItem> items;
    while (isRtcp(data)) {
        const std::size_t size = 4 * (std::size_t{read16(data, 2)} + 1);
        if (size > data.size() || size < 8)
            break;
        readPacket(data.first(size), items);
        data = data.subspan(size);
    }
    return items;
}

Bytes receiverReport(std::uint32_t ownSsrc, const std::vector<ReportBlock> &blocks)
{
    Bytes out = begin(static_cast<unsigned>(blocks.size()), kReceiverReport, ownSsrc);
    for (const ReportBlock &block : blocks) {
        append32(out, block.ssrc);
        append32(out, std::uint32_t{block.fractionLost} << 24 | (block.lost & 0xFFFFFF));
        append32(out, block.highestSequence);
        append32(out, 0);
        append32(out, block.lastReport);
        append32(out, block.sinceLastReport);
    }
    return finished(std::move(out));
}

Bytes senderReport(const RtcpItem &original, std::uint32_t ssrc, std::uint32_t packets, std::uint32_t octets)
{
    Bytes out = begin(0, kSenderReport, ssrc);
    append32(out, static_cast<std::uint32_t>(original.ntp >> 32));
    append32(out, static_cast<std::uint32_t>(original.ntp));
    append32(out, original.timestamp);
    append32(out, packets);
    append32(out, octets);
    return finished(std::move(out));
}

Bytes pictureLossIndication(std::uint32_t ownSsrc, std::uint32_t mediaSsrc)
{
    Bytes out = begin(kPictureLoss, kPayloadFeedback, ownSsrc);
    append32(out, mediaSsrc);
    return afterReport(ownSsrc, finished(std::move(out)));
}

Bytes bitrateLimit(std::uint32_t ownSsrc, std::uint32_t bitsPerSecond,
                   const std::vector<std::uint32_t> &ssrcs)
{
    std::uint32_t mantissa = bitsPerSecond;
    std::uint32_t exponent = 0;
    for (; mantissa > 0x3FFFF; ++exponent)
        mantissa >>= 1;
    Bytes out = begin(kApplication, kPayloadFeedback, ownSsrc);
    append32(out, 0);
    append(out, bytesOf("REMB"));
    append32(out, static_cast<std::uint32_t>(ssrcs.size()) << 24 | exponent << 18 | mantissa);
    for (const std::uint32_t ssrc : ssrcs)
        append32(out, ssrc);
    return afterReport(ownSsrc, finished(std::move(out)));
}

} // namespace bedside::sandbox
