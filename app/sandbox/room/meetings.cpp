#include "app/sandbox/room/meetings.h"

#include <QDateTime>
#include <QUuid>

namespace bedside::sandbox {

namespace {

constexpr std::size_t kMostEnded = 500;

Json asJson(const LiveSession &session, bool active)
{
    Json peers = Json::object();
    for (const auto &entry : session.stays()) {
        const LiveSession::Stay &stay = entry.second;
        const std::string id = text(stay.peer, "peer_id");
        const Json &info = member(stay.peer, "info");
        peers[id] = {{"id", id},
                     {"session_id", session.identity().sessionId},
                     {"name", text(info, "name")},
                     {"role", text(stay.peer, "role")},
                     {"user_id", text(info, "user_id")},
                     {"joined_at", timeText(stay.joinedAt)}};
        if (stay.leftAt != 0)
            peers[id]["left_at"] = timeText(stay.leftAt);
    }
    return {{"id", session.identity().sessionId},
            {"room_id", session.identity().roomId},
            {"active", active},
            {"peers", peers},
            {"created_at", timeText(session.identity().startedAt)},
            {"updated_at", timeText(nowMilliseconds())}};
}

} // namespace

std::string timeText(std::int64_t milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
}

Meetings::Meetings(RoomDirectory &rooms, MediaBase media, std::chrono::milliseconds grace, QObject *parent)
    : QObject(parent)
    , m_rooms(rooms)
    , m_media(media)
    , m_grace(grace)
{
}

Meetings::Meeting *Meetings::find(const std::string &roomId) const
{
    const auto found = m_open.find(roomId);
    return found == m_open.end() ? nullptr : found->second.get();
}

Meetings::Meeting &Meetings::open(const Room &room)
{
    if (Meeting *known = find(room.id))
        return *known;
    const std::string sessionId = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    auto meeting = std::make_unique<Meeting>(std::make_unique<LiveSession>(
        LiveSession::Identity{room.id, room.name, sessionId, nowMilliseconds()}, m_media, m_grace));
    const LiveSession *session = meeting->session.get();
    connect(session, &LiveSession::changed, this,
            [this, id = room.id] { emit roomChanged(QString::fromStdString(id)); });
    connect(
        session, &LiveSession::emptied, this, [this, id = room.id] { close(id); }, Qt::QueuedConnection);
    connect(&meeting->calls, &SessionCalls::lockRequested, this, [this, id = room.id] {
        if (Room *locked = m_rooms.find(id))
            m_rooms.setEnabled(*locked, false);
    });
    return *m_open.insert_or_assign(room.id, std::move(meeting)).first->second;
}

void Meetings::close(const std::string &roomId)
{
    const auto found = m_open.find(roomId);
    if (found == m_open.end() || !found->second->session->peers().empty())
        return;
    if (!found->second->session->stays().empty())
        m_ended.push_front(asJson(*found->second->session, false));
    if (m_ended.size() > kMostEnded)
        m_ended.pop_back();
    m_open.erase(found);
}

bool Meetings::end(Room &room, const std::string &reason, bool lock)
{
    if (lock)
        m_rooms.setEnabled(room, false);
    const Meeting *meeting = find(room.id);
    if (meeting == nullptr || meeting->session->joinedCount() == 0)
        return false;
    for (Peer *peer : meeting->session->joinedPeers())
        meeting->session->askToLeave(*peer, {}, reason, true);
    return true;
}

std::vector<Json> Meetings::sessions() const
{
    std::vector<Json> all;
    for (const auto &entry : m_open) {
        if (!entry.second->session->stays().empty())
            all.push_back(asJson(*entry.second->session, true));
    }
    all.insert(all.end(), m_ended.begin(), m_ended.end());
    return all;
}

} // namespace bedside::sandbox
