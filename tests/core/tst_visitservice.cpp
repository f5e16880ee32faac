#include "core/visit/sessionresume.h"
#include "core/visit/visitservice.h"

#include "tests/support/fakeports.h"

#include <QSignalSpy>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::tests;

namespace {

const QUuid kVisit(QStringLiteral("0b4c1f5e-7f0a-4a63-9d3f-0d3f6a1f0001"));

Error error(ErrorCode code, const char *reason)
{
    return {code, QString::fromLatin1(reason), {}};
}

VisitAnswer answered(VisitOutcome outcome)
{
    VisitAnswer answer;
    answer.outcome = outcome;
    answer.visit.id = kVisit;
    answer.visit.appointmentId = QStringLiteral("appt-1");
    return answer;
}

VisitAnswer granted(VisitOutcome outcome)
{
    auto answer = answered(outcome);
    answer.grant = JoinGrant{QStringLiteral("room"), {}, {}, QStringLiteral("token"), {}, {}};
    return answer;
}

struct World
{
    explicit World(VisitService::Times times = {20, 400, 1, 8})
        : service(lifecycle, journal, feed, QStringLiteral("seat-1"), times)
    {
    }
    FakeLifecycle lifecycle;
    FakeJournal journal;
    FakeFeed feed;
    VisitService service;
    QSignalSpy finished{&service, &VisitService::finished};
    QSignalSpy failed{&service, &VisitService::failed};
    QSignalSpy checking{&service, &VisitService::checking};
    QSignalSpy waiting{&service, &VisitService::waiting};
    QSignalSpy progressed{&service, &VisitService::progressed};
    QSignalSpy settled{&service, &VisitService::settled};

    VisitAnswer outcome() const { return finished.value(0).value(1).value<VisitAnswer>(); }
    Error refusal() const { return failed.value(0).value(1).value<Error>(); }
    QList<VisitService::Step> steps() const
    {
        QList<VisitService::Step> list;
        for (const auto &arguments : progressed)
            list.append(arguments.at(1).value<VisitService::Step>());
        return list;
    }
};

} // namespace

class TestVisitService : public QObject
{
    Q_OBJECT

private slots:
    void startMakesTheVisitJoinsItAndTellsEachStep();
    void signalsNeverComeFromInsideTheCall();
    void everyStepIsInTheJournalBeforeItIsSentAndGoneAfterwards();
    void nothingIsSentWhenTheJournalCannotBeWritten();
    void asksForTheRoomUntilItIsReady();
    void aHintHurriesTheQuestionForTheRoom();
    void givesUpOnARoomThatNeverComes();
    void stopsWaitingForTheRoomOnRequest();
    void aMissingIntegrationIsSaidAtOnce();
    void aLostAnswerIsAskedForByIdUntilKnown();
    void aLostStepIsSentAgainUnderTheSameId();
    void aRefusalIsPassedOnAndSettled_data();
    void aRefusalIsPassedOnAndSettled();
    void endingWaitsForTheServer();
    void startingDoesNotWaitForTheServer();
    void comingBackSupersedesAnUnsentLeave();
    void openOperationsAreResolvedAtStart();
    void openOperationsThatNeverTookEffect_data();
    void openOperationsThatNeverTookEffect();
    void destructionWhileWaitingIsHarmless();
    void resumeFindsOnlyOnesOwnOpenVisits();
};

void TestVisitService::startMakesTheVisitJoinsItAndTellsEachStep()
{
    World world;
    world.lifecycle.answers = {answered(VisitOutcome::Created), granted(VisitOutcome::Started)};
    const auto request = world.service.start(QStringLiteral("appt-1"));
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.finished.at(0).at(0).toUuid(), request);
    QCOMPARE(world.outcome().outcome, VisitOutcome::Started);
    QVERIFY(world.outcome().grant.has_value());
    QCOMPARE(world.lifecycle.functions(),
             QStringList({QStringLiteral("visit_create"), QStringLiteral("visit_join")}));
    QCOMPARE(std::get<JoinVisit>(world.lifecycle.calls.at(1).command.step).seat, QStringLiteral("seat-1"));
    QCOMPARE(world.steps(), QList({VisitService::Step::VisitRecorded, VisitService::Step::RoomReady}));
    QCOMPARE(world.service.pending(), 0);
}

