#pragma once

#include "app/desktop/commandline.h"
#include "app/desktop/guestprocess.h"
#include "app/desktop/sandboxprocess.h"
#include "app/desktop/sessiongraph.h"
#include "core/net/keychainsecretstore.h"
#include "ui/mainwindow.h"
#include "ui/prompts.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QSettings>

namespace bedside {

//! The program: wires the parts, and leads from the start to somebody signed in and back.
class Desktop : public QObject
{
    Q_OBJECT

public:
    explicit Desktop(CommandLine commandLine, QObject *parent = nullptr);
    ~Desktop() override;

    //! Shows the window and begins where the command line, the environment or the last time says.
    void start();

private:
    void connectWindow();
    void begin();
    void beginAtServer(const ConnectionSettings &connection);
    void beginSample();
    void samplesReady();
    void signInAsSample(const QString &login);
    void signIn(const ConnectionSettings &connection, bool isSample);
    void opened();
    void refused(const Error &error);
    void signOut();
    void rememberConnection();
    void readPassword(const ConnectionSettings &connection);
    ConnectionSettings savedConnection() const;
    QString program(const QString &name) const;
    QString seat();
    std::unique_ptr<RoomLauncher> makeLauncher() const;
    void reportPaint() const;

    CommandLine m_commandLine;
    QElapsedTimer m_sinceStart;
    QSettings m_settings;
    Theme m_theme;
    DialogPrompts m_prompts;
    KeychainSecretStore m_keychain;
    SandboxProcess m_sandbox;
    GuestProcess m_guest;
    MainWindow m_window;
    std::unique_ptr<SessionGraph> m_graph;
    bool m_isSample = false;
    bool m_remember = false;
    bool m_asked = false; //!< the sign-in page is where a refusal belongs
};

} // namespace bedside
