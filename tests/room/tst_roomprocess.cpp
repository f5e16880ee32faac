#include "core/link/roomprocess.h"
#include "tests/room/roomhall.h"

#include <QCoreApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <memory>

using namespace bedside;
using namespace bedside::link;
using namespace bedside::testing;
using namespace Qt::StringLiterals;
using Phase = RoomLauncher::RoomPhase;

namespace {

constexpr int kLong = 40000;

bool isAlive(qint64 process)
{
    return process > 0 && ::kill(static_cast<pid_t>(process), 0) == 0;
}

RoomProcess::Options options()
{
    return {qEnvironmentVariable("BEDSIDE_BIN") + u"/bedside-room"_s, u"test"_s, true, {}};
}

} // namespace

//! The real bedside-room with the real SDK in the real loopback room, killed and found again.
class TestRoomProcess : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void joinsAndCloses();
    void theTokenIsOnNoCommandLine();
    void aKilledRoomComesBack();
    void aRoomOutlivesItsDesktop();
    void threeCrashesAreEnough();
    void nothingRunsNothingIsFound();

private:
    std::unique_ptr<RoomProcess> desktop();
    void answerTokens(RoomProcess *process);

    PrivateRuntime m_runtime;
    std::unique_ptr<RoomHall> m_hall;
    qint64 m_last = 0;
};

void TestRoomProcess::initTestCase()
{
    m_hall = std::make_unique<RoomHall>();
    QVERIFY(m_hall->start());
    m_hall->admitAll();
}

void TestRoomProcess::cleanup()
{
    if (isAlive(m_last))
        ::kill(static_cast<pid_t>(m_last), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(m_last), kLong);
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 0, kLong);
}

std::unique_ptr<RoomProcess> TestRoomProcess::desktop()
{
    auto process = std::make_unique<RoomProcess>(options());
    answerTokens(process.get());
    connect(process.get(), &RoomLauncher::phaseChanged, this,
            [this, raw = process.get()] { m_last = raw->processId() ? raw->processId() : m_last; });
    return process;
}

void TestRoomProcess::answerTokens(RoomProcess *process)
{
    connect(process, &RoomLauncher::tokenNeeded, process,
            [this, process] { process->renew(m_hall->grant(u"clinician"_s)); });
}

void TestRoomProcess::joinsAndCloses()
{
    const auto process = desktop();
    process->open(m_hall->practitionerSession());
    QCOMPARE(process->phase(), Phase::Starting);
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Joined, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 1, kLong);
    process->close();
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Closed, kLong);
    QVERIFY(process->visit().isNull());
    // It said good-bye to the room, so nobody sees a ghost for the time of grace.
    QTRY_COMPARE_WITH_TIMEOUT(m_hall->present(), 0, 5000);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(m_last), kLong);
}

void TestRoomProcess::theTokenIsOnNoCommandLine()
{
    const auto process = desktop();
    const RoomSession session = m_hall->practitionerSession();
    process->open(session);
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Joined, kLong);
    QFile line(u"/proc/%1/cmdline"_s.arg(process->processId()));
    QVERIFY(line.open(QFile::ReadOnly));
    const QByteArray words = line.readAll();
    QVERIFY(words.contains("--link"));
    QVERIFY(!words.contains(session.grant.token.toUtf8()));
    // Memory and environment are closed even to other processes of the same user.
    QFile environment(u"/proc/%1/environ"_s.arg(process->processId()));
    QVERIFY(!environment.open(QFile::ReadOnly));
}

void TestRoomProcess::aKilledRoomComesBack()
{
    const auto process = desktop();
    QSignalSpy tokens(process.get(), &RoomLauncher::tokenNeeded);
    process->open(m_hall->practitionerSession());
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Joined, kLong);
    const qint64 first = process->processId();
    ::kill(static_cast<pid_t>(first), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(tokens.count(), 1, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Joined, kLong);
    QVERIFY(process->processId() != first);
    m_last = process->processId();
}

void TestRoomProcess::aRoomOutlivesItsDesktop()
{
    const RoomSession session = m_hall->practitionerSession();
    qint64 room = 0;
    {
        const auto first = desktop();
        first->open(session);
        QTRY_COMPARE_WITH_TIMEOUT(first->phase(), Phase::Joined, kLong);
        room = first->processId();
        m_last = room;
    }
    QVERIFY(isAlive(room));
    QCOMPARE(m_hall->present(), 1);
    const auto second = desktop();
    QSignalSpy found(second.get(), &RoomLauncher::found);
    second->findRunning();
    QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, kLong);
    QCOMPARE(found.first().first().toUuid(), session.visit.id);
    QCOMPARE(second->visit(), session.visit.id);
    QCOMPARE(second->phase(), Phase::Joined);
    QCOMPARE(second->processId(), room);
    // Opening the same visit again raises the window and does not join twice.
    second->open(m_hall->practitionerSession());
    QSignalSpy stats(second.get(), &RoomProcess::statsReceived);
    QTRY_VERIFY_WITH_TIMEOUT(stats.count() >= 1, kLong);
    QCOMPARE(m_hall->present(), 1);
    second->close();
    QTRY_COMPARE_WITH_TIMEOUT(second->phase(), Phase::Closed, kLong);
}

void TestRoomProcess::threeCrashesAreEnough()
{
    const auto process = desktop();
    QSignalSpy tokens(process.get(), &RoomLauncher::tokenNeeded);
    process->open(m_hall->practitionerSession());
    for (int crash = 0; crash < 4; ++crash) {
        QTRY_VERIFY_WITH_TIMEOUT(process->phase() == Phase::Joining || process->phase() == Phase::Joined,
                                 kLong);
        ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(process->phase() == Phase::Crashed || tokens.count() > crash, kLong);
    }
    QTRY_COMPARE_WITH_TIMEOUT(process->phase(), Phase::Crashed, kLong);
    QCOMPARE(tokens.count(), 3);
    QVERIFY(!process->visit().isNull());
}

void TestRoomProcess::nothingRunsNothingIsFound()
{
    const auto process = desktop();
    QSignalSpy notFound(process.get(), &RoomLauncher::notFound);
    process->findRunning();
    QTRY_COMPARE(notFound.count(), 1);
    QCOMPARE(process->phase(), Phase::Closed);
}

int main(int argc, char *argv[])
{
    needOrdinaryUser();
    QCoreApplication app(argc, argv);
    TestRoomProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_roomprocess.moc"
