#include "ui/room/webprofile.h"

#include "ui/room/requestguard.h"

#include <QWebEngineDownloadRequest>
#include <QWebEngineNotification>
#include <QWebEngineProfile>
#include <QWebEngineSettings>

#include <memory>

namespace bedside {

namespace {

void harden(QWebEngineSettings *settings)
{
    using Attribute = QWebEngineSettings::WebAttribute;
    static constexpr Attribute kOff[] = {
        QWebEngineSettings::LocalContentCanAccessFileUrls,
        QWebEngineSettings::LocalContentCanAccessRemoteUrls,
        QWebEngineSettings::JavascriptCanOpenWindows,
        QWebEngineSettings::JavascriptCanAccessClipboard,
        QWebEngineSettings::JavascriptCanPaste,
        QWebEngineSettings::PdfViewerEnabled,
        QWebEngineSettings::NavigateOnDropEnabled,
        QWebEngineSettings::PluginsEnabled,
        QWebEngineSettings::ScreenCaptureEnabled,
        QWebEngineSettings::FullScreenSupportEnabled,
        QWebEngineSettings::AllowRunningInsecureContent,
        QWebEngineSettings::AllowGeolocationOnInsecureOrigins,
        QWebEngineSettings::AllowWindowActivationFromJavaScript,
        QWebEngineSettings::HyperlinkAuditingEnabled,
        QWebEngineSettings::DnsPrefetchEnabled,
        QWebEngineSettings::ErrorPageEnabled,
        QWebEngineSettings::WebGLEnabled,
        QWebEngineSettings::AutoLoadIconsForPage,
        // Or the sound of the others waits for a click that never comes.
        QWebEngineSettings::PlaybackRequiresUserGesture,
    };
    for (const Attribute attribute : kOff)
        settings->setAttribute(attribute, false);
    settings->setUnknownUrlSchemePolicy(QWebEngineSettings::DisallowUnknownUrlSchemes);
}

} // namespace

QWebEngineProfile *makeRoomProfile(RequestGuard *guard, QObject *parent)
{
    auto *profile = new QWebEngineProfile(parent);
    profile->setHttpCacheType(QWebEngineProfile::MemoryHttpCache);
    profile->setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    profile->setSpellCheckEnabled(false);
    profile->setUrlRequestInterceptor(guard);
    profile->setNotificationPresenter([](std::unique_ptr<QWebEngineNotification>) {});
    QObject::connect(profile, &QWebEngineProfile::downloadRequested, profile,
                     [](QWebEngineDownloadRequest *download) { download->cancel(); });
    harden(profile->settings());
    return profile;
}

} // namespace bedside
