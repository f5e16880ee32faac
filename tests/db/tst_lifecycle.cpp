#include "tests/db/session.h"
#include "tests/support/pgfixture.h"

#include <QRegularExpression>
#include <QTest>

using namespace bedside;
using namespace bedside::testing;
using namespace Qt::StringLiterals;
using nlohmann::json;

// Every outcome and every refusal of a visit's steps, against a real server.
class TestLifecycle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void createsOnce();
    void createRefuses_data();
    void createRefuses();
    void findsPeopleByReferenceType_data();
    void findsPeopleByReferenceType();
    void instantVisitOmitsWhatItLacks();
    void arriveAndDecide();
    void arriveRefuses_data();
    void arriveRefuses();
    void joinStartsExactlyOnce();
    void encounterIsAsTheContractSays();
    void seatMoves();
    void tokenRules();
    void joinRefuses();
    void leaveAndRejoin();
    void endsOnce();
    void cancelAndNoShow();
    void expires();
    void ledgerReplays();
    void argumentsAreChecked_data();
    void argumentsAreChecked();
    void guestWaitsEntersLeaves();
    void frontDeskSeesNoReason();
    void agendaShowsTheDay();
    void hintsHoldIdsOnly();

private:
    json create(const QString &appointment)
    {
        return m_ada->call("visit_create", {{"appointment", appointment.toStdString()}});
    }
    QString book(int minutes = 5) { return m_pg->addAppointment(m_org, u"prac-1"_s, u"pat-1"_s, minutes); }
    std::string visit() { return str(create(book())["visit"]["id"]); }
    std::string started();
    void makeRooms();
    void setAppointment(const QString &id, const std::string &patch);

    std::unique_ptr<PgFixture> m_pg;
    QUuid m_org;
    std::unique_ptr<Session> m_ada, m_bob, m_fay, m_gate, m_root;
};

void TestLifecycle::initTestCase()
{
    m_pg = std::make_unique<PgFixture>();
    m_pg->createDatabase();
    m_org = m_pg->addOrganization(u"North"_s);
    m_ada = std::make_unique<Session>(m_pg->addPerson(u"ada"_s, m_org, {u"practitioner"_s}, u"prac-1"_s));
    m_bob = std::make_unique<Session>(m_pg->addPerson(u"bob"_s, m_org, {u"practitioner"_s}, u"prac-2"_s));
    m_fay = std::make_unique<Session>(m_pg->addPerson(u"fay"_s, m_org, {u"front-desk"_s}));
    m_gate = std::make_unique<Session>(m_pg->addPerson(u"gate"_s, m_org, {u"gateway"_s}));
    m_root = std::make_unique<Session>(m_pg->owner());
    m_pg->addIntegration(m_org);
}

void TestLifecycle::cleanup()
{
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
}

void TestLifecycle::makeRooms()
{
    for (const pqxx::row &row :
         m_gate->run("SELECT outbox_claim FROM bedside_api.outbox_claim('test', 100, 30)")) {
        const json job = json::parse(row[0].as<std::string>());
        m_gate->run("SELECT bedside_api.outbox_done(" + std::to_string(job["id"].get<int>()) + ", '" +
                    job["lease"].get<std::string>() + "', '{\"room_id\": \"room-" + newId() + "\"}')");
    }
}

std::string TestLifecycle::started()
{
    const std::string id = visit();
    makeRooms();
    const json answer = m_ada->call("visit_join", {{"visit", id}, {"seat", "desk"}});
    return answer.value("outcome", "") == "started" ? id : std::string();
}

void TestLifecycle::setAppointment(const QString &id, const std::string &patch)
{
    m_root->run("UPDATE fhir_resources SET resource_data = resource_data || '" + patch + "' WHERE id = '" +
                id.toStdString() + "'");
}