void TestVisitService::signalsNeverComeFromInsideTheCall()
{
    World world;
    world.journal.broken = true;
    world.service.end(kVisit);
    QCOMPARE(world.failed.size(), 0);
    QCOMPARE(world.service.pending(), 1);
    QTRY_COMPARE(world.failed.size(), 1);
}

void TestVisitService::everyStepIsInTheJournalBeforeItIsSentAndGoneAfterwards()
{
    World world;
    world.lifecycle.answers = {answered(VisitOutcome::Ended)};
    QList<OpenOperation> whenSent;
    world.lifecycle.onPerform = [&] { whenSent = world.journal.entries; };
    world.service.end(kVisit);
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(whenSent.size(), 1);
    QCOMPARE(whenSent.at(0).command.operation, world.lifecycle.calls.at(0).command.operation);
    QVERIFY(world.journal.entries.isEmpty());
}

void TestVisitService::nothingIsSentWhenTheJournalCannotBeWritten()
{
    World world;
    world.journal.broken = true;
    world.service.join(kVisit);
    QTRY_COMPARE(world.failed.size(), 1);
    QCOMPARE(world.refusal().reason, QStringLiteral("journal.broken"));
    QVERIFY(world.lifecycle.calls.isEmpty());
}

void TestVisitService::asksForTheRoomUntilItIsReady()
{
    World world;
    const auto notReady = error(ErrorCode::Conflict, "room.not_ready");
    world.lifecycle.answers = {answered(VisitOutcome::Started), notReady,
                               error(ErrorCode::Busy, "server.busy"),
                               error(ErrorCode::OutcomeUnknown, "answer.lost"), granted(VisitOutcome::Token)};
    world.service.join(kVisit);
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.outcome().outcome, VisitOutcome::Started);
    QVERIFY(world.outcome().grant.has_value());
    QCOMPARE(world.steps(), QList({VisitService::Step::RoomPreparing, VisitService::Step::RoomReady}));
    QCOMPARE(world.lifecycle.functions().count(QStringLiteral("visit_token")), 4);
    QVERIFY(world.lifecycle.calls.at(1).command.operation != world.lifecycle.calls.at(2).command.operation);
}

void TestVisitService::aHintHurriesTheQuestionForTheRoom()
{
    World world({60'000, 120'000, 1, 8});
    world.lifecycle.answers = {answered(VisitOutcome::Started), granted(VisitOutcome::Token)};
    world.service.join(kVisit);
    QTRY_COMPARE(world.progressed.size(), 1);
    emit world.feed.changed({QStringLiteral("somebody-else")});
    emit world.feed.changed({kVisit.toString(QUuid::WithoutBraces)});
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.lifecycle.calls.size(), 2);
}

void TestVisitService::givesUpOnARoomThatNeverComes()
{
    World world({5, 30, 1, 8});
    world.lifecycle.answers.push_back(answered(VisitOutcome::Started));
    for (int i = 0; i < 1'000; ++i)
        world.lifecycle.answers.push_back(error(ErrorCode::Conflict, "room.not_ready"));
    world.service.join(kVisit);
    QTRY_COMPARE(world.failed.size(), 1);
    QCOMPARE(world.refusal(), error(ErrorCode::Conflict, "room.not_ready"));
    QVERIFY(world.lifecycle.calls.size() > 2);
}

void TestVisitService::stopsWaitingForTheRoomOnRequest()
{
    World world({60'000, 120'000, 1, 8});
    world.lifecycle.answers = {answered(VisitOutcome::Started)};
    const auto request = world.service.join(kVisit);
    world.service.dropWaiting(request);
    QTRY_COMPARE(world.progressed.size(), 1);
    QCOMPARE(world.failed.size(), 0);
    world.service.dropWaiting(request);
    QTRY_COMPARE(world.failed.size(), 1);
    QCOMPARE(world.refusal().reason, QStringLiteral("request.dropped"));
}

void TestVisitService::aMissingIntegrationIsSaidAtOnce()
{
    World world;
    world.lifecycle.answers = {answered(VisitOutcome::Started),
                               error(ErrorCode::Busy, "integration.missing")};
    world.service.join(kVisit);
    QTRY_COMPARE(world.failed.size(), 1);
    QCOMPARE(world.refusal().reason, QStringLiteral("integration.missing"));
}

void TestVisitService::aLostAnswerIsAskedForByIdUntilKnown()
{
    World world;
    world.lifecycle.answers = {
        error(ErrorCode::OutcomeUnknown, "answer.lost"), error(ErrorCode::Offline, "server.unreachable"),
        error(ErrorCode::OutcomeUnknown, "server.silent"), answered(VisitOutcome::Ended)};
    world.service.end(kVisit);
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.checking.size(), 1);
    QCOMPARE(world.failed.size(), 0);
    const auto op = QStringLiteral("op_result");
    QCOMPARE(world.lifecycle.functions(), QStringList({QStringLiteral("visit_end"), op, op, op}));
    for (const auto &call : world.lifecycle.calls)
        QCOMPARE(call.command.operation, world.lifecycle.calls.at(0).command.operation);
}

