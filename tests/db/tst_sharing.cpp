#include "tests/db/websystem.h"
#include "tests/support/pgfixture.h"

#include <QTest>

#include <atomic>
#include <barrier>
#include <cmath>
#include <latch>
#include <random>
#include <thread>

using namespace bedside;
using namespace bedside::testing;
using namespace Qt::StringLiterals;
using nlohmann::json;

// Bedside and the web system on one database; workers, provider events; many at once.
class TestSharing : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void webAlone();
    void invariantsHoldAfterEachWebStatement();
    void webMeetingJoinedAndEndedHere();
    void ourVisitJoinedAndEndedByTheWeb();
    void webEncounterIsTakenOver();
    void secondEncounterIsTheOneThatFails();
    void lateWebWritesGoNowhere();
    void webChangesAreNoticed();
    void lastUpdatedFollows();
    void mixedAtRandom();
    void thousandJoinsOneStart();
    void twoPractitionersNeverDouble();
    void createdByManyIsOne();
    void sameOperationAtOnce();
    void outboxLeases();
    void outboxBacksOffAndBuries();
    void webhooksInAnyOrder();

private:
    std::string ourVisit();
    json shown(const std::string &visit)
    {
        return m_ada->ask("SELECT bedside_api.visit_show('" + visit + "')")["visit"];
    }
    std::string stored(const std::string &id)
    {
        return m_root->value("SELECT bedside_status FROM fhir_resources WHERE id = '" + id + "'");
    }

    std::unique_ptr<PgFixture> m_pg;
    QUuid m_org;
    QList<ConnectionSettings> m_practitioners;
    std::unique_ptr<Session> m_ada, m_gate, m_root;
    std::unique_ptr<WebSystem> m_web;
};

void TestSharing::initTestCase()
{
    m_pg = std::make_unique<PgFixture>();
    m_pg->createDatabase();
    m_org = m_pg->addOrganization(u"North"_s);
    for (int i = 1; i <= 4; ++i)
        m_practitioners << m_pg->addPerson(u"doctor%1"_s.arg(i), m_org, {u"practitioner"_s},
                                           u"prac-%1"_s.arg(i));
    m_pg->addIntegration(m_org);
    m_ada = std::make_unique<Session>(m_practitioners[0]);
    m_gate = std::make_unique<Session>(m_pg->addPerson(u"gate"_s, m_org, {u"gateway"_s}));
    m_root = std::make_unique<Session>(m_pg->owner());
    // The web system's account: no superuser, owner of the given tables.
    m_root->run("CREATE ROLE medplum LOGIN PASSWORD 'medplum123'; GRANT USAGE ON SCHEMA public TO medplum");
    for (const char *table :
         {"fhir_resources", "virtual_meetings", "virtual_meeting_participants", "virtual_meeting_events"})
        m_root->run(std::string("GRANT ALL ON ") + table + " TO medplum; CREATE POLICY medplum ON " + table +
                    " TO medplum USING (true) WITH CHECK (true)");
    ConnectionSettings web = m_pg->owner();
    web.user = u"medplum"_s;
    web.password = u"medplum123"_s;
    m_web = std::make_unique<WebSystem>(web, text(m_org));
}

void TestSharing::cleanup()
{
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
}

std::string TestSharing::ourVisit()
{
    return str(m_ada->call("visit_create", {{"appointment", m_web->book("prac-1", "pat-1")}})["visit"]["id"]);
}

void TestSharing::webAlone()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const std::string visit = m_web->createMeeting(appointment);
    m_web->join(visit, "prac-1");
    QCOMPARE(stored(appointment), std::string("in-progress"));
    m_web->end(visit);
    QCOMPARE(stored(appointment), std::string("fulfilled"));
    m_web->end(visit); // pressed twice
    const std::string unstarted = m_web->createMeeting(m_web->book("prac-1", "pat-1"));
    m_web->end(unstarted);
    QCOMPARE(shown(unstarted)["end_reason"], json("cancelled"));
    // Two meetings for one appointment is the web's own business.
    const std::string twice = m_web->book("prac-1", "pat-1");
    m_web->createMeeting(twice);
    m_web->createMeeting(twice);
}

void TestSharing::invariantsHoldAfterEachWebStatement()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const std::string visit = m_web->createMeeting(appointment);
    // Its server dies after the first of its statements: nothing is half done.
    m_web->insertEncounter(visit, "prac-1");
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
    QCOMPARE(shown(visit)["status"], json("active"));
    QCOMPARE(stored(appointment), std::string("in-progress"));
    m_web->session().run(
        "UPDATE virtual_meetings SET status = 'ended', ended_at = CURRENT_TIMESTAMP WHERE id = '" + visit +
        "'");
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
    QCOMPARE(stored(appointment), std::string("fulfilled"));
}

