#include "app/room/roomapp.h"

#include "core/link/linkpath.h"

#include <QCoreApplication>

namespace bedside {

namespace {

// How long a room without a window keeps the word that the person left for a desktop that is away.
constexpr int kKeepWordMs = 10 * 60 * 1000;
// How long a room that was never told what to show waits for a desktop.
constexpr int kUnusedMs = 60 * 1000;

} // namespace

RoomApp::RoomApp(QObject *parent)
    : QObject(parent)
{
    m_waiting.setSingleShot(true);
    connect(&m_waiting, &QTimer::timeout, qApp, &QCoreApplication::quit);
    connectWindow();
    connectServer();
}

bool RoomApp::listen(const QString &instance)
{
    m_waiting.start(kUnusedMs);
    return m_server.listen(link::socketPath(instance));
}

void RoomApp::connectWindow()
{
    connect(&m_window, &RoomWindow::phaseChanged, this, [this](RoomLauncher::RoomPhase phase) {
        if (phase != RoomLauncher::RoomPhase::Closed)
            m_server.setPhase(phase);
    });
    connect(&m_window, &RoomWindow::tokenNeeded, this,
            [this] { m_server.send(link::TokenRequest{m_window.visit()}); });
    connect(&m_window, &RoomWindow::leaveRequested, this,
            [this] { m_server.send(link::LeaveRequest{m_window.visit()}); });
    connect(&m_window, &RoomWindow::endRequested, this,
            [this] { m_server.send(link::EndRequest{m_window.visit()}); });
    connect(&m_window, &RoomWindow::admitRequested, this, [this](const QUuid &person) {
        m_server.send(link::AdmitRequest{m_window.visit(), person});
    });
    connect(&m_window, &RoomWindow::denyRequested, this, [this](const QUuid &person) {
        m_server.send(link::DenyRequest{m_window.visit(), person});
    });
    connect(&m_window, &RoomWindow::statsMeasured, this,
            [this](const RoomStats &stats) { m_server.send(link::StatsReport{stats}); });
    connect(&m_window, &RoomWindow::closed, this, &RoomApp::closedByWindow);
}

void RoomApp::connectServer()
{
    connect(&m_server, &link::RoomServer::openRequested, this,
            [this](const RoomSession &session, bool testMedia) {
                m_waiting.stop();
                m_server.setSession(session);
                m_window.open(session, testMedia);
            });
    connect(&m_server, &link::RoomServer::visitUpdated, &m_window, &RoomWindow::updateVisit);
    connect(&m_server, &link::RoomServer::grantRenewed, &m_window, &RoomWindow::renew);
    connect(&m_server, &link::RoomServer::closeRequested, &m_window, &RoomWindow::leaveAndClose);
    connect(&m_server, &link::RoomServer::desktopChanged, this, [this](bool present) {
        m_window.setDesktopPresent(present);
        if (present && m_closed)
            finishWhenTold();
    });
}

void RoomApp::closedByWindow()
{
    m_closed = true;
    if (m_server.hasWaitingRequests())
        m_waiting.start(kKeepWordMs);
    else
        finishWhenTold();
}

void RoomApp::finishWhenTold()
{
    m_server.sayClosed();
    QCoreApplication::quit();
}

} // namespace bedside
