#pragma once

#include "core/base/error.h"
#include "core/settings/connectionsettings.h"
#include "ui/account/samplepeoplepage.h"
#include "ui/session.h"

#include <QMainWindow>

#include <functional>

class QSettings;
class QStackedWidget;

namespace bedside {

class AppActions;
class FirstStartPage;
class Prompts;
class SignInPage;
class Workspace;

//! The one window: shows either how to get in, or what one signed-in person works with. Makes each page when
//! it is first needed.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    //! `prompts` and `settings` must outlive the window; `now` gives UTC.
    MainWindow(Prompts &prompts, QSettings &settings, std::function<QDateTime()> now,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    void showFirstStart();
    void showSignIn(const ConnectionSettings &connection, bool remembered);
    void showSamplePeople(const QList<SamplePerson> &people);
    //! Something takes a moment: the frame of the agenda without content, and what is being done.
    void showWaiting(const QString &sentence);
    //! Tells it on the page that is shown.
    void showProblem(const Error &error);

    //! Shows the agenda of `session`, which must stay until closeSession() has returned.
    void openSession(const Session &session);
    void closeSession();

signals:
    void connectRequested();
    void tryRequested();
    void backRequested();
    void signInRequested(const bedside::ConnectionSettings &connection, bool remember);
    void samplePersonChosen(const QString &login);
    void signOutRequested();
    //! The first agenda with rows is painted.
    void agendaPainted();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void showPage(QWidget *page);
    QWidget *waitingPage();
    void restorePlace();

    Prompts &m_prompts;
    QSettings &m_settings;
    std::function<QDateTime()> m_now;
    AppActions *m_actions;
    QStackedWidget *m_stack;
    FirstStartPage *m_firstStart = nullptr;
    SignInPage *m_signIn = nullptr;
    SamplePeoplePage *m_samplePeople = nullptr;
    QWidget *m_waiting = nullptr;
    Workspace *m_workspace = nullptr;
};

} // namespace bedside
