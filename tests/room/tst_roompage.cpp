#include "core/link/roomprocess.h"
#include "tests/room/roomhall.h"
#include "ui/room/guestwindow.h"
#include "ui/room/roomscheme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QWebEngineView>

#include <memory>
#include <optional>

using namespace bedside;
using namespace bedside::link;
using namespace bedside::testing;
using namespace Qt::StringLiterals;
using Phase = RoomLauncher::RoomPhase;

namespace {

constexpr int kLong = 60000;
constexpr int kMeasureMs = 5000;
constexpr double kLeastFramesPerSecond = 10;

QString program()
{
    return qEnvironmentVariable("BEDSIDE_BIN") + u"/bedside-room"_s;
}

} // namespace

//! The practitioner's window and a guest's page, each a process of its own, meet in the loopback room.
class TestRoomPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void theGuestWaitsUntilAdmitted();
    void bothDecodeTheOther();
    void theCallSurvivesALostConnection();
    void theProviderEndsTheRoom();

private:
    void openBoth();
    //! Frames of the practitioner's picture that the guest's page has shown.
    double framesOfGuest(GuestWindow &guest);
    //! The practitioner's window decodes the guest's moving picture and hears the tone.
    void verifyMedia();

    PrivateRuntime m_runtime;
    std::unique_ptr<RoomHall> m_hall;
    std::unique_ptr<RoomProcess> m_desktop;
    std::unique_ptr<QProcess> m_guest;
    RoomStats m_stats;
};

void TestRoomPage::initTestCase()
{
    m_hall = std::make_unique<RoomHall>();
    QVERIFY(m_hall->start());
}

void TestRoomPage::cleanup()
{
    if (m_guest) {
        m_guest->terminate();
        QTRY_COMPARE_WITH_TIMEOUT(m_guest->state(), QProcess::NotRunning, kLong);
    }
    m_guest.reset();
    if (m_desktop && m_desktop->phase() != Phase::Closed) {
        m_desktop->close();
        QTRY_COMPARE_WITH_TIMEOUT(m_desktop->phase(), Phase::Closed, kLong);
    }
    m_desktop.reset();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 0, kLong);
}

void TestRoomPage::openBoth()
{
    m_stats = {};
    m_desktop = std::make_unique<RoomProcess>(RoomProcess::Options{program(), u"page"_s, true, {}});
    connect(m_desktop.get(), &RoomProcess::statsReceived, this,
            [this](const RoomStats &stats) { m_stats = stats; });
    m_desktop->open(m_hall->practitionerSession());
    m_guest = std::make_unique<QProcess>();
    m_guest->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_guest->start(program(), {u"--guest"_s, m_hall->guestLink().toString(), u"--auto-name"_s, u"Li Wei"_s});
}

void TestRoomPage::verifyMedia()
{
    m_stats = {};
    QTRY_VERIFY_WITH_TIMEOUT(m_stats.videos.size() == 1 && m_stats.videos.first().width >= 640, kLong);
    const RoomStats before = m_stats;
    QElapsedTimer clock;
    clock.start();
    QTRY_VERIFY_WITH_TIMEOUT(clock.elapsed() > kMeasureMs, kLong);
    const double frames = double(m_stats.videos.first().framesDecoded - before.videos.first().framesDecoded);
    const double rate = frames * 1000 / double(clock.elapsed());
    QVERIFY2(rate >= kLeastFramesPerSecond, qPrintable(u"practitioner: %1 frames/s"_s.arg(rate)));
    QVERIFY(m_stats.videos.first().height >= 360);
    QVERIFY(m_stats.audioEnergy > before.audioEnergy);
}

void TestRoomPage::theGuestWaitsUntilAdmitted()
{
    openBoth();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->waiting(), 1, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->phase(), Phase::Joined, kLong);
    QCOMPARE(m_hall->present(), 1);
    m_hall->admitAll();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 2, kLong);
}

double TestRoomPage::framesOfGuest(GuestWindow &guest)
{
    std::optional<double> frames;
    guest.findChild<QWebEngineView *>()->page()->runJavaScript(
        u"document.querySelector('.tile:not(.self) video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0"_s,
        [&frames](const QVariant &value) { frames = value.toDouble(); });
    return QTest::qWaitFor([&] { return frames.has_value(); }, kLong) ? *frames : -1;
}

void TestRoomPage::bothDecodeTheOther()
{
    m_hall->admitAll();
    m_desktop = std::make_unique<RoomProcess>(RoomProcess::Options{program(), u"page"_s, true, {}});
    connect(m_desktop.get(), &RoomProcess::statsReceived, this,
            [this](const RoomStats &stats) { m_stats = stats; });
    m_desktop->open(m_hall->practitionerSession());
    GuestWindow guest(GuestWindow::withName(m_hall->guestLink(), u"Li Wei"_s));
    guest.show();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 2, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(framesOfGuest(guest) > 0, kLong);
    QElapsedTimer clock;
    clock.start();
    const double before = framesOfGuest(guest);
    verifyMedia();
    const double rate = (framesOfGuest(guest) - before) * 1000 / double(clock.elapsed());
    QVERIFY2(rate >= kLeastFramesPerSecond, qPrintable(u"guest: %1 frames/s"_s.arg(rate)));
}

void TestRoomPage::theCallSurvivesALostConnection()
{
    openBoth();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 2, kLong);
    verifyMedia();
    QSignalSpy phases(m_desktop.get(), &RoomLauncher::phaseChanged);
    sandbox::Fault fault;
    fault.kind = sandbox::Fault::Kind::DropSockets;
    m_hall->service().setFault(fault);
    QTRY_VERIFY_WITH_TIMEOUT(phases.count() >= 2, kLong);
    QCOMPARE(phases.first().first().value<Phase>(), Phase::Reconnecting);
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->phase(), Phase::Joined, kLong);
    verifyMedia();
    QCOMPARE(m_hall->present(), 2);
}

void TestRoomPage::theProviderEndsTheRoom()
{
    openBoth();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 2, kLong);
    m_hall->endRoom();
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 0, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(m_desktop->phase() != Phase::Joined, kLong);
}

int main(int argc, char *argv[])
{
    needOrdinaryUser();
    roomscheme::registerScheme();
    QApplication app(argc, argv);
    TestRoomPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_roompage.moc"