void TestVisitService::aLostStepIsSentAgainUnderTheSameId()
{
    World world;
    world.lifecycle.answers = {error(ErrorCode::OutcomeUnknown, "answer.lost"),
                               error(ErrorCode::NotFound, "operation.unknown"),
                               granted(VisitOutcome::Started)};
    world.service.join(kVisit);
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.lifecycle.functions().last(), QStringLiteral("visit_join"));
    QCOMPARE(world.lifecycle.calls.at(0).command.operation, world.lifecycle.calls.at(2).command.operation);
}

void TestVisitService::aRefusalIsPassedOnAndSettled_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("ended") << int(ErrorCode::Conflict) << QStringLiteral("visit.ended");
    QTest::newRow("denied") << int(ErrorCode::Denied) << QStringLiteral("duty.missing");
    QTest::newRow("unknown") << int(ErrorCode::NotFound) << QStringLiteral("visit.unknown");
    QTest::newRow("invalid") << int(ErrorCode::Invalid) << QStringLiteral("argument.malformed");
    QTest::newRow("bug") << int(ErrorCode::Bug) << QStringLiteral("answer.malformed");
}

void TestVisitService::aRefusalIsPassedOnAndSettled()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    World world;
    const Error refusal{static_cast<ErrorCode>(code), reason, {}};
    world.lifecycle.answers = {refusal};
    world.service.end(kVisit);
    QTRY_COMPARE(world.failed.size(), 1);
    QCOMPARE(world.refusal(), refusal);
    QVERIFY(world.journal.entries.isEmpty());
    QCOMPARE(world.lifecycle.calls.size(), 1);
}

void TestVisitService::endingWaitsForTheServer()
{
    World world({20, 400, 60'000, 60'000});
    world.lifecycle.answers = {error(ErrorCode::Offline, "server.unreachable"),
                               answered(VisitOutcome::Ended)};
    world.service.end(kVisit);
    QTRY_COMPARE(world.waiting.size(), 1);
    QCOMPARE(world.journal.entries.size(), 1);
    QCOMPARE(world.failed.size(), 0);
    emit world.feed.resynced();
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.lifecycle.calls.at(0).command.operation, world.lifecycle.calls.at(1).command.operation);
}

void TestVisitService::startingDoesNotWaitForTheServer()
{
    World world;
    world.lifecycle.answers = {error(ErrorCode::Offline, "server.unreachable")};
    world.service.start(QStringLiteral("appt-1"));
    QTRY_COMPARE(world.failed.size(), 1);
    QVERIFY(world.journal.entries.isEmpty());
    QCOMPARE(world.lifecycle.calls.size(), 1);
}

void TestVisitService::comingBackSupersedesAnUnsentLeave()
{
    World world({20, 400, 60'000, 60'000});
    world.lifecycle.answers = {error(ErrorCode::Offline, "server.unreachable"),
                               granted(VisitOutcome::Rejoined)};
    world.service.leave(kVisit);
    QTRY_COMPARE(world.waiting.size(), 1);
    world.service.join(kVisit);
    QTRY_COMPARE(world.finished.size(), 1);
    QCOMPARE(world.refusal().reason, QStringLiteral("request.dropped"));
    emit world.feed.resynced();
    QCOMPARE(world.service.pending(), 0);
    QCOMPARE(world.lifecycle.functions(),
             QStringList({QStringLiteral("visit_leave"), QStringLiteral("visit_join")}));
    QVERIFY(world.journal.entries.isEmpty());
}

