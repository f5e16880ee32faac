#include "core/cache/sqliteoperationjournal.h"
#include "core/db/dbexecutor.h"
#include "core/db/pgaccountstore.h"
#include "core/db/pgvisitlifecycle.h"
#include "core/visit/visitservice.h"
#include "tests/support/fakeports.h"
#include "tests/support/faultproxy.h"
#include "tests/support/pgfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace bedside;
using namespace bedside::db;
using namespace bedside::testing;

namespace {

template<typename T>
class Waiter : public QObject
{
public:
    std::optional<Result<T>> answer;
    Continuation<T> then()
    {
        return {this, [this](Result<T> given) { answer = std::move(given); }};
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return answer.has_value(); }, 10'000) && answer->has_value();
    }
    const T &value() const { return **answer; }
    QString reason() const { return answer && !*answer ? answer->error().reason : QString(); }
};

} // namespace

class TestPgVisitLifecycle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyStepIsOneRoundTrip();
    void readsBackWhatItDid();
    void whatTheDatabaseRefusesHasItsReason();
    void aCutAnswerConvergesToOneEffect_data();
    void aCutAnswerConvergesToOneEffect();
    void signingInTellsWhoAndWhetherItFits();

private:
    QString appointment();

    std::unique_ptr<PgFixture> m_fixture;
    QUuid m_organization;
    ConnectionSettings m_practitioner;
    int m_patients = 0;
};

void TestPgVisitLifecycle::initTestCase()
{
    m_fixture = std::make_unique<PgFixture>();
    m_fixture->createDatabase();
    m_organization = m_fixture->addOrganization(QStringLiteral("Clinic"));
    m_practitioner = m_fixture->addPerson(QStringLiteral("doctor"), m_organization,
                                          {QStringLiteral("practitioner")}, QStringLiteral("prac-1"));
    m_fixture->addIntegration(m_organization);
}

QString TestPgVisitLifecycle::appointment()
{
    return m_fixture->addAppointment(m_organization, QStringLiteral("prac-1"),
                                     QStringLiteral("pat-%1").arg(++m_patients));
}

void TestPgVisitLifecycle::everyStepIsOneRoundTrip()
{
    FaultProxy proxy(m_practitioner.host);
    auto settings = m_practitioner;
    settings.host = proxy.host();
    DbExecutor executor(settings, kLifecycleLimits);
    PgVisitLifecycle lifecycle(executor);
    Waiter<VisitAnswer> created;
    lifecycle.perform({QUuid::createUuid(), CreateVisit{appointment()}}, created.then());
    QVERIFY2(created.wait(), qPrintable(created.reason()));
    proxy.resetRequests();
    Waiter<VisitAnswer> joined;
    lifecycle.perform({QUuid::createUuid(), JoinVisit{created.value().visit.id, QStringLiteral("s")}},
                      joined.then());
    QVERIFY2(joined.wait(), qPrintable(joined.reason()));
    QCOMPARE(joined.value().outcome, VisitOutcome::Started);
    QCOMPARE(proxy.requests(), 1);
}

void TestPgVisitLifecycle::readsBackWhatItDid()
{
    DbExecutor executor(m_practitioner, kLifecycleLimits);
    PgVisitLifecycle lifecycle(executor);
    const auto operation = QUuid::createUuid();
    Waiter<VisitAnswer> created;
    lifecycle.perform({operation, CreateVisit{appointment()}}, created.then());
    QVERIFY(created.wait());
    const auto &visit = created.value().visit;
    Waiter<Visit> byId;
    lifecycle.find(visit.id, byId.then());
    QVERIFY(byId.wait());
    QCOMPARE(byId.value(), visit);
    Waiter<Visit> byCode;
    lifecycle.findByCode(groupedJoinCode(visit.code).toLower(), byCode.then());
    QVERIFY(byCode.wait());
    QCOMPARE(byCode.value(), visit);
    Waiter<VisitAnswer> again;
    lifecycle.resolve(operation, again.then());
    QVERIFY(again.wait());
    QVERIFY(again.value().replayed);
    QCOMPARE(again.value().visit.id, visit.id);
    Waiter<QList<Visit>> all;
    lifecycle.list(QDateTime::currentDateTimeUtc().addSecs(-60), QDateTime::currentDateTimeUtc().addSecs(60),
                   all.then());
    QVERIFY(all.wait());
    QVERIFY(all.value().contains(visit));
}

