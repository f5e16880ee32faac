#include "ui/room/roomscheme.h"

#include <QBuffer>
#include <QFile>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlScheme>

namespace bedside {

namespace {

struct PageFile
{
    QLatin1StringView path;
    const char *type;
};

constexpr PageFile kFiles[] = {
    {QLatin1StringView("/room.html"), "text/html"},
    {QLatin1StringView("/room.js"), "text/javascript"},
    {QLatin1StringView("/room.css"), "text/css"},
};

} // namespace

namespace roomscheme {

void registerScheme()
{
    QWebEngineUrlScheme scheme(QByteArray(kName.data(), kName.size()));
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme | QWebEngineUrlScheme::CorsEnabled);
    QWebEngineUrlScheme::registerScheme(scheme);
}

QUrl pageUrl()
{
    return QUrl(QStringLiteral("bedside-room://room/room.html"));
}

} // namespace roomscheme

void RoomSchemeHandler::requestStarted(QWebEngineUrlRequestJob *job)
{
    const QUrl url = job->requestUrl();
    if (job->requestMethod() != "GET" || url.host() != roomscheme::kHost) {
        job->fail(QWebEngineUrlRequestJob::RequestDenied);
        return;
    }
    for (const PageFile &file : kFiles) {
        if (url.path() != file.path)
            continue;
        QFile resource(QStringLiteral(":/room") + file.path);
        if (!resource.open(QFile::ReadOnly))
            break;
        auto *content = new QBuffer(job);
        content->setData(resource.readAll().replace("@CONNECT@", m_connectSources));
        content->open(QBuffer::ReadOnly);
        job->reply(file.type, content);
        return;
    }
    job->fail(QWebEngineUrlRequestJob::UrlNotFound);
}

} // namespace bedside
