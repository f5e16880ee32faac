#pragma once

#include <QString>

#include <chrono>

namespace bedside::sandbox {

//! A disturbance the room service shows to its clients, so that tests can prove what they do about it.
struct Fault
{
    enum class Kind {
        None,
        Delay,  //!< answer after `delay`
        Status, //!< answer with `status` (429, 500, 403, …) and an error document; the request has no effect
        Nonsense,    //!< answer 200 with text that is no JSON; the request has no effect
        CutOff,      //!< do the work, then break the connection inside the answer
        Absent,      //!< nothing listens on the HTTP port any more (connection refused)
        DropSockets, //!< break every signalling connection once
    };

    Kind kind = Kind::None;
    //! Only requests whose path starts with this; empty means all. Not for Absent and DropSockets. Routes
    //! under /admin/ are never disturbed.
    QString path = {};
    int status = 500;
    std::chrono::milliseconds delay{0};
    //! How many requests are disturbed; 0 means until the next setFault().
    int times = 0;
    //! Ends the fault after this time, however often it was shown; 0 means never.
    std::chrono::milliseconds duration{0};
};

} // namespace bedside::sandbox
