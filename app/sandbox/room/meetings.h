#pragma once

#include "app/sandbox/room/livesession.h"
#include "app/sandbox/room/roomdirectory.h"
#include "app/sandbox/room/sessioncalls.h"

#include <QObject>

#include <deque>
#include <map>
#include <memory>

namespace bedside::sandbox {

//! The session that goes on in each room, and those that were.
class Meetings : public QObject
{
    Q_OBJECT

public:
    struct Meeting
    {
        explicit Meeting(std::unique_ptr<LiveSession> live)
            : session(std::move(live))
            , calls(*session)
        {
        }
        std::unique_ptr<LiveSession> session;
        SessionCalls calls;
    };

    Meetings(RoomDirectory &rooms, MediaBase media, std::chrono::milliseconds grace,
             QObject *parent = nullptr);

    //! Null when nobody is in the room.
    Meeting *find(const std::string &roomId) const;
    Meeting &open(const Room &room);
    //! Asks everybody to go; `lock` keeps them out. False when nobody was there.
    bool end(Room &room, const std::string &reason, bool lock);

    //! Sessions as GET /v2/sessions shows them, the newest first.
    std::vector<Json> sessions() const;

signals:
    void roomChanged(const QString &roomId);

private:
    void close(const std::string &roomId);

    RoomDirectory &m_rooms;
    MediaBase m_media;
    std::chrono::milliseconds m_grace;
    std::map<std::string, std::unique_ptr<Meeting>> m_open;
    std::deque<Json> m_ended; //!< the newest first
};

//! A moment as the REST interface writes it.
std::string timeText(std::int64_t milliseconds);

} // namespace bedside::sandbox
