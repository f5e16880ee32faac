#include "ui/room/hardenedpage.h"

#include "ui/room/webpermissions.h"

#include <QDebug>
#include <QWebEngineCertificateError>
#include <QWebEngineFileSystemAccessRequest>
#include <QWebEngineFullScreenRequest>
#include <QWebEngineRegisterProtocolHandlerRequest>

namespace bedside {

namespace {

bool sameOrigin(const QUrl &one, const QUrl &other)
{
    return one.scheme() == other.scheme() && one.host() == other.host() && one.port() == other.port();
}

} // namespace

HardenedPage::HardenedPage(QWebEngineProfile *profile, QUrl home, std::function<bool()> allowsMedia,
                           QObject *parent)
    : QWebEnginePage(profile, parent)
    , m_home(std::move(home))
{
    web::guardPermissions(this, [home = m_home, allowsMedia = std::move(allowsMedia)](const QUrl &origin) {
        return sameOrigin(origin, home) && allowsMedia();
    });
    refuseRequests();
    connect(this, &QWebEnginePage::urlChanged, this, [this](const QUrl &url) {
        if (url == m_home || url.isEmpty())
            return;
        emit strayed();
        loadHome();
    });
}

void HardenedPage::refuseRequests()
{
    connect(this, &QWebEnginePage::certificateError, this,
            [](QWebEngineCertificateError error) { error.rejectCertificate(); });
    connect(this, &QWebEnginePage::fullScreenRequested, this,
            [](QWebEngineFullScreenRequest request) { request.reject(); });
    connect(this, &QWebEnginePage::registerProtocolHandlerRequested, this,
            [](QWebEngineRegisterProtocolHandlerRequest request) { request.reject(); });
#if QT_VERSION >= QT_VERSION_CHECK(6, 4, 0)
    connect(this, &QWebEnginePage::fileSystemAccessRequested, this,
            [](QWebEngineFileSystemAccessRequest request) { request.reject(); });
#endif
}

bool HardenedPage::acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame)
{
    return isMainFrame && url == m_home && (type == NavigationTypeTyped || type == NavigationTypeReload);
}

QWebEnginePage *HardenedPage::createWindow(WebWindowType)
{
    return nullptr;
}

QStringList HardenedPage::chooseFiles(FileSelectionMode, const QStringList &, const QStringList &)
{
    return {};
}

void HardenedPage::javaScriptAlert(const QUrl &, const QString &) {}

bool HardenedPage::javaScriptConfirm(const QUrl &, const QString &)
{
    return false;
}

bool HardenedPage::javaScriptPrompt(const QUrl &, const QString &, const QString &, QString *)
{
    return false;
}

void HardenedPage::javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString &message, int line,
                                            const QString &)
{
#ifdef BEDSIDE_DEBUG_PAGE
    qDebug().noquote() << "page" << line << message;
#else
    // The SDK writes tokens and names there.
    Q_UNUSED(message);
    Q_UNUSED(line);
#endif
}

} // namespace bedside