void TestVisitService::openOperationsAreResolvedAtStart()
{
    World world;
    const auto now = QDateTime::currentDateTimeUtc();
    world.journal.entries = {{{QUuid::createUuid(), EndVisit{kVisit}}, now},
                             {{QUuid::createUuid(), JoinVisit{kVisit, {}}}, now}};
    world.lifecycle.answers = {answered(VisitOutcome::Ended), answered(VisitOutcome::Joined)};
    QSignalSpy changed(&world.service, &VisitService::visitChanged);
    world.service.settleOpenOperations();
    QTRY_COMPARE(world.settled.size(), 1);
    QVERIFY(world.journal.entries.isEmpty());
    QCOMPARE(world.lifecycle.functions(),
             QStringList({QStringLiteral("op_result"), QStringLiteral("op_result")}));
    QCOMPARE(changed.size(), 2);
    QCOMPARE(world.finished.size() + world.failed.size(), 0);
}

void TestVisitService::openOperationsThatNeverTookEffect_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<int>("hoursAgo");
    QTest::addColumn<bool>("sentAgain");
    QTest::newRow("end, just now") << QStringLiteral("visit_end") << 0 << true;
    QTest::newRow("end, two days ago") << QStringLiteral("visit_end") << 48 << false;
    QTest::newRow("leave") << QStringLiteral("visit_leave") << 1 << true;
    QTest::newRow("join") << QStringLiteral("visit_join") << 0 << false;
    QTest::newRow("admit") << QStringLiteral("visit_admit") << 0 << false;
}

void TestVisitService::openOperationsThatNeverTookEffect()
{
    QFETCH(QString, function);
    QFETCH(int, hoursAgo);
    QFETCH(bool, sentAgain);
    World world;
    const auto step =
        stepFromJson(function, {{"visit", kVisit.toString(QUuid::WithoutBraces).toStdString()}});
    QVERIFY(step.has_value());
    world.journal.entries = {
        {{QUuid::createUuid(), *step}, QDateTime::currentDateTimeUtc().addSecs(-3600 * hoursAgo)}};
    const auto operation = world.journal.entries.at(0).command.operation;
    world.lifecycle.answers = {error(ErrorCode::NotFound, "operation.unknown"),
                               answered(VisitOutcome::Ended)};
    world.service.settleOpenOperations();
    QTRY_COMPARE(world.settled.size(), 1);
    QVERIFY(world.journal.entries.isEmpty());
    QCOMPARE(world.lifecycle.functions().contains(function), sentAgain);
    QCOMPARE(world.lifecycle.calls.last().command.operation, operation);
}

void TestVisitService::destructionWhileWaitingIsHarmless()
{
    FakeLifecycle lifecycle;
    {
        FakeJournal journal;
        FakeFeed feed;
        VisitService service(lifecycle, journal, feed, {});
        service.end(kVisit);
        QTRY_COMPARE(lifecycle.calls.size(), 1);
    }
    QCoreApplication::sendPostedEvents();
}

void TestVisitService::resumeFindsOnlyOnesOwnOpenVisits()
{
    const auto visit = [](VisitStatus status, bool mine, ParticipantState state, int minute) {
        Visit made;
        made.id = QUuid::createUuid();
        made.status = status;
        made.startedAt = QDateTime(QDate(2026, 1, 1), QTime(8, minute), Qt::UTC);
        Participant me;
        me.isMe = mine;
        me.state = state;
        made.participants = {me};
        return made;
    };
    const QList<Visit> visits{visit(VisitStatus::Active, true, ParticipantState::InRoom, 1),
                              visit(VisitStatus::Active, false, ParticipantState::InRoom, 2),
                              visit(VisitStatus::Active, true, ParticipantState::Left, 3),
                              visit(VisitStatus::Ended, true, ParticipantState::InRoom, 4),
                              visit(VisitStatus::Active, true, ParticipantState::InRoom, 5)};
    FakeAgendaStore store;
    for (const auto &one : visits) {
        AgendaEntry entry;
        entry.start = QDateTime::currentDateTimeUtc();
        entry.visit = one;
        store.rows.append(entry);
    }
    store.rows.append(AgendaEntry{});
    SessionResume resume(store);
    QSignalSpy found(&resume, &SessionResume::found);
    resume.look();
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.at(0).at(0).value<QList<Visit>>(), QList({visits.at(4), visits.at(0)}));
    store.offline = true;
    QSignalSpy failed(&resume, &SessionResume::failed);
    resume.look();
    QTRY_COMPARE(failed.size(), 1);
}

QTEST_GUILESS_MAIN(TestVisitService)
#include "tst_visitservice.moc"