void TestLifecycle::createsOnce()
{
    const QString appointment = book();
    const json first = create(appointment);
    QCOMPARE(first["outcome"], json("created"));
    QCOMPARE(first["visit"]["status"], json("scheduled"));
    QCOMPARE(first["visit"]["room_state"], json("creating"));
    const std::string code = str(first["visit"]["code"]);
    QVERIFY(QRegularExpression(u"^[0-9A-HJKMNP-TV-Z]{10}$"_s).match(QString::fromStdString(code)).hasMatch());
    const json second = m_bob->call("visit_create", {{"appointment", appointment.toStdString()}});
    QCOMPARE(second["outcome"], json("existing"));
    QCOMPARE(second["visit"]["id"], first["visit"]["id"]);
    const json stored = m_root->ask("SELECT resource_data->'telehealth' FROM fhir_resources WHERE id = '" +
                                    appointment.toStdString() + "'");
    QCOMPARE(stored, json({{"enabled", true},
                           {"meetingCode", code},
                           {"publicLink", "http://127.0.0.1:9/meeting/" + code}}));
}

void TestLifecycle::createRefuses_data()
{
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("reason");
    QTest::newRow("cancelled") << u"{\"status\": \"cancelled\"}"_s << u"appointment.cancelled"_s;
    QTest::newRow("no-show") << u"{\"status\": \"noshow\"}"_s << u"appointment.cancelled"_s;
    QTest::newRow("fulfilled") << u"{\"status\": \"fulfilled\"}"_s << u"appointment.closed"_s;
    QTest::newRow("past") << u"{\"start\": \"2020-01-01T10:00:00Z\", \"end\": \"2020-01-01T10:30:00Z\"}"_s
                          << u"appointment.past"_s;
}

void TestLifecycle::createRefuses()
{
    QFETCH(QString, patch);
    QFETCH(QString, reason);
    const QString appointment = book();
    setAppointment(appointment, patch.toStdString());
    QCOMPARE(create(appointment), json({{"refused", reason.toStdString()}}));
    QCOMPARE(create(u"nothing"_s), json({{"refused", "appointment.unknown"}}));
}

void TestLifecycle::findsPeopleByReferenceType_data()
{
    QTest::addColumn<QString>("people");
    QTest::addColumn<QString>("patient");
    QTest::addColumn<QString>("practitioner");
    QTest::newRow("patient first") << u"[\"Patient/pat-1\", \"Practitioner/prac-2\"]"_s << u"pat-1"_s
                                   << u"prac-2"_s;
    QTest::newRow("absolute and versioned")
        << u"[\"http://x.org/fhir/Patient/pat-1/_history/3\", \"Practitioner/prac-2\"]"_s << u"pat-1"_s
        << u"prac-2"_s;
    QTest::newRow("several")
        << u"[\"Practitioner/prac-2\", \"Practitioner/prac-1\", \"Patient/a\", \"Patient/b\"]"_s << u"a"_s
        << u"prac-1"_s;
    QTest::newRow("role") << u"[\"PractitionerRole/role-1\", \"Patient/pat-1\"]"_s << u"pat-1"_s
                          << u"prac-9"_s;
    QTest::newRow("related person") << u"[\"RelatedPerson/rel-1\", \"Practitioner/prac-1\"]"_s << u"pat-8"_s
                                    << u"prac-1"_s;
    QTest::newRow("nobody") << u"[]"_s << QString() << u"prac-1"_s;
    QTest::newRow("null ids") << u"[\"Patient/null\", \"Practitioner/undefined\"]"_s << QString()
                              << u"prac-1"_s;
    QTest::newRow("a location") << u"[\"Location/l\", \"Practitioner/prac-2\"]"_s << QString() << u"prac-2"_s;
}

