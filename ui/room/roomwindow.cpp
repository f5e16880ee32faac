#include "ui/room/roomwindow.h"

#include "ui/room/hardenedpage.h"
#include "ui/room/peoplepanel.h"
#include "ui/room/requestguard.h"
#include "ui/room/roombridge.h"
#include "ui/room/roomcontrols.h"
#include "ui/room/roomheader.h"
#include "ui/room/roomscheme.h"
#include "ui/room/roomsheet.h"
#include "ui/room/roomview.h"
#include "ui/room/webenvironment.h"
#include "ui/room/webprofile.h"
#include "ui/theme/colorroles.h"
#include "ui/theme/typescale.h"

#include <QCloseEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <QWebEngineProfile>

namespace bedside {

namespace {

constexpr int kLeaveMs = 3000; // for the page's good-bye to the provider
constexpr int kEndMs = 15000;  // for the desktop's answer

QFrame *makeLine(QFrame::Shape shape, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace

RoomWindow::RoomWindow(QWidget *parent)
    : QWidget(parent)
    , m_header(new RoomHeader(this))
    , m_notice(new QLabel(this))
    , m_stage(new QVBoxLayout)
    , m_people(new PeoplePanel(this))
    , m_sheet(new RoomSheet(this))
    , m_controls(new RoomControls(this))
{
    resize(1180, 760);
    setMinimumSize(640, 420);
    makeFrame();
    connectFrame();
    colourNotice();
    m_patience.setSingleShot(true);
}

RoomWindow::~RoomWindow()
{
    // The page goes before its profile, which is a child made earlier.
    delete m_view;
    delete m_page;
}

void RoomWindow::makeFrame()
{
    m_notice->setWordWrap(true);
    m_notice->setAutoFillBackground(true);
    m_notice->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    m_notice->hide();
    m_stage->setContentsMargins(0, 0, 0, 0);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addLayout(m_stage, 1);
    middle->addWidget(makeLine(QFrame::VLine, this));
    middle->addWidget(m_people);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(makeLine(QFrame::HLine, this));
    column->addWidget(m_notice);
    column->addLayout(middle, 1);
    column->addWidget(makeLine(QFrame::HLine, this));
    column->addWidget(m_sheet);
    column->addWidget(m_controls);
}

void RoomWindow::connectFrame()
{
    connect(m_people, &PeoplePanel::admitRequested, this, &RoomWindow::admitRequested);
    connect(m_people, &PeoplePanel::denyRequested, this, &RoomWindow::denyRequested);
    connect(m_controls, &RoomControls::leaveRequested, this, &RoomWindow::leave);
    connect(m_controls, &RoomControls::endRequested, m_sheet, &RoomSheet::askEnd);
    connect(m_sheet, &RoomSheet::leaveChosen, this, &RoomWindow::leave);
    connect(m_sheet, &RoomSheet::endChosen, this, &RoomWindow::end);
    connect(m_controls, &RoomControls::microphoneRequested, this, [this](bool on) {
        if (m_bridge)
            m_bridge->setMicrophone(on);
    });
    connect(m_controls, &RoomControls::cameraRequested, this, [this](bool on) {
        if (m_bridge)
            m_bridge->setCamera(on);
    });
}

void RoomWindow::open(const RoomSession &session, bool testMedia)
{
    const bool same = session.visit.id == m_session.visit.id && !m_session.visit.id.isNull();
    const bool inRoom =
        m_phase == Phase::Joining || m_phase == Phase::Joined || m_phase == Phase::Reconnecting;
    m_session = session;
    m_testMedia = testMedia;
    const QString initials = session.patient ? nameInitials(session.patient->name) : QString();
    setWindowTitle(initials.isEmpty() ? tr("Video visit") : tr("Video visit with %1").arg(initials));
    m_header->setPatient(session.patient);
    updateVisit(session.visit);
    show();
    raise();
    activateWindow();
    if (same && inRoom)
        return;
    if (!makePage(session.grant))
        return;
    m_ending = Ending::No;
    m_sheet->putAway();
    setPhase(Phase::Joining);
    if (m_pageReady)
        join();
}

void RoomWindow::updateVisit(const Visit &visit)
{
    m_session.visit = visit;
    m_header->setStarted(visit.startedAt);
    m_people->setPeople(visit.participants);
}

void RoomWindow::renew(const JoinGrant &grant)
{
    m_session.grant = grant;
    if (m_ending != Ending::No || !makePage(grant))
        return;
    setPhase(Phase::Joining);
    if (m_pageReady)
        join();
}

bool RoomWindow::makePage(const JoinGrant &grant)
{
    const std::optional<RoomOrigins> origins = RoomOrigins::forEndpoint(grant.initEndpoint);
    const bool forbidden = origins && web::isUnsandboxed() && !origins->isLoopback();
    if (!origins || forbidden || grant.token.isEmpty()) {
        m_sheet->tell(
            tr("The address of the video service is not one this window may use. The visit goes on; ask "
               "your administrator to check the 100ms settings."));
        setPhase(Phase::Crashed);
        return false;
    }
    if (m_page) {
        m_guard->setOrigins(*origins);
        return true;
    }
    web::setChromiumSwitches(origins->isLoopback());
    m_guard = new RequestGuard(this);
    m_guard->setOrigins(*origins);
    m_scheme = new RoomSchemeHandler(this);
    m_scheme->setConnectSources(origins->connectSources());
    QWebEngineProfile *profile = makeRoomProfile(m_guard, this);
    profile->installUrlSchemeHandler(QByteArray(roomscheme::kName.data(), roomscheme::kName.size()),
                                     m_scheme);
    m_page = new HardenedPage(profile, roomscheme::pageUrl(), [this] {
        return m_phase == Phase::Joining || m_phase == Phase::Joined || m_phase == Phase::Reconnecting;
    });
    m_bridge = new RoomBridge(m_page);
    connectBridge();
    m_view = new RoomView(m_page, this);
    m_page->setBackgroundColor(roleColor(ColorRole::Raised, palette()));
    connect(m_page, &HardenedPage::strayed, this, [this] { m_pageReady = false; });
    connect(m_view, &RoomView::recovered, this, [this] { m_pageReady = false; });
    connect(m_view, &RoomView::givenUp, this, [this] {
        m_sheet->tell(
            tr("The video part of this window stopped several times. Leave the visit and join again."));
        setPhase(Phase::Crashed);
    });
    m_stage->addWidget(m_view);
    m_page->loadHome();
    return true;
}

void RoomWindow::connectBridge()
{
    connect(m_bridge, &RoomBridge::ready, this, [this] {
        const bool again = !m_pageReady && m_phase != Phase::Joining;
        if (m_pageReady)
            return;
        m_pageReady = true;
        tellLook();
        // A page that was loaded again after its renderer died has spent its token.
        if (again)
            emit tokenNeeded();
        else
            join();
    });
    connect(m_bridge, &RoomBridge::stateChanged, this, &RoomWindow::follow);
    connect(m_bridge, &RoomBridge::tokenNeeded, this, &RoomWindow::tokenNeeded);
    connect(m_bridge, &RoomBridge::statsMeasured, this, &RoomWindow::statsMeasured);
}

void RoomWindow::join()
{
    m_bridge->join(m_session.grant, m_session.displayName, m_testMedia);
}

void RoomWindow::colourNotice()
{
    const ChipColors colors = chipColors(ChipKind::Waiting, palette());
    QPalette own = m_notice->palette();
    own.setColor(QPalette::Window, colors.background);
    own.setColor(QPalette::WindowText, colors.text);
    m_notice->setPalette(own);
}

void RoomWindow::tellLook()
{
    colourNotice();
    if (!m_bridge || !m_pageReady)
        return;
    m_bridge->setDark(palette().color(QPalette::Window).lightness() < 128);
    m_bridge->setLanguage(locale().bcp47Name());
}

void RoomWindow::follow(const PageState &state)
{
    using PagePhase = PageState::Phase;
    m_controls->setMedia(state.microphone, state.camera);
    m_controls->setInRoom(state.phase == PagePhase::Joined || state.phase == PagePhase::Reconnecting);
    switch (state.phase) {
    case PagePhase::Idle:
        return;
    case PagePhase::Joining:
        setPhase(Phase::Joining);
        return;
    case PagePhase::Joined:
        setPhase(Phase::Joined);
        return;
    case PagePhase::Reconnecting:
        setPhase(Phase::Reconnecting);
        return;
    case PagePhase::Failed:
        setPhase(Phase::Crashed);
        return;
    case PagePhase::Left:
        if (m_ending == Ending::Closing)
            finish();
        return;
    case PagePhase::Ended:
    case PagePhase::Removed:
        m_sheet->askLeaveOrEnd(m_desktopPresent);
        setPhase(Phase::Crashed);
        return;
    }
}

void RoomWindow::setPhase(Phase phase)
{
    if (phase == m_phase)
        return;
    m_phase = phase;
    emit phaseChanged(phase);
}

void RoomWindow::setDesktopPresent(bool present)
{
    m_desktopPresent = present;
    m_people->setCanDecide(present);
    m_controls->setCanEnd(present);
    m_notice->setText(tr("Bedside is restarting; your call goes on. You can leave at any time."));
    m_notice->setVisible(!present);
    if (!present && m_ending == Ending::No)
        m_sheet->putAway();
}

void RoomWindow::leave()
{
    if (m_ending == Ending::Leaving || m_ending == Ending::Closing)
        return;
    m_ending = Ending::Leaving;
    m_controls->setCanLeave(false);
    m_sheet->tell(tr("Leaving the visit…"));
    emit leaveRequested();
    leaveAndClose();
}

void RoomWindow::end()
{
    m_ending = Ending::Asked;
    m_sheet->tell(tr("Ending the visit…"));
    m_controls->setCanEnd(false);
    m_patience.disconnect(this);
    connect(&m_patience, &QTimer::timeout, this, &RoomWindow::endNotDone);
    m_patience.start(kEndMs);
    emit endRequested();
}

void RoomWindow::endNotDone()
{
    m_ending = Ending::No;
    m_controls->setCanEnd(m_desktopPresent);
    m_sheet->tell(
        tr("The visit could not be ended yet. You are still in the room; try again, or leave and end it "
           "from the agenda."));
}

void RoomWindow::leaveAndClose()
{
    if (m_ending == Ending::Closing)
        return;
    m_ending = Ending::Closing;
    if (!m_bridge || !m_pageReady) {
        finish();
        return;
    }
    m_patience.disconnect(this);
    connect(&m_patience, &QTimer::timeout, this, &RoomWindow::finish);
    m_patience.start(kLeaveMs);
    m_bridge->leave();
}

void RoomWindow::finish()
{
    m_patience.stop();
    setPhase(Phase::Closed);
    hide();
    emit closed();
}

void RoomWindow::closeEvent(QCloseEvent *event)
{
    if (m_phase == Phase::Closed) {
        event->accept();
        return;
    }
    event->ignore();
    if (m_ending == Ending::No)
        m_sheet->askLeaveOrEnd(m_desktopPresent);
}

void RoomWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        tellLook();
    QWidget::changeEvent(event);
}

} // namespace bedside
