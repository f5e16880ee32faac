#include "app/sandbox/room/subscribeleg.h"

#include "app/sandbox/room/jsonrpc.h"

#include <QRandomGenerator>

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr char kChannelLabel[] = "ion-sfu";

} // namespace

SubscribeLeg::SubscribeLeg(MediaSocket &socket, const DtlsIdentity &identity)
    : m_connection(socket, identity,
                   {[] {}, [](BytesView) {}, [this](BytesView data) { receiveRtcp(data); },
                    [this](std::string_view message) { receiveText(message); }})
{
    m_connection.openChannelWhenReady(kChannelLabel);
}

void SubscribeLeg::setWanted(const std::vector<std::shared_ptr<Publication>> &wanted)
{
    for (Line &line : m_lines) {
        const auto publication = line.publication.lock();
        const bool keep = publication && std::find(wanted.begin(), wanted.end(), publication) != wanted.end();
        if (line.sent.active && !keep) {
            line.sent.active = false;
            line.forwarder.reset();
            line.publication.reset();
            m_changed = true;
        }
    }
    for (const auto &publication : wanted) {
        const bool known = std::any_of(m_lines.begin(), m_lines.end(), [&](const Line &line) {
            return line.sent.active && line.publication.lock() == publication;
        });
        if (!known)
            addLine(publication);
    }
}

void SubscribeLeg::addLine(const std::shared_ptr<Publication> &publication)
{
    const OfferedTrack &track = publication->track();
    Line line;
    line.sent = {std::to_string(m_lines.size() + 1),         track.kind, true, track.streamId, track.trackId,
                 QRandomGenerator::global()->generate() | 1U};
    line.publication = publication;
    line.forwarder = std::make_shared<Forwarder>(
        track.kind, line.sent.ssrc, [this](Bytes packet) { m_connection.sendRtp(std::move(packet)); },
        [this](Bytes report) { m_connection.sendRtcp(std::move(report)); });
    publication->add(line.forwarder);
    m_lines.push_back(std::move(line));
    m_changed = true;
}

std::optional<std::string> SubscribeLeg::nextOffer()
{
    if (!m_changed || m_waiting)
        return std::nullopt;
    m_changed = false;
    m_waiting = true;
    std::vector<SentLine> sent;
    for (Line &line : m_lines) {
        line.offered = true;
        sent.push_back(line.sent);
    }
    return subscribeOffer(sent, m_connection.local(), m_version++);
}

bool SubscribeLeg::takeAnswer(const std::string &answer)
{
    const auto description = parseSdp(answer);
    if (!description)
        return false;
    m_waiting = false;
    m_connection.setRemote(*description);
    for (Line &line : m_lines) {
        if (!line.offered || !line.forwarder)
            continue;
        line.forwarder->start();
        const auto publication = line.publication.lock();
        if (publication && line.forwarder->waitsForKeyFrame())
            publication->requestKeyFrame(Clock::now());
    }
    return true;
}

void SubscribeLeg::offerAgain()
{
    m_waiting = false;
    m_changed = true;
}

SubscribeLeg::Line *SubscribeLeg::findBySsrc(std::uint32_t ssrc)
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const Line &line) {
        return line.forwarder && line.sent.ssrc == ssrc;
    });
    return found == m_lines.end() ? nullptr : &*found;
}

void SubscribeLeg::receiveRtcp(BytesView data)
{
    for (const RtcpItem &item : parseRtcp(data)) {
        const Line *line = findBySsrc(item.ssrc);
        if (line == nullptr)
            continue;
        const auto publication = line->publication.lock();
        if (item.kind == RtcpItem::Kind::Nack)
            line->forwarder->repeat(item.sequences);
        else if (item.kind == RtcpItem::Kind::KeyFrameRequest && publication)
            publication->requestKeyFrame(Clock::now());
    }
}

//! The SDK tells here which tracks it shows, and at first repeats it until answered.
void SubscribeLeg::receiveText(std::string_view message)
{
    const auto request = parseRequest(message);
    if (!request)
        return;
    const std::string trackId = text(request->params, "track_id");
    if (request->method == "prefer-video-track-state")
        setPaused(trackId, text(request->params, "max_spatial_layer") == "none");
    else if (request->method == "prefer-audio-track-state")
        setPaused(trackId, !flag(request->params, "subscribed", true));
    if (request->isCall())
        m_connection.sendText(resultFrame(request->id, Json::object()));
}

void SubscribeLeg::setPaused(const std::string &trackId, bool paused)
{
    for (const Line &line : m_lines) {
        if (!line.forwarder || line.sent.trackId != trackId)
            continue;
        line.forwarder->setPaused(paused);
        const auto publication = line.publication.lock();
        if (publication && line.forwarder->waitsForKeyFrame())
            publication->requestKeyFrame(Clock::now());
    }
}

} // namespace bedside::sandbox
