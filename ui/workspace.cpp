#include "ui/workspace.h"

#include "core/ports/roomlauncher.h"
#include "core/ports/samplepatient.h"
#include "core/visit/visitservice.h"
#include "ui/appactions.h"
#include "ui/errortext.h"
#include "ui/visit/instantvisitdialog.h"
#include "ui/visit/joinbycodedialog.h"
#include "ui/visit/resumebar.h"
#include "ui/visit/roomkeeper.h"
#include "ui/visit/visitdesk.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/statusstrip.h"

#include <QAction>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kGoodNewsMs = 6000;

} // namespace

Workspace::Workspace(const Session &session, PageContext context, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_context(context)
    , m_desk(new VisitDesk(session, this))
    , m_keeper(new RoomKeeper(session, this))
    , m_notice(new MessageBar(this))
    , m_resume(new ResumeBar(session, *m_desk, context.now, this))
    , m_agenda(new AgendaPage(session, *m_desk, context, this))
{
    m_notice->setObjectName(u"notice"_s);
    auto *middle = new QVBoxLayout;
    middle->setSpacing(0);
    if (session.samplePatient)
        middle->addWidget(createBanner());
    middle->addWidget(m_resume);
    middle->addWidget(m_notice);
    middle->addWidget(m_agenda, 1);
    auto *top = new QHBoxLayout;
    top->setSpacing(0);
    top->addWidget(createRail());
    top->addLayout(middle, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top, 1);
    layout->addWidget(new StatusStrip(session, context.now, this));
    connectDesk();
    connectTasks();
    m_resume->look();
}

QWidget *Workspace::createRail()
{
    const AppActions &actions = m_context.actions;
    auto *rail = new Rail(this);
    actions.agenda->setCheckable(true);
    actions.agenda->setChecked(true);
    connect(actions.agenda, &QAction::toggled, actions.agenda,
            [agenda = actions.agenda] { agenda->setChecked(true); });
    rail->addPage(actions.agenda);
    if (m_session.account.hasDuty(u"practitioner"))
        rail->addTask(actions.instantVisit);
    rail->addTask(actions.joinByCode);
    rail->addBottom(actions.shortcuts);
    rail->addBottom(actions.signOut);
    actions.instantVisit->setEnabled(m_session.account.hasDuty(u"practitioner"));
    return rail;
}

QWidget *Workspace::createBanner()
{
    auto *banner = new MessageBar(this);
    banner->setObjectName(u"sampleBanner"_s);
    banner->showMessage(MessageBar::Kind::Warning,
                        tr("Sample clinic: every name here is invented, and nothing leaves this computer."));
    connect(m_session.samplePatient, &SamplePatient::failed, this, [this] {
        showFailure({ErrorCode::Bug, u"sample.missing"_s, {}});
    });
    return banner;
}

void Workspace::connectDesk()
{
    connect(m_agenda, &AgendaPage::firstRowsPainted, this, &Workspace::firstRowsPainted);
    connect(m_desk, &VisitDesk::failed, this,
            [this](const QString &, const Error &error) { showFailure(error); });
    connect(m_desk, &VisitDesk::visitOpened, m_agenda, &AgendaPage::selectVisit);
    connect(m_desk, &VisitDesk::succeeded, this, [this](const QString &sentence) {
        m_notice->showMessage(MessageBar::Kind::Info, sentence);
        QTimer::singleShot(kGoodNewsMs, m_notice, [this, sentence] {
            if (m_notice->text() == sentence)
                m_notice->hide();
        });
    });
    connect(m_keeper, &RoomKeeper::failed, this, &Workspace::showFailure);
    connect(m_keeper, &RoomKeeper::roomLost, this, [this] {
        showFailure({ErrorCode::Offline, u"room.unreachable"_s, {}});
    });
}

void Workspace::connectTasks()
{
    const AppActions &actions = m_context.actions;
    connect(actions.instantVisit, &QAction::triggered, this, &Workspace::startInstant);
    connect(actions.joinByCode, &QAction::triggered, this,
            [this] { (new JoinByCodeDialog(*m_desk, this))->open(); });
}

void Workspace::startInstant()
{
    auto *dialog = new InstantVisitDialog(m_session.store, this);
    connect(dialog, &InstantVisitDialog::chosen, m_desk, &VisitDesk::startInstant);
    dialog->open();
}

void Workspace::showFailure(const Error &error)
{
    m_notice->showMessage(MessageBar::Kind::Error, errorText(error).whole());
    m_notice->addDismiss();
}

} // namespace bedside
