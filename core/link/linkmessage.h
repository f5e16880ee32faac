#pragma once

#include "core/link/roomstats.h"
#include "core/ports/roomlauncher.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <variant>

namespace bedside::link {

//! Raised with every change that an older program could misread.
inline constexpr int kVersion = 1;
//! The longest line either side sends or accepts, in bytes, without the line feed.
inline constexpr qsizetype kMaxLine = 256 * 1024;

// Desktop to room.
struct DesktopHello
{
    int version = kVersion;
};
struct OpenRoom
{
    RoomSession session;
    bool testMedia = false; //!< a test picture and tone may stand in for a missing camera or microphone
};
struct UpdateVisit
{
    Visit visit;
};
struct RenewGrant
{
    JoinGrant grant;
};
struct CloseRoom
{
};

// Room to desktop.
struct RoomHello
{
    int version = kVersion;
    qint64 process = 0; //!< id of the room's process
    RoomLauncher::RoomPhase phase = RoomLauncher::RoomPhase::Closed;
    std::optional<RoomSession> session; //!< what it shows, without the token; none before the first OpenRoom
};
struct PhaseReport
{
    RoomLauncher::RoomPhase phase = RoomLauncher::RoomPhase::Closed;
};
struct LeaveRequest
{
    QUuid visit;
};
struct EndRequest
{
    QUuid visit;
};
struct AdmitRequest
{
    QUuid visit;
    QUuid participant;
};
struct DenyRequest
{
    QUuid visit;
    QUuid participant;
};
struct TokenRequest
{
    QUuid visit;
};
struct StatsReport
{
    RoomStats stats;
};
//! The last word of a room that closes on purpose; without it the end of the connection is a crash.
struct RoomClosed
{
};

using Message =
    std::variant<DesktopHello, OpenRoom, UpdateVisit, RenewGrant, CloseRoom, RoomHello, PhaseReport,
                 LeaveRequest, EndRequest, AdmitRequest, DenyRequest, TokenRequest, StatsReport, RoomClosed>;

//! One line of JSON without the line feed.
QByteArray encode(const Message &message);

//! The message of one line; none when it is longer than kMaxLine, no JSON, of an unknown type, or when a
//! required part is missing or of the wrong kind. Never throws. Unknown additional members are ignored.
//! A CloseRoom and both hellos are understood in every version.
std::optional<Message> decode(QByteArrayView line);

} // namespace bedside::link