void TestSharing::webMeetingJoinedAndEndedHere()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const std::string visit = m_web->createMeeting(appointment);
    QCOMPARE(m_ada->call("visit_create", {{"appointment", appointment}})["visit"]["id"], json(visit));
    const json joined = m_ada->call("visit_join", {{"visit", visit}, {"seat", "s"}});
    QCOMPARE(joined["outcome"], json("started"));
    QCOMPARE(joined["grant"]["room_id"], joined["visit"]["room_id"]); // the web's room is ready
    const std::string code = str(joined["visit"]["code"]);
    QCOMPARE(m_ada->call("visit_arrive", {{"code", code}, {"name", "Jane"}})["outcome"], json("waiting"));
    QCOMPARE(m_ada->call("visit_end", {{"visit", visit}})["outcome"], json("ended"));
}

void TestSharing::ourVisitJoinedAndEndedByTheWeb()
{
    const std::string visit = ourVisit();
    m_web->join(visit, "prac-2");
    QCOMPARE(m_ada->call("visit_join", {{"visit", visit}, {"seat", "s"}})["outcome"], json("joined"));
    m_web->end(visit);
    QCOMPARE(shown(visit)["end_reason"], json("completed"));
    QCOMPARE(shown(visit)["participants"][0]["state"], json("left"));
    QCOMPARE(m_ada->call("visit_end", {{"visit", visit}})["outcome"], json("already_ended"));
}

void TestSharing::webEncounterIsTakenOver()
{
    const std::string visit = m_web->createMeeting(m_web->book("prac-1", "pat-1"));
    const std::string encounter = m_web->insertEncounter(visit, "prac-2");
    QCOMPARE(m_ada->call("visit_join", {{"visit", visit}, {"seat", "s"}})["visit"]["encounter_id"],
             json(encounter));
    m_web->activate(visit, encounter);
    QCOMPARE(m_root->value(
                 "SELECT jsonb_array_length(resource_data->'participant') FROM fhir_resources WHERE id = '" +
                 encounter + "'"),
             std::string("2"));
}

void TestSharing::secondEncounterIsTheOneThatFails()
{
    const std::string visit = m_web->createMeeting(m_web->book("prac-1", "pat-1"));
    m_web->join(visit, "prac-1");
    QVERIFY_EXCEPTION_THROWN(m_web->join(visit, "prac-2"), pqxx::sql_error);
    const std::string ours = ourVisit();
    m_ada->call("visit_join", {{"visit", ours}, {"seat", "s"}});
    QVERIFY_EXCEPTION_THROWN(m_web->insertEncounter(ours, "prac-2"), pqxx::sql_error);
}

void TestSharing::lateWebWritesGoNowhere()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const json made = m_ada->call("visit_create", {{"appointment", appointment}});
    const std::string visit = str(made["visit"]["id"]);
    m_ada->call("visit_cancel", {{"visit", visit}, {"reason", "x"}});
    m_web->join(visit, "prac-1"); // it read "scheduled" a moment ago
    QCOMPARE(shown(visit)["status"], json("ended"));
    QCOMPARE(shown(visit)["end_reason"], json("cancelled"));
    QCOMPARE(stored(appointment), std::string("cancelled"));
    m_web->end(visit);
    QCOMPARE(stored(appointment), std::string("cancelled"));
    const std::string ended = ourVisit();
    m_ada->call("visit_join", {{"visit", ended}, {"seat", "s"}});
    const json end = m_ada->call("visit_end", {{"visit", ended}})["visit"];
    m_web->activate(ended, str(end["encounter_id"]));
    QCOMPARE(shown(ended)["ended_at"], end["ended_at"]);
}

