#pragma once

#include <QByteArray>
#include <QLatin1StringView>
#include <QUrl>
#include <QWebEngineUrlSchemeHandler>

namespace bedside {

namespace roomscheme {

inline constexpr QLatin1StringView kName("bedside-room");
inline constexpr QLatin1StringView kHost("room");

//! Makes the scheme known to Chromium; before the application object.
void registerScheme();
//! "bedside-room://room/room.html"
QUrl pageUrl();

} // namespace roomscheme

//! Serves the room page's three files from the program's resources, and nothing else, by GET.
class RoomSchemeHandler : public QWebEngineUrlSchemeHandler
{
    Q_OBJECT

public:
    using QWebEngineUrlSchemeHandler::QWebEngineUrlSchemeHandler;

    //! Goes into the page's Content-Security-Policy with the next load.
    void setConnectSources(const QByteArray &sources) { m_connectSources = sources; }
    void requestStarted(QWebEngineUrlRequestJob *job) override;

private:
    QByteArray m_connectSources = "'none'";
};

} // namespace bedside
