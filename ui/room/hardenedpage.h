#pragma once

#include <QWebEnginePage>

#include <functional>

namespace bedside {

//! A page that stays where it is put: no navigation, no window, no dialog, no file, no permission but the
//! ones it is made with.
class HardenedPage : public QWebEnginePage
{
    Q_OBJECT

public:
    //! `home` is the one address it may show. `allowsMedia` is asked for every use of microphone or camera
    //! by the origin of `home`; other origins never get it.
    HardenedPage(QWebEngineProfile *profile, QUrl home, std::function<bool()> allowsMedia,
                 QObject *parent = nullptr);

    void loadHome() { load(m_home); }

signals:
    //! The page was made to show something else and is being loaded again. Chromium does not ask before it
    //! goes to about:blank.
    void strayed();

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage *createWindow(WebWindowType type) override;
    QStringList chooseFiles(FileSelectionMode mode, const QStringList &old,
                            const QStringList &types) override;
    void javaScriptAlert(const QUrl &origin, const QString &message) override;
    bool javaScriptConfirm(const QUrl &origin, const QString &message) override;
    bool javaScriptPrompt(const QUrl &origin, const QString &message, const QString &preset,
                          QString *answer) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString &message, int line,
                                  const QString &source) override;

private:
    void refuseRequests();

    QUrl m_home;
};

} // namespace bedside
