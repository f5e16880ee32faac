#pragma once

#include "core/base/continuation.h"

#include <QUrl>

namespace bedside {

//! What the worker needs for one call to the provider: minted by the database (provider_access()), valid for
//! about a minute, never stored.
struct ProviderAccess {
    QUrl apiEndpoint;   //!< root of the REST interface, such as https://api.100ms.live/v2
    QString token;      //!< management token; a credential, never logged
    QString templateId; //!< of the organization; may be empty (the provider's default)

    friend bool operator==(const ProviderAccess &, const ProviderAccess &) = default;
};

struct ProviderRoom {
    QString id;
    QString name;

    friend bool operator==(const ProviderRoom &, const ProviderRoom &) = default;
};

//! The video platform's management interface. One thread (the caller's); every call ends in an answer within
//! its deadline (10 s) and may be repeated without harm.
//!
//! Errors, the same for every call: Offline "provider.unreachable" (nothing answered), Busy
//! "provider.rate_limited" or "provider.failing" (with Error::retryAfterSeconds when the provider named a
//! time), Denied "provider.denied" (401 and 403), NotFound "provider.not_found", Invalid "provider.refused"
//! (any other 4xx), "provider.address" (neither https nor this computer) or "provider.nonsense" (an answer that
//! is not what the interface promises). After "provider.unreachable" the call may have taken effect all the
//! same.
class VideoProvider
{
public:
    virtual ~VideoProvider() = default;

    //! Makes the room, or finds the one of the same name: asking twice gives the same room.
    virtual void createRoom(ProviderAccess access, QString name, Continuation<ProviderRoom> then) = 0;

    //! Nobody can join any more; who is inside stays. An unknown room counts as done.
    virtual void disableRoom(ProviderAccess access, QString roomId, Continuation<Done> then) = 0;

    //! Sends everybody out. With `lock` the room is also disabled, also when nobody was in it. An empty or
    //! unknown room counts as done. `reason` is shown to the people in the room; no patient data.
    virtual void endRoom(ProviderAccess access, QString roomId, bool lock, QString reason,
                         Continuation<Done> then) = 0;
};

} // namespace bedside
