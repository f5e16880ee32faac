#include "core/db/pgguestdesk.h"
#include "core/db/pgoutboxstore.h"
#include "tests/db/session.h"
#include "tests/fault/client.h"
#include "tests/support/faultproxy.h"
#include "tests/support/pgfixture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace bedside;
using namespace bedside::testing;
using namespace std::chrono_literals;
using Cut = FaultProxy::Cut;

Q_DECLARE_METATYPE(bedside::testing::FaultProxy::Cut)

namespace {

constexpr int kPatience = 30'000;

//! One step of a visit: how far the visit has to be, and the event that proves it happened.
struct Operation
{
    const char *function;
    const char *event; //!< exactly one of it is the effect
    const char *steps; //!< what has happened before: c created, j joined, w somebody waits
    bool isLasting;
};

constexpr Operation kOperations[] = {
    {"visit_create", "meeting_created", "", false},      {"visit_instant", "meeting_created", "", false},
    {"visit_arrive", "participant_waiting", "c", false}, {"visit_admit", "participant_admitted", "cw", false},
    {"visit_deny", "participant_denied", "cw", false},   {"visit_join", "meeting_started", "c", false},
    {"visit_leave", "participant_left", "cj", true},     {"visit_end", "meeting_ended", "cj", true},
    {"visit_cancel", "meeting_cancelled", "c", true},    {"visit_noshow", "meeting_no_show", "c", true},
};

} // namespace

//! Every step of a visit, with the answer lost before the server hears of it or after it has committed,
//! through everything the desktop has between the person and the wire.
class TestAnswers : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PgFixture> m_pg;
    std::unique_ptr<FaultProxy> m_wire;
    std::unique_ptr<QTemporaryDir> m_folder;
    QUuid m_organization;
    ConnectionSettings m_direct;
    ConnectionSettings m_wired;
    QString m_appointment;
    QUuid m_visit;
    QString m_code;
    QUuid m_guest;
    int m_cases = 0;

    QString journalPath() const { return m_folder->filePath(QStringLiteral("journal.sqlite")); }

    void prepare(const std::string &steps)
    {
        Session person(m_direct);
        const auto take = [this](const nlohmann::json &answer) {
            m_visit = QUuid(QString::fromStdString(answer.at("visit").at("id").get<std::string>()));
            m_code = QString::fromStdString(answer.at("visit").at("code").get<std::string>());
        };
        if (steps.find('c') != std::string::npos)
            take(person.call("visit_create", {{"appointment", m_appointment.toStdString()}}));
        if (steps.find('j') != std::string::npos)
            person.call("visit_join", {{"visit", text(m_visit)}, {"seat", "earlier"}});
        if (steps.find('w') != std::string::npos) {
            const auto answer = person.call(
                "visit_arrive", {{"code", m_code.toStdString()}, {"name", "Kim"}, {"kind", "patient"}});
            m_guest = QUuid(QString::fromStdString(answer.at("participant").at("id").get<std::string>()));
        }
    }

    QUuid ask(Client &client, const QByteArray &function) const
    {
        VisitService &service = client.service();
        if (function == "visit_create")
            return service.create(m_appointment);
        if (function == "visit_instant")
            return service.startInstant({});
        if (function == "visit_arrive")
            return service.arrive(m_code, QStringLiteral("Kim"), ParticipantKind::Patient);
        if (function == "visit_admit")
            return service.admit(m_visit, m_guest);
        if (function == "visit_deny")
            return service.deny(m_visit, m_guest);
        if (function == "visit_join")
            return service.join(m_visit);
        if (function == "visit_leave")
            return service.leave(m_visit);
        if (function == "visit_end")
            return service.end(m_visit);
        if (function == "visit_cancel")
            return service.cancel(m_visit, QStringLiteral("changed"));
        return service.recordNoShow(m_visit);
    }

    //! Starting and joining go on to wait for a room, which nobody makes here.
    bool succeeded(const Client &client, const QUuid &request) const
    {
        return client.isDone(request) || client.error(request).reason == u"room.not_ready";
    }

    int effects(const char *event)
    {
        return std::stoi(m_pg->value(std::string("SELECT count(*) FROM public.virtual_meeting_events "
                                                 "WHERE event_type = '") +
                                     event + "' AND org_id = '" + text(m_organization) + "'"));
    }

    int openEntries() const
    {
        auto journal = SqliteOperationJournal::open(journalPath());
        const auto open = journal ? (*journal)->open() : Result<QList<OpenOperation>>(journal.error());
        return open ? static_cast<int>(open->size()) : -1;
    }

    void eachOperationAndCut()
    {
        QTest::addColumn<int>("operation");
        QTest::addColumn<Cut>("cut");
        for (int i = 0; i < static_cast<int>(std::size(kOperations)); ++i) {
            QTest::addRow("%s, never sent", kOperations[i].function) << i << Cut::BeforeForward;
            QTest::addRow("%s, committed", kOperations[i].function) << i << Cut::AfterCommit;
        }
    }

