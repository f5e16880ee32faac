#pragma once

#include "app/sandbox/room/rtcp.h"
#include "app/sandbox/room/rtp.h"
#include "app/sandbox/room/sdp.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace bedside::sandbox {

using Clock = std::chrono::steady_clock;

//! One track on its way to one subscriber: new numbers, pauses, repeats.
class Forwarder
{
public:
    //! `send` gets RTP, `sendReport` RTCP, both in the clear.
    Forwarder(MediaKind kind, std::uint32_t ssrc, std::function<void(Bytes)> send,
              std::function<void(Bytes)> sendReport);

    std::uint32_t ssrc() const { return m_ssrc; }
    //! The subscriber knows the track now; before nothing is sent, since Chromium guesses about unknown
    //! media.
    void start() { m_started = true; }
    //! The subscriber does not show it.
    void setPaused(bool paused);
    bool waitsForKeyFrame() const { return m_started && !m_paused && m_waiting; }

    void forward(const RtpPacket &packet);
    void forwardReport(const RtcpItem &report);
    void repeat(const std::vector<std::uint16_t> &sequences);

private:
    MediaKind m_kind;
    std::uint32_t m_ssrc;
    std::function<void(Bytes)> m_send;
    std::function<void(Bytes)> m_sendReport;
    bool m_started = false;
    bool m_paused = false;
    bool m_waiting; //!< for a key frame to begin with
    SequenceRewriter m_sequence;
    PacketRing m_sent;
    std::uint32_t m_packets = 0;
    std::uint32_t m_octets = 0;
};

//! One track a participant sends.
class Publication
{
public:
    //! `requestKeyFrame` asks the sender for one.
    Publication(OfferedTrack track, std::function<void(std::uint32_t ssrc)> requestKeyFrame);

    const OfferedTrack &track() const { return m_track; }
    void add(const std::shared_ptr<Forwarder> &forwarder);

    void receive(const RtpPacket &packet, Clock::time_point now);
    void receiveReport(const RtcpItem &report, Clock::time_point now);
    //! Passes a subscriber's wish on, not more often than the sender can take.
    void requestKeyFrame(Clock::time_point now);
    //! Repeats the wish while somebody still waits; call each second.
    void tick(Clock::time_point now);

    //! What to tell the sender about what arrived since the last call.
    ReportBlock report(Clock::time_point now);
    //! Peak loudness 0 … 100 since the last call; audio only.
    int takeLoudness();

private:
    void count(std::uint16_t sequence);

    OfferedTrack m_track;
    std::function<void(std::uint32_t)> m_requestKeyFrame;
    std::vector<std::weak_ptr<Forwarder>> m_forwarders;
    Clock::time_point m_keyFrameAsked;
    std::uint32_t m_highest = 0; //!< with roll-overs
    std::uint32_t m_base = 0;
    std::uint32_t m_received = 0;
    std::uint32_t m_expectedBefore = 0;
    std::uint32_t m_receivedBefore = 0;
    std::uint32_t m_lastReport = 0;
    Clock::time_point m_lastReportAt;
    int m_loudness = 0;
};

} // namespace bedside::sandbox
