#include "core/db/dbexecutor.h"
#include "core/db/pgoutboxstore.h"
#include "core/db/pgvisitlifecycle.h"
#include "core/net/hundredmsclient.h"
#include "core/visit/outboxworker.h"
#include "tests/support/fakeprovider.h"
#include "tests/support/pgfixture.h"

#include <QTest>

using namespace bedside;
using bedside::tests::FakeProvider;
using Fault = FakeProvider::Fault;

//! The outbox worker between a real database and a provider over real HTTP.
class OutboxTest : public QObject
{
    Q_OBJECT

private:
    //! A worker that can be lost at any moment, as a killed process is.
    struct Desk
    {
        Desk(const ConnectionSettings &settings, const QString &name)
            : executor(settings, db::kLifecycleLimits)
            , store(executor)
            , client(http)
            , worker(store, client, options(name))
        {
            worker.start();
        }
        static OutboxWorker::Options options(const QString &name)
        {
            OutboxWorker::Options options;
            options.name = name;
            options.lease = std::chrono::seconds(1);
            options.poll = std::chrono::milliseconds(50);
            return options;
        }
        db::DbExecutor executor;
        HttpClient http;
        db::PgOutboxStore store;
        HundredMsClient client;
        OutboxWorker worker;
    };

    QUuid makeVisit()
    {
        std::optional<Result<VisitAnswer>> answer;
        m_lifecycle->perform({QUuid::createUuid(), StartInstantVisit{}},
                             Continuation<VisitAnswer>(this, [&answer](const auto &got) { answer = got; }));
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 10'000) || !*answer)
            return {};
        return (*answer)->visit.id;
    }
    int rowsWith(const std::string &condition)
    {
        return std::stoi(m_fixture->value("SELECT count(*) FROM bedside.outbox WHERE " + condition));
    }

    std::unique_ptr<testing::PgFixture> m_fixture;
    std::unique_ptr<FakeProvider> m_provider;
    std::unique_ptr<db::DbExecutor> m_executor;
    std::unique_ptr<db::PgVisitLifecycle> m_lifecycle;
    ConnectionSettings m_gateway;

private slots:
    void initTestCase() { m_fixture = std::make_unique<testing::PgFixture>(); }
    void init()
    {
        m_fixture->createDatabase();
        m_provider = std::make_unique<FakeProvider>();
        const QUuid organization = m_fixture->addOrganization(QStringLiteral("Practice"));
        m_fixture->addIntegration(organization, m_provider->endpoint());
        const auto doctor = m_fixture->addPerson(QStringLiteral("doctor"), organization,
                                                 {QStringLiteral("practitioner")}, QStringLiteral("pract-1"));
        m_gateway =
            m_fixture->addPerson(QStringLiteral("gateway"), organization, {QStringLiteral("gateway")});
        m_executor = std::make_unique<db::DbExecutor>(doctor, db::kLifecycleLimits);
        m_lifecycle = std::make_unique<db::PgVisitLifecycle>(*m_executor);
    }
    void cleanup()
    {
        m_lifecycle.reset();
        m_executor.reset();
        m_provider.reset();
    }

    void makesTheRoomOnce()
    {
        QVERIFY(!makeVisit().isNull());
        Desk desk(m_gateway, QStringLiteral("one"));
        QTRY_COMPARE_WITH_TIMEOUT(rowsWith("state = 'done'"), 1, 20'000);
        QCOMPARE(m_provider->rooms().size(), 1U);
        QCOMPARE(m_fixture->value("SELECT meeting_id FROM public.virtual_meetings"),
                 m_provider->rooms().front().id.toStdString());
        QCOMPARE(m_fixture->value("SELECT room_state FROM bedside.visit"), std::string("ready"));
    }

    void waitsAsLongAsTheProviderAsks()
    {
        QVERIFY(!makeVisit().isNull());
        m_provider->plan({Fault::RateLimited});
        Desk desk(m_gateway, QStringLiteral("one"));
        QTRY_VERIFY_WITH_TIMEOUT(rowsWith("error LIKE 'provider.rate_limited%'") == 1, 20'000);
        QCOMPARE(rowsWith("next_at > clock_timestamp() + interval '3 seconds'"), 1);
        QCOMPARE(m_provider->calls().size(), 1);
    }

    void stopsOnceWhatIsUnderWayIsStored()
    {
        QVERIFY(!makeVisit().isNull());
        m_provider->plan({Fault::Slow});
        Desk desk(m_gateway, QStringLiteral("one"));
        bool stopped = false;
        connect(&desk.worker, &OutboxWorker::stopped, this, [&stopped] { stopped = true; });
        QTRY_COMPARE_WITH_TIMEOUT(m_provider->calls().size(), 1, 20'000);
        desk.worker.stop();
        QTRY_VERIFY_WITH_TIMEOUT(stopped, 20'000);
        QCOMPARE(rowsWith("state = 'done'"), 1);
    }

    void workersLostAgainAndAgainLeaveNoOrphanAndNoDouble()
    {
        constexpr int kVisits = 12;
        m_provider->everyNth(3, Fault::LostReply);
        for (int i = 0; i < kVisits; ++i)
            QVERIFY(!makeVisit().isNull());
        for (int life = 0; life < 8; ++life) {
            Desk first(m_gateway, QStringLiteral("first"));
            Desk second(m_gateway, QStringLiteral("second"));
            const auto calls = m_provider->calls().size();
            // Gone in the middle of a call, or, when all is leased away, after a look.
            (void)QTest::qWaitFor([&] { return m_provider->calls().size() > calls; }, 1'500);
        }
        m_provider->everyNth(0, Fault::None);
        Desk last(m_gateway, QStringLiteral("last"));
        QTRY_COMPARE_WITH_TIMEOUT(rowsWith("state = 'done'"), kVisits, 90'000);
        QCOMPARE(m_provider->rooms().size(), static_cast<size_t>(kVisits));
        for (const auto &room : m_provider->rooms()) {
            QCOMPARE(m_fixture->value("SELECT count(*) FROM public.virtual_meetings WHERE meeting_id = '" +
                                      room.id.toStdString() + "'"),
                     std::string("1"));
        }
        QCOMPARE(m_fixture->brokenInvariants(), QStringList());
    }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "tst_outbox.moc"