private slots:
    void initTestCase()
    {
        m_pg = std::make_unique<PgFixture>();
        m_pg->createDatabase();
        m_wire = std::make_unique<FaultProxy>(m_pg->cluster().socketDirectory());
    }

    void init()
    {
        const QString practitioner = QStringLiteral("prac-%1").arg(++m_cases);
        m_folder = std::make_unique<QTemporaryDir>();
        m_organization = m_pg->addOrganization(QStringLiteral("Clinic %1").arg(m_cases));
        m_appointment =
            m_pg->addAppointment(m_organization, practitioner, QStringLiteral("pat-%1").arg(m_cases));
        m_direct = m_pg->addPerson(QStringLiteral("person%1").arg(m_cases), m_organization,
                                   {QStringLiteral("practitioner"), QStringLiteral("gateway")}, practitioner);
        m_wired = m_direct;
        m_wired.host = m_wire->host();
    }

    void cleanup()
    {
        m_wire->setFrozen(false);
        QCOMPARE(m_pg->brokenInvariants(), QStringList());
    }

    //! The program keeps running: what was asked for happens once and is said to have happened.
    void answerLost_data() { eachOperationAndCut(); }
    void answerLost()
    {
        QFETCH(int, operation);
        QFETCH(Cut, cut);
        const Operation &step = kOperations[operation];
        prepare(step.steps);
        Client client(m_wired, journalPath());
        m_wire->cutNext(cut, step.function);
        const QUuid request = ask(client, step.function);
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(request), kPatience);
        QVERIFY(m_wire->hasCut());
        QVERIFY(client.checks() > 0);
        QVERIFY2(succeeded(client, request), qPrintable(client.error(request).reason));
        QCOMPARE(effects(step.event), 1);
        const auto open = client.journal().open();
        QVERIFY(open.has_value());
        QCOMPARE(open->size(), 0);
    }

    //! The question about the outcome is lost as well.
    void answerAndQuestionLost_data() { eachOperationAndCut(); }
    void answerAndQuestionLost()
    {
        QFETCH(int, operation);
        QFETCH(Cut, cut);
        const Operation &step = kOperations[operation];
        prepare(step.steps);
        Client client(m_wired, journalPath());
        QObject::connect(&client.service(), &VisitService::checking, this, [this, &client] {
            if (client.checks() == 1)
                m_wire->cutNext(Cut::AfterCommit, "op_result");
        });
        m_wire->cutNext(cut, step.function);
        const QUuid request = ask(client, step.function);
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(request), kPatience);
        QVERIFY(m_wire->hasCut());
        QVERIFY2(succeeded(client, request), qPrintable(client.error(request).reason));
        QCOMPARE(effects(step.event), 1);
    }

    //! The program dies with the answer: the next run finds out, and sends again what has a lasting meaning.
    void programLost_data() { eachOperationAndCut(); }
    void programLost()
    {
        QFETCH(int, operation);
        QFETCH(Cut, cut);
        const Operation &step = kOperations[operation];
        prepare(step.steps);
        m_wire->cutNext(cut, step.function);
        {
            Client client(m_wired, journalPath());
            ask(client, step.function);
            QTRY_VERIFY_WITH_TIMEOUT(m_wire->hasCut(), kPatience);
        }
        QCOMPARE(openEntries(), 1);
        Client next(m_wired, journalPath());
        next.service().settleOpenOperations();
        QTRY_VERIFY_WITH_TIMEOUT(next.isSettled(), kPatience);
        QCOMPARE(next.journal().open()->size(), 0);
        const bool happened = cut == Cut::AfterCommit || step.isLasting;
        QCOMPARE(effects(step.event), happened ? 1 : 0);
        if (!happened) {
            const QUuid again = ask(next, step.function);
            QTRY_VERIFY_WITH_TIMEOUT(next.hasEnded(again), kPatience);
            QVERIFY2(succeeded(next, again), qPrintable(next.error(again).reason));
            QCOMPARE(effects(step.event), 1);
        }
    }

    //! A token is asked for again until it comes; asking has no effect that could double.
    void tokenLost_data()
    {
        QTest::addColumn<Cut>("cut");
        QTest::newRow("never sent") << Cut::BeforeForward;
        QTest::newRow("committed") << Cut::AfterCommit;
    }
    void tokenLost()
    {
        QFETCH(Cut, cut);
        m_pg->addIntegration(m_organization);
        prepare("c");
        Client client(m_wired, journalPath());
        const QUuid joining = client.service().join(m_visit);
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(joining), kPatience);
        makeRoom();
        m_wire->cutNext(cut, "visit_token");
        const QUuid request = client.service().renewToken(m_visit);
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(request), kPatience);
        QVERIFY2(client.isDone(request), qPrintable(client.error(request).reason));
        QVERIFY(client.answer(request).grant.has_value());
    }

    //! The guest's browser asks again with the same operation: one person waits.
    void guestArrivalLost_data() { tokenLost_data(); }
    void guestArrivalLost()
    {
        QFETCH(Cut, cut);
        prepare("c");
        db::DbExecutor executor(m_wired, db::kLifecycleLimits);
        db::PgGuestDesk desk(executor);
        const QUuid operation = QUuid::createUuid();
        std::optional<Result<GuestView>> answer;
        const auto arrive = [&] {
            answer.reset();
            desk.arrive(operation, m_code, QStringLiteral("Kim"), ParticipantKind::Patient,
                        {this, [&answer](Result<GuestView> view) { answer = std::move(view); }});
        };
        m_wire->cutNext(cut, "guest_arrive");
        arrive();
        QTRY_VERIFY_WITH_TIMEOUT(answer, kPatience);
        QCOMPARE(answer->error().code, ErrorCode::OutcomeUnknown);
        arrive();
        QTRY_VERIFY_WITH_TIMEOUT(answer, kPatience);
        QVERIFY2(answer->has_value(), qPrintable(answer->has_value() ? QString() : answer->error().reason));
        QVERIFY(!(*answer)->secret.isEmpty());
        QCOMPARE(effects("participant_waiting"), 1);
    }

    //! The worker stores a room again when it did not hear that it was stored.
    void roomStoredTwice_data() { tokenLost_data(); }
    void roomStoredTwice()
    {
        QFETCH(Cut, cut);
        m_pg->addIntegration(m_organization);
        prepare("c");
        m_wire->cutNext(cut, "outbox_done");
        makeRoom();
        QCOMPARE(m_pg->value("SELECT room_state FROM bedside.visit WHERE meeting = '" + text(m_visit) + "'"),
                 "ready");
    }

    //! A wire that neither breaks nor carries: an answer within the deadline, and later the truth.
    void frozenWire_data()
    {
        QTest::addColumn<int>("operation");
        for (int i = 0; i < static_cast<int>(std::size(kOperations)); ++i)
            QTest::newRow(kOperations[i].function) << i;
    }
    void frozenWire()
    {
        QFETCH(int, operation);
        const Operation &step = kOperations[operation];
        prepare(step.steps);
        db::Limits limits;
        limits.deadline = 600ms;
        Client client(m_wired, journalPath(), limits);
        signIn(client);
        m_wire->setFrozen(true);
        QElapsedTimer clock;
        clock.start();
        const QUuid request = ask(client, step.function);
        QTRY_VERIFY_WITH_TIMEOUT(client.checks() > 0, kPatience);
        QVERIFY2(clock.elapsed() < 2'500, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!client.hasEnded(request));
        m_wire->setFrozen(false);
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(request), kPatience);
        QVERIFY2(succeeded(client, request), qPrintable(client.error(request).reason));
        QCOMPARE(effects(step.event), 1);
    }

