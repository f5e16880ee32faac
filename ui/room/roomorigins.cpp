#include "ui/room/roomorigins.h"

namespace bedside {

namespace {

bool isThisComputer(const QUrl &url)
{
    return url.host() == u"127.0.0.1" && url.userInfo().isEmpty();
}

bool isProvider(const QUrl &url)
{
    return url.host().endsWith(u".100ms.live") && url.userInfo().isEmpty();
}

} // namespace

std::optional<RoomOrigins> RoomOrigins::forEndpoint(const QUrl &initEndpoint)
{
    if (isThisComputer(initEndpoint) &&
        (initEndpoint.scheme() == u"http" || initEndpoint.scheme() == u"https"))
        return RoomOrigins(true);
    if (isProvider(initEndpoint) && initEndpoint.scheme() == u"https")
        return RoomOrigins(false);
    return std::nullopt;
}

std::optional<RoomOrigins> RoomOrigins::forGuestPage(const QUrl &page)
{
    const bool sample = page.isValid() && page.scheme() == u"http" && isThisComputer(page) &&
                        page.port() > 0 && page.path().startsWith(u"/meeting/");
    return sample ? std::optional(RoomOrigins(true)) : std::nullopt;
}

QByteArray RoomOrigins::connectSources() const
{
    return m_loopback ? QByteArray("ws://127.0.0.1:* http://127.0.0.1:*")
                      : QByteArray("https://*.100ms.live wss://*.100ms.live");
}

bool RoomOrigins::allows(const QUrl &url) const
{
    const QString scheme = url.scheme();
    if (m_loopback)
        return isThisComputer(url) && (scheme == u"http" || scheme == u"ws");
    return isProvider(url) && (scheme == u"https" || scheme == u"wss");
}

} // namespace bedside
