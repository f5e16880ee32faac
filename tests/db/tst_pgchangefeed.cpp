#include "core/db/dbexecutor.h"
#include "core/db/pgagendastore.h"
#include "core/db/pgchangefeed.h"
#include "core/db/pgvisitlifecycle.h"
#include "core/schedule/agendaservice.h"
#include "tests/support/pgfixture.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace bedside;
using namespace bedside::db;
using namespace bedside::testing;
using namespace std::chrono_literals;

class TestPgChangeFeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aStepOfOneDesktopIsHintedToAnother();
    void hintsCloseTogetherAreOneSignal();
    void afterALostSessionTheListEqualsAFreshQuery();
    void aSilentServerIsNoticed();
    void destructionDoesNotWait();

private:
    VisitAnswer perform(VisitLifecycle &lifecycle, VisitStep step);
    int sessions() { return std::stoi(m_fixture->value(kListeners)); }

    static constexpr auto kListeners =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'feed'";
    static constexpr auto kListener = "SELECT pid FROM pg_stat_activity WHERE application_name = 'feed'";
    std::unique_ptr<PgFixture> m_fixture;
    QUuid m_organization;
    ConnectionSettings m_desk;
    ConnectionSettings m_listening;
};

void TestPgChangeFeed::initTestCase()
{
    m_fixture = std::make_unique<PgFixture>();
    m_fixture->createDatabase();
    m_organization = m_fixture->addOrganization(QStringLiteral("Clinic"));
    m_desk = m_fixture->addPerson(QStringLiteral("desk"), m_organization, {QStringLiteral("front-desk")});
    m_listening = m_desk;
    m_listening.application = QStringLiteral("feed");
}

VisitAnswer TestPgChangeFeed::perform(VisitLifecycle &lifecycle, VisitStep step)
{
    std::optional<Result<VisitAnswer>> answer;
    lifecycle.perform({QUuid::createUuid(), std::move(step)},
                      {this, [&](Result<VisitAnswer> a) { answer = a; }});
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000) || !*answer)
        throw std::runtime_error("no answer");
    return **answer;
}

void TestPgChangeFeed::aStepOfOneDesktopIsHintedToAnother()
{
    const auto appointment =
        m_fixture->addAppointment(m_organization, QStringLiteral("p1"), QStringLiteral("q1"));
    PgChangeFeed feed(m_listening);
    QSignalSpy resynced(&feed, &ChangeFeed::resynced);
    QSignalSpy changed(&feed, &ChangeFeed::changed);
    QTRY_COMPARE(resynced.size(), 1);
    QCOMPARE(feed.state(), ChangeFeed::State::Live);
    QVERIFY(feed.lastAlive().isValid());
    DbExecutor executor(m_desk, kLifecycleLimits);
    PgVisitLifecycle lifecycle(executor);
    const auto answer = perform(lifecycle, CreateVisit{appointment});
    QCOMPARE(answer.outcome, VisitOutcome::Created);
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 1'000);
    QVERIFY(changed.at(0).at(0).toStringList().contains(answer.visit.id.toString(QUuid::WithoutBraces)));
    QCOMPARE(resynced.size(), 1);
}

void TestPgChangeFeed::hintsCloseTogetherAreOneSignal()
{
    PgChangeFeed feed(m_listening, {.gather = 300ms});
    QSignalSpy resynced(&feed, &ChangeFeed::resynced);
    QSignalSpy changed(&feed, &ChangeFeed::changed);
    QTRY_COMPARE(resynced.size(), 1);
    const auto channel = m_fixture->value("SELECT channel FROM bedside.organization");
    m_fixture->value("SELECT count(pg_notify('" + channel +
                     "', 'id-' || n % 3)) FROM generate_series(1, 30) AS n");
    m_fixture->value("SELECT pg_notify('" + channel + "', 'id-7 id-8')");
    QTRY_COMPARE(changed.size(), 1);
    QStringList ids = changed.at(0).at(0).toStringList();
    ids.sort();
    QCOMPARE(ids, QStringLiteral("id-0 id-1 id-2 id-7 id-8").split(u' '));
}

void TestPgChangeFeed::afterALostSessionTheListEqualsAFreshQuery()
{
    PgChangeFeed feed(m_listening, {.firstPause = 300ms});
    DbExecutor executor(m_desk, kListLimits);
    PgAgendaStore store(executor);
    AgendaService service(store, feed);
    const auto now = QDateTime::currentDateTimeUtc();
    service.setWindow(now.addSecs(-7200), now.addSecs(7200));
    QSignalSpy resynced(&feed, &ChangeFeed::resynced);
    QTRY_COMPARE(resynced.size(), 1);
    QTRY_VERIFY(!service.isLoading());
    const auto before = service.entries().size();
    const auto first = m_fixture->value(kListener);
    m_fixture->value("SELECT pg_terminate_backend(" + first + ", 5000)");
    // Said to nobody: the session is gone and the new one is still to come.
    const auto appointment =
        m_fixture->addAppointment(m_organization, QStringLiteral("p2"), QStringLiteral("q2"));
    QTRY_COMPARE(resynced.size(), 2);
    QVERIFY(m_fixture->value(kListener) != first);
    QTRY_COMPARE(service.entries().size(), before + 1);
    QVERIFY(service.indexOfAppointment(appointment) >= 0);
    std::optional<Result<QList<AgendaEntry>>> fresh;
    store.entries(service.from(), service.to(),
                  {this, [&](Result<QList<AgendaEntry>> rows) { fresh = rows; }});
    QTRY_VERIFY(fresh.has_value());
    QVERIFY(fresh->has_value());
    QCOMPARE(service.entries(), **fresh);
}

void TestPgChangeFeed::aSilentServerIsNoticed()
{
    PgChangeFeed feed(m_listening, {.heartbeat = 100ms, .silence = 400ms, .firstPause = 50ms});
    QSignalSpy resynced(&feed, &ChangeFeed::resynced);
    QTRY_COMPARE(resynced.size(), 1);
    const auto alive = feed.lastAlive();
    QTRY_VERIFY(feed.lastAlive() > alive);
    const auto server = std::stoi(m_fixture->value(kListener));
    QCOMPARE(::kill(server, SIGSTOP), 0);
    QTRY_COMPARE(feed.state(), ChangeFeed::State::Lost);
    QTRY_COMPARE(resynced.size(), 2);
    ::kill(server, SIGCONT);
    QTRY_COMPARE(sessions(), 1);
}

void TestPgChangeFeed::destructionDoesNotWait()
{
    QElapsedTimer timer;
    {
        PgChangeFeed feed(m_listening);
        QSignalSpy resynced(&feed, &ChangeFeed::resynced);
        QTRY_COMPARE(resynced.size(), 1);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 1'000);
    QTRY_COMPARE(sessions(), 0);
}

QTEST_GUILESS_MAIN(TestPgChangeFeed)
#include "tst_pgchangefeed.moc"