private:
    //! An answered request, so that the session exists.
    void signIn(Client &client)
    {
        const QUuid request = client.service().admit(QUuid::createUuid(), QUuid::createUuid());
        QTRY_VERIFY_WITH_TIMEOUT(client.hasEnded(request), kPatience);
    }

    //! Does the worker's part over the wire, repeating what it did not hear the end of.
    void makeRoom()
    {
        db::DbExecutor executor(m_wired, db::kLifecycleLimits);
        db::PgOutboxStore store(executor);
        std::optional<Result<QList<OutboxJob>>> jobs;
        store.claim(QStringLiteral("test"), 10, 30s,
                    {this, [&jobs](Result<QList<OutboxJob>> answer) { jobs = std::move(answer); }});
        QTRY_VERIFY_WITH_TIMEOUT(jobs, kPatience);
        QVERIFY(jobs->has_value());
        QCOMPARE((*jobs)->size(), 1);
        const OutboxJob job = (*jobs)->first();
        std::optional<Result<Done>> stored;
        for (int turn = 0; turn < 3 && !(stored && *stored); ++turn) {
            stored.reset();
            store.done(job.id, job.lease,
                       {{QStringLiteral("room_id"), QStringLiteral("room-%1").arg(m_cases)}},
                       {this, [&stored](Result<Done> answer) { stored = std::move(answer); }});
            QTRY_VERIFY_WITH_TIMEOUT(stored, kPatience);
        }
        QVERIFY2(stored->has_value(), qPrintable(stored->has_value() ? QString() : stored->error().reason));
    }
};

QTEST_GUILESS_MAIN(TestAnswers)
#include "tst_answers.moc"
