#pragma once

#include <QByteArray>
#include <QUrl>

#include <optional>

namespace bedside {

//! Which hosts a page may talk to, as its provider's address tells: this computer for the sample clinic, the
//! provider's own hosts otherwise. Nothing else, whatever a grant says.
class RoomOrigins
{
public:
    //! For the init endpoint of a grant; none when the address is neither loopback nor the provider's.
    static std::optional<RoomOrigins> forEndpoint(const QUrl &initEndpoint);
    //! For a guest page of the sample clinic; none unless it is "http://127.0.0.1:PORT/meeting/…".
    static std::optional<RoomOrigins> forGuestPage(const QUrl &page);

    bool isLoopback() const { return m_loopback; }
    //! The connect-src list of the page's Content-Security-Policy.
    QByteArray connectSources() const;
    //! Whether the page may load `url` (http, https, ws, wss) at all.
    bool allows(const QUrl &url) const;

    friend bool operator==(const RoomOrigins &, const RoomOrigins &) = default;

private:
    explicit RoomOrigins(bool loopback)
        : m_loopback(loopback)
    {
    }

    bool m_loopback;
};

} // namespace bedside
