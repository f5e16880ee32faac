#include "ui/mainwindow.h"

#include "ui/account/firststartpage.h"
#include "ui/account/signinpage.h"
#include "ui/appactions.h"
#include "ui/shortcutsdialog.h"
#include "ui/widgets/skeleton.h"
#include "ui/widgets/textlabel.h"
#include "ui/workspace.h"

#include <QAction>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

MainWindow::MainWindow(Prompts &prompts, QSettings &settings, std::function<QDateTime()> now, QWidget *parent)
    : QMainWindow(parent)
    , m_prompts(prompts)
    , m_settings(settings)
    , m_now(std::move(now))
    , m_actions(new AppActions(this))
    , m_stack(new QStackedWidget(this))
{
    setWindowTitle(tr("Bedside"));
    setCentralWidget(m_stack);
    setMinimumSize(800, 560);
    restorePlace();
    connect(m_actions->shortcuts, &QAction::triggered, this,
            [this] { (new ShortcutsDialog(*m_actions, this))->open(); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->signOut, &QAction::triggered, this, &MainWindow::signOutRequested);
}

MainWindow::~MainWindow()
{
    closeSession();
}

void MainWindow::showFirstStart()
{
    if (!m_firstStart) {
        m_firstStart = new FirstStartPage(this);
        connect(m_firstStart, &FirstStartPage::connectRequested, this, &MainWindow::connectRequested);
        connect(m_firstStart, &FirstStartPage::tryRequested, this, &MainWindow::tryRequested);
    }
    showPage(m_firstStart);
}

void MainWindow::showSignIn(const ConnectionSettings &connection, bool remembered)
{
    if (!m_signIn) {
        m_signIn = new SignInPage(this);
        connect(m_signIn, &SignInPage::signInRequested, this, &MainWindow::signInRequested);
        connect(m_signIn, &SignInPage::backRequested, this, &MainWindow::backRequested);
    }
    showPage(m_signIn);
    m_signIn->setBusy(false);
    m_signIn->setConnection(connection, remembered);
}

void MainWindow::showSamplePeople(const QList<SamplePerson> &people)
{
    if (!m_samplePeople) {
        m_samplePeople = new SamplePeoplePage(this);
        connect(m_samplePeople, &SamplePeoplePage::chosen, this, &MainWindow::samplePersonChosen);
        connect(m_samplePeople, &SamplePeoplePage::backRequested, this, &MainWindow::backRequested);
    }
    showPage(m_samplePeople);
    m_samplePeople->setPeople(people);
}

void MainWindow::showWaiting(const QString &sentence)
{
    QWidget *page = waitingPage();
    page->findChild<TextLabel *>()->setText(sentence);
    showPage(page);
}

void MainWindow::showProblem(const Error &error)
{
    const QWidget *page = m_stack->currentWidget();
    if (page && page == m_signIn)
        m_signIn->showProblem(error);
    else if (page && page == m_samplePeople)
        m_samplePeople->showProblem(error);
    else {
        showFirstStart();
        m_firstStart->showProblem(error);
    }
}

void MainWindow::openSession(const Session &session)
{
    closeSession();
    m_actions->setSignedIn(true);
    m_workspace = new Workspace(session, {*m_actions, m_prompts, m_settings, m_now}, this);
    connect(m_workspace, &Workspace::firstRowsPainted, this, &MainWindow::agendaPainted);
    showPage(m_workspace);
}

void MainWindow::closeSession()
{
    if (!m_workspace)
        return;
    m_actions->setSignedIn(false);
    delete m_workspace;
    m_workspace = nullptr;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.setValue(u"window/geometry"_s, saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::showPage(QWidget *page)
{
    if (m_stack->indexOf(page) < 0)
        m_stack->addWidget(page);
    m_stack->setCurrentWidget(page);
}

QWidget *MainWindow::waitingPage()
{
    if (m_waiting)
        return m_waiting;
    m_waiting = new QWidget(this);
    auto *sentence = new TextLabel(TextSize::Title, ColorRole::MutedText, m_waiting);
    sentence->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    auto *layout = new QVBoxLayout(m_waiting);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(sentence);
    layout->addWidget(new Skeleton(m_waiting), 1);
    return m_waiting;
}

void MainWindow::restorePlace()
{
    resize(1280, 800);
    restoreGeometry(m_settings.value(u"window/geometry"_s).toByteArray());
}

} // namespace bedside