void TestLifecycle::findsPeopleByReferenceType()
{
    QFETCH(QString, people);
    QFETCH(QString, patient);
    QFETCH(QString, practitioner);
    m_pg->addResource(m_org, {{"resourceType", "PractitionerRole"},
                              {"id", "role-1"},
                              {"practitioner", {{"reference", "Practitioner/prac-9"}}}});
    m_pg->addResource(
        m_org,
        {{"resourceType", "RelatedPerson"}, {"id", "rel-1"}, {"patient", {{"reference", "Patient/pat-8"}}}});
    const QString appointment = book();
    json list = json::array();
    for (const json &reference : json::parse(people.toStdString()))
        list.push_back({{"actor", {{"reference", reference}}}});
    setAppointment(appointment, json({{"participant", list}}).dump());
    const json answer = create(appointment);
    QCOMPARE(answer["outcome"], json("created"));
    QCOMPARE(answer["visit"]["patient_id"], patient.isEmpty() ? json() : json(patient.toStdString()));
    QCOMPARE(answer["visit"]["practitioner_id"], json(practitioner.toStdString()));
    if (people == u"[]") {
        const QString other = book();
        setAppointment(other, R"({"participant": []})");
        QCOMPARE(m_fay->call("visit_create", {{"appointment", other.toStdString()}}),
                 json({{"refused", "appointment.no_practitioner"}}));
    }
}

void TestLifecycle::instantVisitOmitsWhatItLacks()
{
    QCOMPARE(m_ada->call("visit_instant", {{"patient", "unknown"}}), json({{"refused", "patient.unknown"}}));
    QCOMPARE(m_fay->call("visit_instant", json::object()), json({{"refused", "duty.missing"}}));
    const json made = m_ada->call("visit_instant", json::object());
    const std::string id = str(made["visit"]["id"]);
    const json joined = m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}});
    QCOMPARE(joined["outcome"], json("started"));
    QVERIFY(!joined.contains("grant")); // the room is not there yet; the join holds all the same
    const json encounter =
        m_root->ask("SELECT resource_data FROM fhir_resources WHERE id = 'enc-" + id + "'");
    QVERIFY(!encounter.contains("subject"));
    QVERIFY(!encounter.contains("appointment"));
    QVERIFY(encounter.dump().find("null") == std::string::npos);
    QCOMPARE(m_ada->call("visit_token", {{"visit", id}, {"seat", "s"}}),
             json({{"refused", "room.not_ready"}}));
    QCOMPARE(m_ada->call("visit_end", {{"visit", id}})["outcome"], json("ended"));
}

void TestLifecycle::arriveAndDecide()
{
    const json made = create(book());
    const std::string id = str(made["visit"]["id"]);
    std::string code = str(made["visit"]["code"]);
    const std::string typed = QString::fromStdString(code).toLower().insert(5, u' ').toStdString();
    const json one =
        m_fay->call("visit_arrive", {{"code", typed}, {"name", "  José 患者 "}, {"kind", "patient"}});
    QCOMPARE(one["outcome"], json("waiting"));
    QCOMPARE(one["participant"]["name"], json("José 患者"));
    QCOMPARE(one["secret"].get<std::string>().size(), size_t(64));
    const json two = m_fay->call("visit_arrive", {{"code", code}, {"name", "Sam"}, {"kind", "interpreter"}});
    const auto decide = [&](const char *step, const json &who) {
        return m_fay->call(step, {{"visit", id}, {"participant", who["participant"]["id"]}});
    };
    QCOMPARE(decide("visit_admit", one)["participant"]["state"], json("admitted"));
    QCOMPARE(decide("visit_admit", one)["outcome"], json("admitted"));
    QCOMPARE(decide("visit_deny", one), json({{"refused", "participant.state"}}));
    QCOMPARE(decide("visit_deny", two)["participant"]["state"], json("denied"));
    QCOMPARE(decide("visit_admit", two)["outcome"], json("admitted"));
    QCOMPARE(m_fay->call("visit_admit", {{"visit", id}, {"participant", newId()}}),
             json({{"refused", "participant.unknown"}}));
    QCOMPARE(m_ada->ask("SELECT bedside_api.visit_by_code('" + typed + "')")["visit"]["id"], json(id));
    // Nothing a guest does starts anything.
    QCOMPARE(m_ada->ask("SELECT bedside_api.visit_show('" + id + "')")["visit"]["status"], json("scheduled"));
}