void TestSharing::webChangesAreNoticed()
{
    struct Listener : pqxx::notification_receiver
    {
        using pqxx::notification_receiver::notification_receiver;
        void operator()(const std::string &payload, int) override { heard += payload + '\n'; }
        std::string heard;
    };
    Session listening(m_practitioners[1]);
    Listener listener(listening.connection(), m_ada->value("SELECT bedside_api.hint_channel()"));
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const std::string visit = m_web->createMeeting(appointment);
    m_web->join(visit, "prac-1");
    while (listening.connection().await_notification(1, 0) > 0) {
    }
    QVERIFY(listener.heard.find(appointment) != std::string::npos);
    QVERIFY(listener.heard.find(visit) != std::string::npos);
    listener.heard.clear();
    m_web->session().run("SET bedside.quiet = 'on'");
    m_web->book("prac-1", "pat-1"); // a bulk load tells nobody
    m_web->session().run("RESET bedside.quiet");
    while (listening.connection().await_notification(0, 200000) > 0) {
    }
    QCOMPARE(listener.heard, std::string());
    m_gate->run("SELECT bedside_api.audit_publish()");
    QVERIFY(
        m_root->value(
            "SELECT count(*) FROM bedside_audit.entry WHERE login = 'medplum' AND entity = 'VirtualMeeting/" +
            visit + "'") != "0");
    const pqxx::result events =
        m_ada->run("SELECT timeline->>'type' FROM bedside_api.timeline('" + visit + "')");
    QCOMPARE(events.size(), pqxx::result::size_type(2)); // created and started, each told once
}

void TestSharing::lastUpdatedFollows()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    const std::string query =
        "SELECT last_updated > created_at FROM fhir_resources WHERE id = '" + appointment + "'";
    QCOMPARE(m_root->value(query), std::string("f"));
    m_web->session().run("UPDATE fhir_resources SET resource_data = jsonb_set(resource_data, '{status}', "
                         "'\"arrived\"') WHERE id = '" +
                         appointment + "'");
    QCOMPARE(m_root->value(query), std::string("t"));
    // JSON of any kind goes in and comes out.
    for (const char *odd : {"[]", "7", "null", "{\"start\": \"soon\", \"participant\": 5}",
                            "{\"start\": \"2026-02-31T10:00:00Z\"}"})
        m_web->session().run("INSERT INTO fhir_resources VALUES ('" + newId() + "', 'Appointment', '" + odd +
                             "', '" + text(m_org) + "')");
}

