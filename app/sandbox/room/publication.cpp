#include "app/sandbox/room/publication.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace bedside::sandbox {

namespace {

constexpr std::chrono::milliseconds kKeyFramePause{300};

//! Not near the roll-over, where SRTP receivers that miss the first packets lose count.
std::uint16_t firstSequence()
{
    return static_cast<std::uint16_t>(1 + QRandomGenerator::global()->bounded(30'000));
}

} // namespace

Forwarder::Forwarder(MediaKind kind, std::uint32_t ssrc, std::function<void(Bytes)> send,
                     std::function<void(Bytes)> sendReport)
    : m_kind(kind)
    , m_ssrc(ssrc)
    , m_send(std::move(send))
    , m_sendReport(std::move(sendReport))
    , m_waiting(kind == MediaKind::Video)
    , m_sequence(firstSequence())
{
}

void Forwarder::setPaused(bool paused)
{
    if (paused && !m_paused) {
        m_sequence.pause();
        m_waiting = m_kind == MediaKind::Video;
    }
    m_paused = paused;
}

void Forwarder::forward(const RtpPacket &packet)
{
    if (!m_started || m_paused)
        return;
    if (m_waiting && !startsVp8KeyFrame(packet.payload))
        return;
    m_waiting = false;
    const auto sequence = m_sequence.map(packet.sequence);
    if (!sequence)
        return;
    const std::uint8_t payloadType = m_kind == MediaKind::Audio ? kOpusPayload : kVp8Payload;
    Bytes out = rewritten(packet, payloadType, *sequence, m_ssrc);
    m_packets += 1;
    m_octets += static_cast<std::uint32_t>(packet.payload.size());
    m_sent.store(*sequence, out);
    m_send(std::move(out));
}

void Forwarder::forwardReport(const RtcpItem &report)
{
    if (m_started && !m_paused && m_packets > 0)
        m_sendReport(senderReport(report, m_ssrc, m_packets, m_octets));
}

void Forwarder::repeat(const std::vector<std::uint16_t> &sequences)
{
    for (const std::uint16_t sequence : sequences) {
        if (const Bytes *packet = m_sent.find(sequence))
            m_send(*packet);
    }
}

Publication::Publication(OfferedTrack track, std::function<void(std::uint32_t)> requestKeyFrame)
    : m_track(std::move(track))
    , m_requestKeyFrame(std::move(requestKeyFrame))
{
}

void Publication::add(const std::shared_ptr<Forwarder> &forwarder)
{
    std::erase_if(m_forwarders, [](const auto &known) { return known.expired(); });
    m_forwarders.push_back(forwarder);
}

void Publication::receive(const RtpPacket &packet, Clock::time_point now)
{
    count(packet.sequence);
    if (m_track.audioLevelId != 0) {
        if (const auto level = audioLevel(packet, m_track.audioLevelId))
            m_loudness = std::max(m_loudness, *level);
    }
    bool waiting = false;
    for (const auto &known : m_forwarders) {
        if (const auto forwarder = known.lock()) {
            forwarder->forward(packet);
            waiting = waiting || forwarder->waitsForKeyFrame();
        }
    }
    if (waiting && now - m_keyFrameAsked > std::chrono::seconds(1))
        requestKeyFrame(now);
}

void Publication::count(std::uint16_t sequence)
{
    if (m_received == 0) {
        m_highest = sequence;
        m_base = sequence;
    }
    const auto ahead = static_cast<std::int16_t>(sequence - static_cast<std::uint16_t>(m_highest));
    if (ahead > 0)
        m_highest += static_cast<std::uint32_t>(ahead);
    ++m_received;
}

void Publication::receiveReport(const RtcpItem &report, Clock::time_point now)
{
    m_lastReport = static_cast<std::uint32_t>(report.ntp >> 16);
    m_lastReportAt = now;
    for (const auto &known : m_forwarders) {
        if (const auto forwarder = known.lock())
            forwarder->forwardReport(report);
    }
}

void Publication::requestKeyFrame(Clock::time_point now)
{
    if (now - m_keyFrameAsked < kKeyFramePause)
        return;
    m_keyFrameAsked = now;
    m_requestKeyFrame(m_track.ssrc);
}

void Publication::tick(Clock::time_point now)
{
    const bool waiting = std::any_of(m_forwarders.begin(), m_forwarders.end(), [](const auto &known) {
        const auto forwarder = known.lock();
        return forwarder && forwarder->waitsForKeyFrame();
    });
    if (waiting)
        requestKeyFrame(now);
}

ReportBlock Publication::report(Clock::time_point now)
{
    ReportBlock block;
    block.ssrc = m_track.ssrc;
    block.highestSequence = m_highest;
    const std::uint32_t expected = m_received == 0 ? 0 : m_highest - m_base + 1;
    block.lost = expected > m_received ? expected - m_received : 0;
    const std::uint32_t due = expected - m_expectedBefore;
    const std::uint32_t came = m_received - m_receivedBefore;
    if (due > came)
        block.fractionLost = static_cast<std::uint8_t>(std::min(255U, 256 * (due - came) / due));
    m_expectedBefore = expected;
    m_receivedBefore = m_received;
    if (m_lastReport != 0) {
        using Fraction = std::chrono::duration<std::uint64_t, std::ratio<1, 65536>>;
        block.lastReport = m_lastReport;
        block.sinceLastReport =
            static_cast<std::uint32_t>(std::chrono::duration_cast<Fraction>(now - m_lastReportAt).count());
    }
    return block;
}

int Publication::takeLoudness()
{
    return std::exchange(m_loudness, 0) * 100 / 127;
}

} // namespace bedside::sandbox
