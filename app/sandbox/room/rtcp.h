#pragma once

#include "app/sandbox/room/bytes.h"

#include <vector>

namespace bedside::sandbox {

//! One thing said in a compound RTCP packet (RFC 3550, 4585, 5104) that the forwarder acts on.
struct RtcpItem
{
    enum class Kind { SenderReport, KeyFrameRequest, Nack };

    Kind kind = Kind::SenderReport;
    std::uint32_t ssrc = 0;               //!< the medium spoken of
    std::uint64_t ntp = 0;                //!< SenderReport: NTP time
    std::uint32_t timestamp = 0;          //!< SenderReport: the same moment in RTP time
    std::vector<std::uint16_t> sequences; //!< Nack: what is missing
};

//! What a receiver tells about one medium.
struct ReportBlock
{
    std::uint32_t ssrc = 0;
    std::uint8_t fractionLost = 0;
    std::uint32_t lost = 0;            //!< 24 bits
    std::uint32_t highestSequence = 0; //!< with the roll-overs in the upper half
    std::uint32_t lastReport = 0;      //!< middle of the NTP time of the last sender report
    std::uint32_t sinceLastReport = 0; //!< in 1/65536 s
};

//! RTP and RTCP share the port (RFC 5761).
bool isRtcp(BytesView data);
std::vector<RtcpItem> parseRtcp(BytesView data);

Bytes receiverReport(std::uint32_t ownSsrc, const std::vector<ReportBlock> &blocks);
Bytes senderReport(const RtcpItem &original, std::uint32_t ssrc, std::uint32_t packets, std::uint32_t octets);
//! Asks for a key frame.
Bytes pictureLossIndication(std::uint32_t ownSsrc, std::uint32_t mediaSsrc);
//! Tells the sender how much it may send (REMB).
Bytes bitrateLimit(std::uint32_t ownSsrc, std::uint32_t bitsPerSecond,
                   const std::vector<std::uint32_t> &ssrcs);

} // namespace bedside::sandbox