void TestLifecycle::arriveRefuses_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("reason");
    QTest::newRow("unknown") << u"{\"code\": \"0000000000\", \"name\": \"A\"}"_s << u"code.unknown"_s;
    QTest::newRow("malformed") << u"{\"code\": \"1234\", \"name\": \"A\"}"_s << u"code.malformed"_s;
    QTest::newRow("forbidden letter")
        << u"{\"code\": \"UUUUUUUUUU\", \"name\": \"A\"}"_s << u"code.malformed"_s;
    QTest::newRow("injection") << u"{\"code\": \"' OR 1=1--\", \"name\": \"A\"}"_s << u"code.malformed"_s;
    QTest::newRow("no name") << u"{\"code\": \"0000000000\", \"name\": \"  \"}"_s << u"name.missing"_s;
    QTest::newRow("long name") << u"{\"code\": \"0000000000\", \"name\": \"%1\"}"_s.arg(QString(121, u'x'))
                               << u"name.too_long"_s;
    QTest::newRow("kind") << u"{\"code\": \"0000000000\", \"name\": \"A\", \"kind\": \"practitioner\"}"_s
                          << u"kind.unknown"_s;
    QTest::newRow("role") << u"{\"code\": \"0000000000\", \"name\": \"A\", \"role\": \"host\"}"_s
                          << u"argument.unknown"_s;
    QTest::newRow("list") << u"{\"code\": [\"0000000000\"], \"name\": \"A\"}"_s << u"argument.malformed"_s;
}

void TestLifecycle::arriveRefuses()
{
    QFETCH(QString, arguments);
    QFETCH(QString, reason);
    const json refused{{"refused", reason.toStdString()}};
    QCOMPARE(m_fay->call("visit_arrive", json::parse(arguments.toStdString())), refused);
    QCOMPARE(m_gate->call("guest_arrive", json::parse(arguments.toStdString())), refused);
}

void TestLifecycle::joinStartsExactlyOnce()
{
    const QString appointment = book();
    const std::string id = str(create(appointment)["visit"]["id"]);
    makeRooms();
    const json first = m_ada->call("visit_join", {{"visit", id}, {"seat", "a"}});
    QCOMPARE(first["outcome"], json("started"));
    QCOMPARE(first["participant"]["is_me"], json(true));
    QCOMPARE(first["grant"]["role"], json("clinician"));
    QCOMPARE(first["grant"]["user_id"], first["participant"]["id"]);
    QCOMPARE(m_ada->call("visit_join", {{"visit", id}, {"seat", "a"}})["outcome"], json("rejoined"));
    QCOMPARE(m_bob->call("visit_join", {{"visit", id}, {"seat", "b"}})["outcome"], json("joined"));
    const std::string of = " WHERE meeting_id = '" + id + "' AND event_type = ";
    QCOMPARE(m_root->value("SELECT count(*) FROM virtual_meeting_events" + of + "'meeting_started'"),
             std::string("1"));
    QCOMPARE(m_root->value("SELECT count(*) FROM virtual_meeting_events" + of + "'participant_joined'"),
             std::string("2"));
    const json encounter =
        m_root->ask("SELECT resource_data FROM fhir_resources WHERE id = 'enc-" + id + "'");
    QCOMPARE(encounter["participant"].size(), size_t(2));
    QCOMPARE(encounter["participant"][1]["individual"]["reference"], json("Practitioner/prac-2"));
    QCOMPARE(m_root->value("SELECT bedside_status FROM fhir_resources WHERE id = '" +
                           appointment.toStdString() + "'"),
             std::string("in-progress"));
}