void TestPgVisitLifecycle::whatTheDatabaseRefusesHasItsReason()
{
    DbExecutor executor(m_practitioner, kLifecycleLimits);
    PgVisitLifecycle lifecycle(executor);
    Waiter<VisitAnswer> unknown;
    lifecycle.resolve(QUuid::createUuid(), unknown.then());
    QVERIFY(!unknown.wait());
    QCOMPARE(unknown.reason(), QStringLiteral("operation.unknown"));
    Waiter<VisitAnswer> nowhere;
    lifecycle.perform({QUuid::createUuid(), CreateVisit{QStringLiteral("nowhere")}}, nowhere.then());
    QVERIFY(!nowhere.wait());
    QCOMPARE(nowhere.answer->error().code, ErrorCode::NotFound);
    QCOMPARE(nowhere.reason(), QStringLiteral("appointment.unknown"));
}

void TestPgVisitLifecycle::aCutAnswerConvergesToOneEffect_data()
{
    QTest::addColumn<int>("cut");
    QTest::addColumn<QByteArray>("at");
    for (const char *function : {"visit_create", "visit_join"}) {
        QTest::addRow("%s before", function) << int(FaultProxy::Cut::BeforeForward) << QByteArray(function);
        QTest::addRow("%s after", function) << int(FaultProxy::Cut::AfterCommit) << QByteArray(function);
    }
}

void TestPgVisitLifecycle::aCutAnswerConvergesToOneEffect()
{
    QFETCH(int, cut);
    QFETCH(QByteArray, at);
    FaultProxy proxy(m_practitioner.host);
    auto settings = m_practitioner;
    settings.host = proxy.host();
    DbExecutor executor(settings, kLifecycleLimits);
    PgVisitLifecycle lifecycle(executor);
    QTemporaryDir folder;
    auto journal = SqliteOperationJournal::open(folder.filePath(QStringLiteral("j")));
    QVERIFY(journal.has_value());
    tests::FakeFeed feed;
    VisitService service(lifecycle, **journal, feed, QStringLiteral("seat"), {20, 200, 10, 100});
    QSignalSpy checking(&service, &VisitService::checking);
    QSignalSpy progressed(&service, &VisitService::progressed);
    QSignalSpy failed(&service, &VisitService::failed);
    const auto id = appointment();
    proxy.cutNext(static_cast<FaultProxy::Cut>(cut), at);
    service.start(id);
    // No worker runs here, so the story ends with a room that never comes.
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10'000);
    QVERIFY(proxy.hasCut());
    QCOMPARE(failed.at(0).at(1).value<Error>().reason, QStringLiteral("room.not_ready"));
    QCOMPARE(checking.size(), 1);
    QCOMPARE(progressed.size(), 2);
    QVERIFY((*journal)->open()->isEmpty());
    const auto where = " FROM public.virtual_meetings WHERE appointment_id = '" + id.toStdString() + "'";
    QCOMPARE(m_fixture->value("SELECT count(*)" + where), std::string("1"));
    QCOMPARE(m_fixture->value("SELECT status" + where), std::string("active"));
    QCOMPARE(m_fixture->brokenInvariants(), QStringList());
}

void TestPgVisitLifecycle::signingInTellsWhoAndWhetherItFits()
{
    DbExecutor executor(m_practitioner, kLifecycleLimits);
    PgAccountStore account(executor);
    Waiter<Account> me;
    account.signIn(me.then());
    QVERIFY2(me.wait(), qPrintable(me.reason()));
    QCOMPARE(me.value().login, m_practitioner.user);
    QCOMPARE(me.value().organizationId, m_organization);
    QCOMPARE(me.value().practitionerId, QStringLiteral("prac-1"));
    QVERIFY(me.value().hasDuty(u"practitioner"));
    executor.setSettings(m_fixture->owner());
    Waiter<Account> owner;
    account.signIn(owner.then());
    QVERIFY(!owner.wait());
    QCOMPARE(owner.reason(), QStringLiteral("account.unmapped"));
}

QTEST_GUILESS_MAIN(TestPgVisitLifecycle)
#include "tst_pgvisitlifecycle.moc"
