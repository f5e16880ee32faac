#pragma once

#include "core/link/roomstats.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>

namespace bedside {

// What the room page may say (resources/room/src/roompage.ts). Everything else is dropped.

struct PageReady
{
};

struct PageState
{
    enum class Phase { Idle, Joining, Joined, Reconnecting, Failed, Left, Ended, Removed };

    Phase phase = Phase::Idle;
    bool microphone = false;
    bool camera = false;
    int others = 0; //!< people in the room besides this one

    friend bool operator==(const PageState &, const PageState &) = default;
};

struct PageNeedsToken
{
};

using PageWord = std::variant<PageReady, PageState, PageNeedsToken, RoomStats>;

//! The longest text the page may send, in UTF-16 units.
inline constexpr qsizetype kLongestPageWord = 64 * 1024;

//! None for anything that is not exactly one of ours.
std::optional<PageWord> parsePageWord(const QString &text);

} // namespace bedside