void TestLifecycle::encounterIsAsTheContractSays()
{
    const QString appointment = book();
    const json made = create(appointment);
    const std::string id = str(made["visit"]["id"]);
    m_ada->call("visit_join", {{"visit", id}, {"seat", "a"}});
    json encounter = m_root->ask("SELECT resource_data FROM fhir_resources WHERE id = 'enc-" + id + "'");
    const std::string start = str(encounter["period"]["start"]);
    const json expected{
        {"resourceType", "Encounter"},
        {"id", "enc-" + id},
        {"status", "in-progress"},
        {"class",
         {{"system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"},
          {"code", "VR"},
          {"display", "Virtual"}}},
        {"serviceType",
         {{"coding",
           {{{"system", "http://terminology.hl7.org/CodeSystem/service-type"},
             {"code", "540"},
             {"display", "Telehealth"}}}}}},
        {"subject", {{"reference", "Patient/pat-1"}, {"type", "Patient"}}},
        {"participant",
         {{{"type",
            {{{"coding",
               {{{"system", "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"},
                 {"code", "PPRF"},
                 {"display", "primary performer"}}}}}}},
           {"individual", {{"reference", "Practitioner/prac-1"}, {"type", "Practitioner"}}},
           {"period", {{"start", start}}}}}},
        {"appointment",
         {{{"reference", "Appointment/" + appointment.toStdString()}, {"type", "Appointment"}}}},
        {"extension",
         {{{"url", "http://ehr.com/fhir/StructureDefinition/virtual-meeting"},
           {"valueReference",
            {{"reference", "VirtualMeeting/" + id},
             {"display", "Meeting Code: " + made["visit"]["code"].get<std::string>()}}}},
          {{"url", "http://ehr.com/fhir/StructureDefinition/meeting-link"},
           {"valueUrl", made["visit"]["public_link"]}}}},
        {"period", {{"start", start}}}};
    QCOMPARE(QString::fromStdString(encounter.dump()), QString::fromStdString(expected.dump()));
}

void TestLifecycle::seatMoves()
{
    const std::string first = started();
    QVERIFY(!first.empty());
    QCOMPARE(m_ada->call("visit_join", {{"visit", first}, {"seat", "other"}})["outcome"], json("moved"));
    QCOMPARE(m_ada->call("visit_token", {{"visit", first}, {"seat", "desk"}}),
             json({{"refused", "seat.moved"}}));
    const std::string second = visit();
    QCOMPARE(m_ada->call("visit_join", {{"visit", second}, {"seat", "other"}})["outcome"], json("started"));
    const json left = m_ada->ask("SELECT bedside_api.visit_show('" + first + "')");
    QCOMPARE(left["visit"]["participants"][0]["state"], json("left"));
    QCOMPARE(left["visit"]["status"], json("active")); // leaving is not ending
}

void TestLifecycle::tokenRules()
{
    const std::string id = started();
    const json grant = m_ada->call("visit_token", {{"visit", id}, {"seat", "desk"}})["grant"];
    const QStringList parts = QString::fromStdString(str(grant["token"])).split(u'.');
    QCOMPARE(parts.size(), 3);
    QVERIFY(!parts[1].contains(u'-') && !parts[1].contains(u'_'));
    const json claims =
        json::parse(QByteArray::fromBase64(parts[1].toLatin1(), QByteArray::Base64UrlEncoding).toStdString());
    QCOMPARE(claims["access_key"], json("test-access-key"));
    QCOMPARE(claims["type"], json("app"));
    QCOMPARE(claims["version"], json(2));
    QCOMPARE(claims["role"], json("clinician"));
    QCOMPARE(claims["room_id"], grant["room_id"]);
    QVERIFY(claims["exp"].get<qint64>() - claims["iat"].get<qint64>() <= 330);
    QCOMPARE(m_root->value("SELECT count(*) FROM bedside_vault.token_log WHERE jti = '" +
                           claims["jti"].get<std::string>() + "'"),
             std::string("1"));
    Session nobody(m_pg->addPerson(u"cyd"_s, m_org, {u"practitioner"_s}, u"prac-3"_s));
    QCOMPARE(nobody.call("visit_token", {{"visit", id}, {"seat", "desk"}}),
             json({{"refused", "participant.gone"}}));
    QCOMPARE(m_ada->call("visit_token", {{"visit", visit()}, {"seat", "desk"}}),
             json({{"refused", "visit.not_started"}}));
}

