#include "core/link/roomprocess.h"

#include "core/link/linkchannel.h"
#include "core/link/linkpath.h"

#include <QLocalSocket>
#include <QProcess>

namespace bedside::link {

namespace {

constexpr int kRetryMs = 50;
constexpr int kStartMs = 30000;  // Chromium on a slow disk
constexpr int kRecoverMs = 1000; // a living room accepts at once
constexpr int kHelloMs = 5000;   // connected, but silent
constexpr int kMostCrashes = 3;
constexpr qint64 kCrashWindowMs = 5 * 60 * 1000;

} // namespace

RoomProcess::RoomProcess(Options options, QObject *parent)
    : RoomLauncher(parent)
    , m_options(std::move(options))
{
    m_clock.start();
    m_retry.setInterval(kRetryMs);
    connect(&m_retry, &QTimer::timeout, this, &RoomProcess::tryConnect);
}

RoomProcess::~RoomProcess()
{
    if (m_channel)
        m_channel->disconnect(this);
}

QUuid RoomProcess::visit() const
{
    return m_session ? m_session->visit.id : QUuid();
}

void RoomProcess::open(const RoomSession &session)
{
    m_session = session;
    m_waitsForToken = false;
    m_crashes.clear();
    if (m_closing && m_channel) {
        m_reopen = true; // the old room says its last word first
        return;
    }
    m_closing = false;
    if (isLinked())
        m_channel->send(OpenRoom{session, m_options.testMedia});
    else if (m_aim == Aim::Nothing || m_aim == Aim::Find)
        start();
}

void RoomProcess::update(const Visit &visit)
{
    if (!m_session || m_session->visit.id != visit.id)
        return;
    m_session->visit = visit;
    if (isLinked())
        m_channel->send(UpdateVisit{visit});
}

void RoomProcess::renew(const JoinGrant &grant)
{
    if (!m_session)
        return;
    m_session->grant = grant;
    if (isLinked()) {
        m_channel->send(RenewGrant{grant});
    } else if (m_waitsForToken) {
        m_waitsForToken = false;
        start();
    }
}

void RoomProcess::close()
{
    m_closing = true;
    m_reopen = false;
    m_waitsForToken = false;
    if (isLinked()) {
        m_channel->send(CloseRoom{});
    } else if (m_aim != Aim::Start) {
        drop();
        aim(Aim::Nothing);
        m_closing = false;
        setPhase(RoomPhase::Closed);
    }
}

void RoomProcess::findRunning()
{
    if (isLinked() && m_session) {
        emit found(visit());
        return;
    }
    if (m_aim == Aim::Nothing)
        aim(Aim::Find);
}

void RoomProcess::start()
{
    setPhase(RoomPhase::Starting);
    QProcess process;
    process.setProgram(m_options.program);
    process.setArguments(QStringList{QStringLiteral("--link"), m_options.instance} +
                         m_options.extraArguments);
    // A room that lives already answers on the link; the second process sees that and ends itself.
    process.startDetached();
    aim(Aim::Start);
}

void RoomProcess::aim(Aim aim)
{
    m_aim = aim;
    m_since.restart();
    if (aim == Aim::Nothing) {
        m_retry.stop();
        return;
    }
    m_retry.start();
    tryConnect();
}

void RoomProcess::tryConnect()
{
    const int patience = m_aim == Aim::Start ? kStartMs : m_aim == Aim::Recover ? kRecoverMs : 0;
    if (m_channel && m_since.elapsed() < patience + kHelloMs)
        return;
    if (m_channel) {
        drop();
        giveUp();
        return;
    }
    const QString path = socketPath(m_options.instance);
    auto *socket = new QLocalSocket;
    m_channel = new LinkChannel(socket, this);
    m_greeted = false;
    connect(m_channel, &LinkChannel::received, this, &RoomProcess::hear);
    connect(m_channel, &LinkChannel::closed, this, &RoomProcess::lost);
    socket->connectToServer(path);
    if (m_channel)
        m_channel->send(DesktopHello{});
    else if (m_since.elapsed() >= patience)
        giveUp();
}

void RoomProcess::hear(const Message &message)
{
    if (const auto *hello = std::get_if<RoomHello>(&message)) {
        greet(*hello);
    } else if (const auto *report = std::get_if<PhaseReport>(&message)) {
        if (report->phase != RoomPhase::Closed)
            setPhase(report->phase);
    } else if (const auto *stats = std::get_if<StatsReport>(&message)) {
        emit statsReceived(stats->stats);
    } else if (std::holds_alternative<RoomClosed>(message)) {
        m_closing = true;
        lost();
    } else if (m_session) {
        hearRequest(message);
    }
}

void RoomProcess::greet(const RoomHello &hello)
{
    if (hello.version != kVersion) {
        // Left over from another version: it goes, and start() is tried again until it is gone.
        m_channel->send(CloseRoom{});
        m_channel->finish();
        return;
    }
    const Aim aim = m_aim;
    this->aim(Aim::Nothing);
    m_greeted = true;
    m_process = hello.process;
    if (m_closing) {
        m_channel->send(CloseRoom{});
    } else if (aim == Aim::Find && !hello.session) {
        m_channel->send(CloseRoom{});
        emit notFound();
    } else if (aim == Aim::Find) {
        m_session = hello.session;
        setPhase(hello.phase);
        emit found(visit());
    } else if (m_session) {
        const bool same = hello.session && hello.session->visit.id == m_session->visit.id;
        if (same)
            setPhase(hello.phase);
        if (aim == Aim::Start || !same)
            m_channel->send(OpenRoom{*m_session, m_options.testMedia});
    }
}

void RoomProcess::hearRequest(const Message &message)
{
    if (const auto *leave = std::get_if<LeaveRequest>(&message))
        emit leaveRequested(leave->visit);
    else if (const auto *end = std::get_if<EndRequest>(&message))
        emit endRequested(end->visit);
    else if (const auto *admit = std::get_if<AdmitRequest>(&message))
        emit admitRequested(admit->visit, admit->participant);
    else if (const auto *deny = std::get_if<DenyRequest>(&message))
        emit denyRequested(deny->visit, deny->participant);
    else if (const auto *token = std::get_if<TokenRequest>(&message))
        emit tokenNeeded(token->visit);
}

void RoomProcess::lost()
{
    const bool wasLinked = isLinked();
    drop();
    if (m_closing)
        ended();
    else if (wasLinked)
        aim(Aim::Recover);
}

void RoomProcess::ended()
{
    aim(Aim::Nothing);
    m_closing = false;
    if (m_reopen) {
        m_reopen = false;
        start();
    } else {
        setPhase(RoomPhase::Closed);
    }
}

void RoomProcess::giveUp()
{
    const Aim aim = m_aim;
    this->aim(Aim::Nothing);
    if (aim == Aim::Find)
        emit notFound();
    else
        crashed();
}

void RoomProcess::crashed()
{
    if (m_closing) {
        ended();
        return;
    }
    while (!m_crashes.isEmpty() && m_clock.elapsed() - m_crashes.first() > kCrashWindowMs)
        m_crashes.removeFirst();
    m_crashes.append(m_clock.elapsed());
    m_waitsForToken = m_crashes.size() <= kMostCrashes && m_session.has_value();
    setPhase(RoomPhase::Crashed);
    if (m_waitsForToken)
        emit tokenNeeded(visit());
}

void RoomProcess::drop()
{
    if (!m_channel)
        return;
    m_channel->disconnect(this);
    m_channel->deleteLater();
    m_channel = nullptr;
    m_greeted = false;
}

void RoomProcess::setPhase(RoomPhase phase)
{
    if (phase == m_phase)
        return;
    m_phase = phase;
    if (phase == RoomPhase::Closed)
        m_session.reset();
    emit phaseChanged(phase);
}

} // namespace bedside::link