void TestSharing::mixedAtRandom()
{
    QList<std::string> visits;
    for (int i = 0; i < 12; ++i)
        visits << (i % 2 ? ourVisit() : m_web->createMeeting(m_web->book("prac-1", "pat-1")));
    std::atomic<int> wrong = 0;
    const auto ours = [&](int seed) {
        Session session(m_practitioners[seed % 4]);
        std::mt19937 random(static_cast<unsigned>(seed));
        for (int i = 0; i < 60; ++i) {
            const std::string &visit = visits[static_cast<int>(random() % 12)];
            const char *steps[] = {"visit_join", "visit_leave", "visit_join", "visit_end"};
            const std::string step = steps[random() % 4];
            json arguments{{"visit", visit}};
            if (step == "visit_join")
                arguments["seat"] = "s" + std::to_string(seed);
            const json answer = session.call(step, arguments);
            const std::string refused = answer.contains("refused") ? str(answer["refused"]) : std::string();
            if (!refused.empty() && refused != "visit.ended" && refused != "visit.not_started" &&
                refused != "participant.unknown") {
                qWarning("%s: %s", step.c_str(), refused.c_str());
                ++wrong;
            }
        }
    };
    const auto theirs = [&](int seed) {
        ConnectionSettings settings = m_pg->owner();
        settings.user = u"medplum"_s;
        settings.password = u"medplum123"_s;
        WebSystem web(settings, text(m_org));
        std::mt19937 random(static_cast<unsigned>(seed));
        for (int i = 0; i < 60; ++i) {
            const std::string &visit = visits[static_cast<int>(random() % 12)];
            try {
                if (random() % 4)
                    web.join(visit, "prac-1");
                else
                    web.end(visit);
            } catch (const pqxx::sql_error &error) {
                if (std::string(error.what()).find("meeting.has_encounter") == std::string::npos) {
                    qWarning("%s", error.what());
                    ++wrong;
                }
            }
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(ours, i);
        threads.emplace_back(theirs, 100 + i);
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void TestSharing::thousandJoinsOneStart()
{
    constexpr int kConnections = 200;
    const std::string visit = ourVisit();
    std::atomic<int> errors = 0, starts = 0;
    std::vector<std::unique_ptr<Session>> sessions;
    for (int i = 0; i < kConnections; ++i)
        sessions.push_back(std::make_unique<Session>(m_practitioners[i % 4]));
    std::latch together(kConnections);
    std::vector<std::thread> threads;
    for (int i = 0; i < kConnections; ++i) {
        threads.emplace_back([&, i] {
            together.arrive_and_wait();
            for (int n = 0; n < 5; ++n) {
                const json answer = sessions[static_cast<size_t>(i)]->call(
                    "visit_join", {{"visit", visit}, {"seat", "seat-" + std::to_string(i % 4)}});
                if (answer.contains("refused")) {
                    qWarning("%s", str(answer["refused"]).c_str());
                    ++errors;
                } else if (answer["outcome"] == "started") {
                    ++starts;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(errors.load(), 0);
    QCOMPARE(starts.load(), 1);
    QCOMPARE(m_root->value("SELECT count(*) FROM fhir_resources WHERE resource_type = 'Encounter' AND "
                           "bedside.encounter_meeting(resource_data) = '" +
                           visit + "'"),
             std::string("1"));
    QCOMPARE(m_root->value("SELECT count(*) FROM virtual_meeting_events WHERE event_type = 'meeting_started' "
                           "AND meeting_id = '" +
                           visit + "'"),
             std::string("1"));
}

void TestSharing::twoPractitionersNeverDouble()
{
    constexpr int kMeetings = 500;
    QList<std::string> visits;
    for (int i = 0; i < kMeetings; ++i)
        visits << str(m_ada->call("visit_instant", json::object())["visit"]["id"]);
    std::atomic<int> errors = 0, starts = 0;
    std::barrier together(2);
    const auto practitioner = [&](int index) {
        Session session(m_practitioners[index]);
        std::mt19937 random(static_cast<unsigned>(index));
        for (int i = 0; i < kMeetings; ++i) {
            together.arrive_and_wait();
            session.pause(static_cast<int>(random() % 50));
            const json answer = session.call("visit_join", {{"visit", visits[i]}, {"seat", "s"}});
            errors += answer.contains("refused");
            starts += answer.value("outcome", "") == "started";
        }
    };
    std::thread one(practitioner, 0), two(practitioner, 1);
    one.join();
    two.join();
    QCOMPARE(errors.load(), 0);
    QCOMPARE(starts.load(), kMeetings);
}

void TestSharing::createdByManyIsOne()
{
    const std::string appointment = m_web->book("prac-1", "pat-1");
    std::atomic<int> created = 0, existing = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] {
            const json answer =
                Session(m_practitioners[i % 4]).call("visit_create", {{"appointment", appointment}});
            created += answer.value("outcome", "") == "created";
            existing += answer.value("outcome", "") == "existing";
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(created.load(), 1);
    QCOMPARE(existing.load(), 15);
}

void TestSharing::sameOperationAtOnce()
{
    const std::string operation = newId();
    std::atomic<int> fresh = 0, replayed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            const json answer = Session(m_practitioners[0]).call("visit_instant", json::object(), operation);
            fresh += answer.value("replayed", true) == false;
            replayed += answer.value("replayed", false);
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(fresh.load(), 1);
    QCOMPARE(replayed.load(), 11);
    QCOMPARE(m_root->value("SELECT count(*) FROM bedside.operation WHERE id = '" + operation + "'"),
             std::string("1"));
}

void TestSharing::outboxLeases()
{
    m_root->run("DELETE FROM bedside.outbox WHERE state = 'pending' AND meeting NOT IN (SELECT id FROM "
                "virtual_meetings WHERE status = 'ended')");
    m_root->run("UPDATE bedside.outbox SET next_at = now() + interval '1 hour' WHERE state = 'pending'");
    const std::string visit = ourVisit();
    const std::string claim = "SELECT outbox_claim FROM bedside_api.outbox_claim('w', 10, 30)";
    const json first = m_gate->ask(claim);
    QCOMPARE(first["kind"], json("create_room"));
    QCOMPARE(first["payload"]["name"], json("vm-" + visit));
    QVERIFY(m_gate->ask(claim).is_null()); // leased
    const std::string job = std::to_string(first["id"].get<int>());
    m_root->run("UPDATE bedside.outbox SET leased_until = now() - interval '1 s' WHERE id = " + job);
    const json second = m_gate->ask(claim);
    QCOMPARE(second["attempt"], json(2));
    const auto done = [&](const json &lease) {
        return m_gate->ask("SELECT bedside_api.outbox_done(" + job + ", '" + str(lease["lease"]) +
                           "', '{\"room_id\": \"r-" + visit + "\"}')");
    };
    QCOMPARE(done(first), json({{"refused", "lease.lost"}}));
    QCOMPARE(done(second)["replayed"], json(false));
    QCOMPARE(done(second)["replayed"], json(true)); // the answer was lost, it asks again
    QCOMPARE(shown(visit)["room_state"], json("ready"));
    // Closed while its room is being made: the room is made, then shut.
    const std::string hasty = ourVisit();
    const json making = m_gate->ask(claim);
    m_ada->call("visit_cancel", {{"visit", hasty}, {"reason", "x"}});
    QVERIFY(m_gate->ask(claim).is_null()); // not before the making is settled
    m_gate->run("SELECT bedside_api.outbox_done(" + std::to_string(making["id"].get<int>()) + ", '" +
                str(making["lease"]) + "', '{\"room_id\": \"r-" + hasty + "\"}')");
    QCOMPARE(m_gate->ask(claim)["kind"], json("disable_room"));
}

void TestSharing::outboxBacksOffAndBuries()
{
    const std::string visit = ourVisit();
    const std::string job = m_root->value("SELECT id FROM bedside.outbox WHERE meeting = '" + visit + "'");
    m_root->run(
        "UPDATE bedside.outbox SET next_at = now() + interval '1 hour' WHERE state = 'pending' AND id <> " +
        job);
    double longest = 0;
    for (int attempt = 1; attempt <= 20; ++attempt) {
        m_root->run("UPDATE bedside.outbox SET next_at = now() WHERE id = " + job);
        const json claimed = m_gate->ask("SELECT outbox_claim FROM bedside_api.outbox_claim('w', 1, 30)");
        QCOMPARE(claimed["attempt"], json(attempt));
        const json failed = m_gate->ask("SELECT bedside_api.outbox_fail(" + job + ", '" +
                                        str(claimed["lease"]) + "', 'HTTP 500', 0)");
        QCOMPARE(failed["outcome"], json(attempt < 20 ? "retry" : "dead"));
        if (attempt < 20) {
            const double expected = std::min(std::pow(2.0, attempt - 1), 600.0);
            const double waits = failed["after_seconds"].get<double>();
            QVERIFY(waits >= expected * 0.499 && waits <= expected * 1.501);
            longest = std::max(longest, waits);
        }
    }
    QVERIFY(longest > 100);
    QCOMPARE(shown(visit)["room_state"], json("failed"));
    // New settings give it another chance.
    m_pg->addIntegration(m_org);
    QCOMPARE(shown(visit)["room_state"], json("creating"));
}

void TestSharing::webhooksInAnyOrder()
{
    const std::string visit = m_web->createMeeting(m_web->book("prac-1", "pat-1"));
    const std::string room =
        m_root->value("SELECT meeting_id FROM virtual_meetings WHERE id = '" + visit + "'");
    std::vector<std::pair<std::string, json>> events;
    for (int peer = 0; peer < 10; ++peer) {
        const std::string minute = QString(u"2026-01-01T10:%1:00Z"_s).arg(peer + 10).toStdString();
        const std::string later = QString(u"2026-01-01T11:%1:00Z"_s).arg(peer + 10).toStdString();
        const std::string name = "p" + std::to_string(peer);
        events.push_back({newId(),
                          {{"type", "peer.join.success"},
                           {"data", {{"room_id", room}, {"peer_id", name}, {"joined_at", minute}}}}});
        events.push_back(
            {newId(),
             {{"type", "peer.leave.success"},
              {"data", {{"room_id", room}, {"peer_id", name}, {"joined_at", minute}, {"left_at", later}}}}});
    }
    std::string expected;
    std::mt19937 random(7);
    for (int round = 0; round < 5; ++round) {
        m_root->run("DELETE FROM bedside.inbox; DELETE FROM bedside.presence");
        auto shuffled = events;
        shuffled.insert(shuffled.end(), events.begin(), events.begin() + 10);
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        for (const auto &[id, body] : shuffled)
            m_gate->run("SELECT bedside_api.webhook_receive('" + id + "', '" + body.dump() + "')");
        const std::string digest = m_root->value("SELECT md5(string_agg(concat_ws(' ', peer, joined_at, "
                                                 "left_at), ';' ORDER BY peer)) FROM bedside.presence");
        if (round == 0)
            expected = digest;
        QCOMPARE(digest, expected);
    }
    QCOMPARE(m_root->value("SELECT count(*) FROM bedside.inbox"), std::string("20"));
    const json forged =
        m_gate->ask("SELECT bedside_api.webhook_receive('" + events[0].first + "', '{\"type\": \"other\"}')");
    QCOMPARE(forged["outcome"], json("quarantined"));
    QCOMPARE(m_root->value("SELECT count(*) FROM bedside.inbox_quarantine"), std::string("1"));
    QCOMPARE(shown(visit)["status"], json("scheduled")); // an event never starts or ends anything
}

QTEST_GUILESS_MAIN(TestSharing)
#include "tst_sharing.moc"