void TestLifecycle::joinRefuses()
{
    QCOMPARE(m_ada->call("visit_join", {{"visit", newId()}, {"seat", "s"}}),
             json({{"refused", "visit.unknown"}}));
    QCOMPARE(m_fay->call("visit_join", {{"visit", newId()}, {"seat", "s"}}),
             json({{"refused", "duty.missing"}}));
    const QString appointment = book();
    const std::string id = str(create(appointment)["visit"]["id"]);
    setAppointment(appointment, R"({"status": "cancelled"})");
    QCOMPARE(m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}}),
             json({{"refused", "appointment.cancelled"}}));
    const std::string old = visit();
    m_root->run("UPDATE bedside.visit SET expires_at = now() - interval '1 s' WHERE meeting = '" + old + "'");
    QCOMPARE(m_ada->call("visit_join", {{"visit", old}, {"seat", "s"}}),
             json({{"refused", "visit.expired"}}));
    QCOMPARE(m_root->ask("SELECT bedside_api.visit_join(gen_random_uuid(), '{}')"),
             json({{"refused", "account.unmapped"}}));
}

void TestLifecycle::leaveAndRejoin()
{
    const std::string id = started();
    QCOMPARE(m_bob->call("visit_leave", {{"visit", id}}), json({{"refused", "participant.unknown"}}));
    QCOMPARE(m_ada->call("visit_leave", {{"visit", id}})["outcome"], json("left"));
    QCOMPARE(m_ada->call("visit_leave", {{"visit", id}})["outcome"], json("left"));
    QCOMPARE(m_ada->call("visit_join", {{"visit", id}, {"seat", "desk"}})["outcome"], json("joined"));
    QCOMPARE(m_root->value("SELECT count(*) FROM bedside.participant_session WHERE meeting = '" + id + "'"),
             std::string("2"));
}

void TestLifecycle::endsOnce()
{
    QCOMPARE(m_ada->call("visit_end", {{"visit", visit()}}), json({{"refused", "visit.not_started"}}));
    const std::string id = started();
    const json ended = m_ada->call("visit_end", {{"visit", id}});
    QCOMPARE(ended["outcome"], json("ended"));
    QCOMPARE(ended["visit"]["room_state"], json("closing"));
    const json again = m_bob->call("visit_end", {{"visit", id}});
    QCOMPARE(again["outcome"], json("already_ended"));
    QCOMPARE(again["visit"]["ended_at"], ended["visit"]["ended_at"]);
    QCOMPARE(m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}}), json({{"refused", "visit.ended"}}));
    QCOMPARE(m_ada->call("visit_cancel", {{"visit", id}, {"reason", "x"}}),
             json({{"refused", "visit.ended"}}));
    makeRooms();
    QCOMPARE(m_ada->ask("SELECT bedside_api.visit_show('" + id + "')")["visit"]["room_state"],
             json("closed"));
}

void TestLifecycle::cancelAndNoShow()
{
    const QString appointment = book();
    const json made = create(appointment);
    const std::string id = str(made["visit"]["id"]);
    QCOMPARE(m_fay->call("visit_cancel", {{"visit", id}}), json({{"refused", "reason.missing"}}));
    const json cancelled = m_fay->call("visit_cancel", {{"visit", id}, {"reason", "patient is ill"}});
    QCOMPARE(cancelled["outcome"], json("cancelled"));
    QCOMPARE(cancelled["visit"]["end_reason"], json("cancelled"));
    QVERIFY(cancelled["visit"]["encounter_id"].is_null());
    QCOMPARE(m_root->value("SELECT bedside_status FROM fhir_resources WHERE id = '" +
                           appointment.toStdString() + "'"),
             std::string("cancelled"));
    QCOMPARE(m_fay->call("visit_arrive", {{"code", made["visit"]["code"]}, {"name", "A"}}),
             json({{"refused", "visit.ended"}}));
    QCOMPARE(m_gate->call("guest_arrive", {{"code", made["visit"]["code"]}, {"name", "A"}}),
             json({{"refused", "code.unknown"}}));
    QCOMPARE(m_fay->call("visit_noshow", {{"visit", visit()}})["visit"]["end_reason"], json("no_show"));
    const std::string active = started();
    QCOMPARE(m_fay->call("visit_cancel", {{"visit", active}, {"reason", "x"}}),
             json({{"refused", "visit.active"}}));
    QCOMPARE(m_fay->call("visit_noshow", {{"visit", active}}), json({{"refused", "visit.active"}}));
}

