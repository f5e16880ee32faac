#include "app/sandbox/room/publishleg.h"

#include <QRandomGenerator>

namespace bedside::sandbox {

namespace {

//! Far above what a 640x360 picture needs: the line is this computer's loopback.
constexpr std::uint32_t kBitrateLimit = 4'000'000;

} // namespace

PublishLeg::PublishLeg(MediaSocket &socket, const DtlsIdentity &identity)
    : m_ownSsrc(QRandomGenerator::global()->generate() | 1U)
    , m_connection(socket, identity,
                   {[] {}, [this](BytesView data) { receiveRtp(data); },
                    [this](BytesView data) { receiveRtcp(data); }, [](std::string_view) {}})
{
}

std::optional<std::string> PublishLeg::answer(const std::string &offer)
{
    const auto description = parseSdp(offer);
    if (!description)
        return std::nullopt;
    m_connection.setRemote(*description);
    Tracks tracks;
    for (const OfferedTrack &track : offeredTracks(*description)) {
        const auto known = m_tracks.find(track.trackId);
        if (known != m_tracks.end() && known->second->track().ssrc == track.ssrc)
            tracks.insert(*known);
        else
            tracks[track.trackId] =
                std::make_shared<Publication>(track, [this](std::uint32_t ssrc) { requestKeyFrame(ssrc); });
    }
    m_tracks = std::move(tracks);
    return publishAnswer(*description, m_connection.local(), m_version++);
}

void PublishLeg::drop(const std::string &trackId)
{
    m_tracks.erase(trackId);
}

std::shared_ptr<Publication> PublishLeg::find(std::uint32_t ssrc) const
{
    for (const auto &entry : m_tracks) {
        if (entry.second->track().ssrc == ssrc)
            return entry.second;
    }
    return nullptr;
}

void PublishLeg::receiveRtp(BytesView data)
{
    const auto packet = parseRtp(data);
    const auto publication = packet ? find(packet->ssrc) : nullptr;
    if (publication)
        publication->receive(*packet, Clock::now());
}

void PublishLeg::receiveRtcp(BytesView data)
{
    for (const RtcpItem &item : parseRtcp(data)) {
        const auto publication = item.kind == RtcpItem::Kind::SenderReport ? find(item.ssrc) : nullptr;
        if (publication)
            publication->receiveReport(item, Clock::now());
    }
}

void PublishLeg::requestKeyFrame(std::uint32_t ssrc)
{
    m_connection.sendRtcp(pictureLossIndication(m_ownSsrc, ssrc));
}

void PublishLeg::tick()
{
    if (m_tracks.empty())
        return;
    std::vector<ReportBlock> blocks;
    std::vector<std::uint32_t> video;
    for (const auto &entry : m_tracks) {
        entry.second->tick(Clock::now());
        blocks.push_back(entry.second->report(Clock::now()));
        if (entry.second->track().kind == MediaKind::Video)
            video.push_back(entry.second->track().ssrc);
    }
    m_connection.sendRtcp(receiverReport(m_ownSsrc, blocks));
    if (!video.empty())
        m_connection.sendRtcp(bitrateLimit(m_ownSsrc, kBitrateLimit, video));
}

} // namespace bedside::sandbox