void TestLifecycle::expires()
{
    const json made = create(book());
    const std::string id = str(made["visit"]["id"]);
    m_root->run("UPDATE bedside.visit SET expires_at = now() - interval '1 s' WHERE meeting = '" + id + "'");
    QCOMPARE(m_gate->call("guest_arrive", {{"code", made["visit"]["code"]}, {"name", "A"}}),
             json({{"refused", "code.unknown"}}));
    QCOMPARE(m_fay->call("visit_arrive", {{"code", made["visit"]["code"]}, {"name", "A"}}),
             json({{"refused", "visit.expired"}}));
    QVERIFY(m_gate->ask("SELECT bedside_api.visit_expire()")["expired"].get<int>() >= 1);
    const json shown = m_ada->ask("SELECT bedside_api.visit_show('" + id + "')")["visit"];
    QCOMPARE(shown["status"], json("ended"));
    QCOMPARE(shown["end_reason"], json("expired"));
    QCOMPARE(m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}}), json({{"refused", "visit.expired"}}));
}

void TestLifecycle::ledgerReplays()
{
    const std::string operation = newId();
    const json arguments{{"appointment", book().toStdString()}};
    QVERIFY(m_ada->ask("SELECT bedside_api.op_result('" + operation + "')").is_null());
    const json first = m_ada->call("visit_create", arguments, operation);
    json second = m_ada->call("visit_create", arguments, operation);
    QCOMPARE(second["replayed"], json(true));
    second["replayed"] = false;
    QCOMPARE(second, first);
    QCOMPARE(m_ada->ask("SELECT bedside_api.op_result('" + operation + "')")["outcome"], json("created"));
    QVERIFY(m_bob->ask("SELECT bedside_api.op_result('" + operation + "')").is_null());
    const json reused{{"refused", "operation.reused"}};
    QCOMPARE(m_ada->call("visit_create", {{"appointment", book().toStdString()}}, operation), reused);
    QCOMPARE(m_bob->call("visit_create", arguments, operation), reused);
    QCOMPARE(m_ada->call("visit_end", {{"visit", newId()}}, operation), reused);
    // A refused step leaves no answer and can be tried again under its id.
    const std::string refused = newId();
    const std::string id = visit();
    QCOMPARE(m_ada->call("visit_end", {{"visit", id}}, refused), json({{"refused", "visit.not_started"}}));
    m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}});
    QCOMPARE(m_ada->call("visit_end", {{"visit", id}}, refused)["outcome"], json("ended"));
}

void TestLifecycle::argumentsAreChecked_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("reason");
    QTest::newRow("missing") << u"visit_join"_s << u"{}"_s << u"argument.missing"_s;
    QTest::newRow("no uuid") << u"visit_end"_s << u"{\"visit\": \"x\"}"_s << u"argument.malformed"_s;
    QTest::newRow("unknown") << u"visit_end"_s << u"{\"visit\": \"x\", \"status\": \"y\"}"_s
                             << u"argument.unknown"_s;
    QTest::newRow("array") << u"visit_end"_s << u"[]"_s << u"argument.malformed"_s;
    QTest::newRow("number") << u"visit_create"_s << u"{\"appointment\": 7}"_s << u"argument.malformed"_s;
    QTest::newRow("empty") << u"visit_create"_s << u"{\"appointment\": \"\"}"_s << u"argument.missing"_s;
}

void TestLifecycle::argumentsAreChecked()
{
    QFETCH(QString, function);
    QFETCH(QString, arguments);
    QFETCH(QString, reason);
    QCOMPARE(m_ada->call(function.toStdString(), json::parse(arguments.toStdString())),
             json({{"refused", reason.toStdString()}}));
}

void TestLifecycle::guestWaitsEntersLeaves()
{
    const json made = create(book());
    const std::string id = str(made["visit"]["id"]);
    const json guest = m_gate->call("guest_arrive",
                                    {{"code", made["visit"]["code"]}, {"name", "Jane"}, {"kind", "patient"}});
    const std::string who = str(guest["participant"]["id"]);
    const std::string key = "('" + who + "', '" + guest["secret"].get<std::string>() + "')";
    QCOMPARE(guest["organization"], json("North"));
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_enter" + key), json({{"refused", "participant.state"}}));
    m_fay->call("visit_admit", {{"visit", id}, {"participant", who}});
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_enter" + key), json({{"refused", "visit.not_started"}}));
    m_ada->call("visit_join", {{"visit", id}, {"seat", "s"}});
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_enter" + key), json({{"refused", "room.not_ready"}}));
    makeRooms();
    const json entered = m_gate->ask("SELECT bedside_api.guest_enter" + key);
    QCOMPARE(entered["grant"]["role"], json("patient"));
    QCOMPARE(entered["practitioner"], json("ada"));
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_status('" + who + "', 'wrong')"),
             json({{"refused", "participant.unknown"}}));
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_leave" + key)["participant"]["state"], json("left"));
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_enter" + key)["participant"]["state"], json("in_room"));
    m_ada->call("visit_end", {{"visit", id}});
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_enter" + key), json({{"refused", "visit.ended"}}));
    QCOMPARE(m_gate->ask("SELECT bedside_api.guest_status" + key)["visit_status"], json("ended"));
}

void TestLifecycle::frontDeskSeesNoReason()
{
    const QString appointment = book();
    setAppointment(appointment, R"({"description": "chest pain", "reasonCode": [{"text": "chest pain"}]})");
    const std::string day =
        "FROM bedside_api.agenda(now() - interval '1 day', now() + interval '1 day', ARRAY['" +
        appointment.toStdString() + "'])";
    QVERIFY(m_ada->value("SELECT appointment " + day).find("chest pain") != std::string::npos);
    QVERIFY(!m_fay->value("SELECT appointment " + day).empty());
    QVERIFY(m_fay->value("SELECT appointment " + day).find("chest pain") == std::string::npos);
}

void TestLifecycle::agendaShowsTheDay()
{
    const QString appointment = book(60);
    const std::string id = str(create(appointment)["visit"]["id"]);
    const json instant = m_ada->call("visit_instant", {{"patient", "pat-1"}});
    const pqxx::result rows =
        m_fay->run("SELECT appointment_id, patients, practitioners, visit FROM bedside_api.agenda(now() - "
                   "interval '1 day', now() + interval '1 day', "
                   "ARRAY['" +
                   id + "', '" + instant["visit"]["id"].get<std::string>() + "'])");
    QCOMPARE(rows.size(), pqxx::result::size_type(2));
    QVERIFY(rows[0][0].is_null()); // the instant visit is earlier
    QCOMPARE(json::parse(rows[0][1].as<std::string>())[0]["id"], json("pat-1"));
    QCOMPARE(rows[1][0].as<std::string>(), appointment.toStdString());
    QCOMPARE(json::parse(rows[1][2].as<std::string>())[0]["id"], json("prac-1"));
    QCOMPARE(json::parse(rows[1][3].as<std::string>())["id"], json(id));
    QCOMPARE(m_fay->ask("SELECT patients_search FROM bedside_api.patients_search('PAT-1 1986')")["id"],
             json("pat-1"));
    QVERIFY(m_fay->ask("SELECT patients_search FROM bedside_api.patients_search('%')").is_null());
}

void TestLifecycle::hintsHoldIdsOnly()
{
    struct Listener : pqxx::notification_receiver
    {
        using pqxx::notification_receiver::notification_receiver;
        void operator()(const std::string &payload, int) override { heard.push_back(payload); }
        std::vector<std::string> heard;
    };
    Session listening(m_pg->owner());
    Listener listener(listening.connection(), m_fay->value("SELECT bedside_api.hint_channel()"));
    const QString appointment = book();
    const std::string id = str(create(appointment)["visit"]["id"]);
    while (listening.connection().await_notification(1, 0) > 0) {
    }
    QVERIFY(!listener.heard.empty());
    QVERIFY(std::find(listener.heard.begin(), listener.heard.end(), id + " " + appointment.toStdString()) !=
            listener.heard.end());
}

QTEST_GUILESS_MAIN(TestLifecycle)
#include "tst_lifecycle.moc"
