#include "core/db/migrator.h"
#include "tests/db/session.h"
#include "tests/support/pgfixture.h"

#include <QFile>
#include <QTest>

using namespace bedside;
using namespace bedside::testing;
using namespace Qt::StringLiterals;
using nlohmann::json;

// What nobody may do, tried by everybody.
class TestSecurity : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void catalogIsTight_data();
    void catalogIsTight();
    void attacksFail_data();
    void attacksFail();
    void dutiesSeeTheirOwn();
    void crossOrganizationMatrix();
    void injectionIsText();
    void disabledMeansNow();
    void administratorStaysAtHome();
    void secretIsNowhere();
    void auditShowsTampering_data();
    void auditShowsTampering();

private:
    struct Who
    {
        QString name;
        ConnectionSettings settings;
    };

    std::unique_ptr<PgFixture> m_pg;
    QUuid m_north, m_south;
    QList<Who> m_everybody;
    ConnectionSettings m_ada, m_eve, m_fay, m_gate, m_chief;
    std::string m_visit, m_participant, m_code, m_secret, m_appointment;
};

void TestSecurity::initTestCase()
{
    m_pg = std::make_unique<PgFixture>();
    // A database's own privileges are not copied with a template, so this one is migrated itself.
    m_pg->createEmptyDatabase();
    QVERIFY(db::migrate(m_pg->owner()).has_value());
    m_north = m_pg->addOrganization(u"North"_s);
    m_south = m_pg->addOrganization(u"South"_s);
    m_pg->addIntegration(m_north);
    m_ada = m_pg->addPerson(u"ada"_s, m_north, {u"practitioner"_s}, u"prac-1"_s);
    m_eve = m_pg->addPerson(u"eve"_s, m_south, {u"practitioner"_s}, u"prac-9"_s);
    m_fay = m_pg->addPerson(u"fay"_s, m_south, {u"front-desk"_s});
    m_gate = m_pg->addPerson(u"gate"_s, m_south, {u"gateway"_s});
    m_chief = m_pg->addPerson(u"chief"_s, m_south, {u"administrator"_s});
    const ConnectionSettings auditor = m_pg->addPerson(u"audit"_s, m_south, {u"auditor"_s});
    Session root(m_pg->owner());
    root.run("CREATE ROLE outsider LOGIN PASSWORD 'x1'");
    ConnectionSettings outsider = m_ada;
    outsider.user = u"outsider"_s;
    outsider.password = u"x1"_s;
    m_everybody = {{u"practitioner"_s, m_eve},    {u"front-desk"_s, m_fay}, {u"gateway"_s, m_gate},
                   {u"administrator"_s, m_chief}, {u"auditor"_s, auditor},  {u"unmapped"_s, outsider}};
    m_appointment = m_pg->addAppointment(m_north, u"prac-1"_s, u"pat-1"_s).toStdString();
    Session ada(m_ada);
    const json made = ada.call("visit_create", {{"appointment", m_appointment}})["visit"];
    m_visit = str(made["id"]);
    m_code = str(made["code"]);
    const json guest = ada.call("visit_arrive", {{"code", m_code}, {"name", "Jane"}});
    m_participant = str(guest["participant"]["id"]);
    m_secret = str(guest["secret"]);
    ada.call("visit_join", {{"visit", m_visit}, {"seat", "s"}});
    m_pg->addAppointment(m_south, u"prac-9"_s, u"pat-9"_s);
}

void TestSecurity::catalogIsTight_data()
{
    QTest::addColumn<QString>("query");
    const QString ours = u"('bedside', 'bedside_api', 'bedside_vault', 'bedside_audit')"_s;
    QTest::newRow("row security enabled and forced")
        << u"SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
           u"c.relkind IN ('r', 'p') AND "
           "(n.nspname IN %1 OR (n.nspname = 'public' AND c.relname ~ '^(fhir_resources|virtual_meeting)')) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"_s
               .arg(ours);
    QTest::newRow("every table has a policy")
        << u"SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
           u"c.relkind = 'r' AND n.nspname IN %1 "
           "AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)"_s.arg(ours);
    QTest::newRow("search_path ends in pg_temp, but in pure functions")
        << u"SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
           "WHERE n.nspname IN %1 AND (p.prosecdef OR p.provolatile <> 'i') AND NOT COALESCE("
           "array_to_string(p.proconfig, ';') ~ 'search_path=pg_catalog, pg_temp(;|$)', false)"_s.arg(ours);
    QTest::newRow("no EXECUTE for PUBLIC but on pure functions")
        << u"SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE "
           u"n.nspname IN %1 "
           "AND has_function_privilege('public', p.oid, 'EXECUTE') AND (p.prosecdef OR p.provolatile <> 'i')"_s
               .arg(ours);
    QTest::newRow("owners cannot log in and are no superusers")
        << u"SELECT DISTINCT r.rolname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN "
           u"pg_roles r ON r.oid = p.proowner "
           "WHERE n.nspname IN %1 AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)"_s.arg(ours);
    QTest::newRow("api functions are definers with a lock limit")
        << u"SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE "
           u"n.nspname = 'bedside_api' "
           "AND NOT (p.prosecdef AND CASE p.proname WHEN 'visit_join' THEN 'lock_timeout=8s' "
           "ELSE 'lock_timeout=2s' END = ANY (p.proconfig))"_s;
    QTest::newRow("no views, no materialized views")
        << u"SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname IN %1"_s
               .arg(ours);
    QTest::newRow("clients hold nothing but SELECT on given tables")
        << u"SELECT c.oid::regclass || ' ' || g.grantee::regrole || ' ' || g.privilege_type FROM pg_class c "
           u"JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) g "
           "WHERE c.relkind = 'r' AND (n.nspname IN %1 OR n.nspname = 'public') AND g.grantee <> c.relowner "
           "AND g.grantee <> 'bedside_owner'::regrole "
           "AND NOT (g.privilege_type = 'SELECT' AND n.nspname = 'public' AND g.grantee::regrole::text IN "
           "('bedside_practitioner', 'bedside_front_desk', 'bedside_administrator') "
           "AND NOT (c.relname = 'fhir_resources' AND g.grantee = 'bedside_front_desk'::regrole))"_s.arg(
               ours);
    QTest::newRow("the gateway executes its own functions only")
        << u"SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'bedside_api'::regnamespace AND "
           u"has_function_privilege('bedside_gateway', p.oid, 'EXECUTE') "
           "AND p.proname NOT IN ('guest_arrive', 'guest_status', 'guest_enter', 'guest_leave', "
           "'outbox_claim', 'outbox_done', 'outbox_fail', 'provider_access', "
           "'webhook_receive', 'visit_expire', 'audit_publish', 'audit_heads', 'outbox_backlog')"_s;
    QTest::newRow("only the role that makes logins may make roles")
        << u"SELECT rolname FROM pg_roles WHERE rolname LIKE 'bedside\\_%' AND rolcreaterole AND rolname NOT IN ('bedside_role_admin', 'bedside_admin')"_s;
    QTest::newRow("a superuser's migration leaves nothing open")
        << u"SELECT f FROM bedside_api.security_findings() f WHERE f <> 'key.in_database'"_s;
}

void TestSecurity::catalogIsTight()
{
    QFETCH(QString, query);
    Session root(m_pg->owner());
    QStringList found;
    for (const pqxx::row &row : root.run(query.toStdString()))
        found << QString::fromStdString(row[0].as<std::string>());
    QCOMPARE(found, QStringList());
}

void TestSecurity::attacksFail_data()
{
    QTest::addColumn<QString>("attack");
    const char *attacks[] = {
        "UPDATE fhir_resources SET resource_data = '{}'",
        "DELETE FROM fhir_resources",
        "INSERT INTO fhir_resources VALUES ('x', 'Patient', '{}', '%north%')",
        "TRUNCATE fhir_resources",
        "SELECT * FROM fhir_resources WHERE org_id = '%north%' FOR UPDATE",
        "SELECT * FROM fhir_resources FOR KEY SHARE",
        "UPDATE virtual_meetings SET status = 'ended'",
        "INSERT INTO virtual_meetings (id, org_id) VALUES (gen_random_uuid(), '%north%')",
        "DELETE FROM virtual_meetings",
        "INSERT INTO virtual_meeting_events (meeting_id, event_type) VALUES ('%visit%', 'meeting_ended')",
        "DELETE FROM virtual_meeting_events",
        "UPDATE virtual_meeting_participants SET bedside_state = 'admitted'",
        "DELETE FROM virtual_meeting_participants",
        "LOCK TABLE virtual_meetings IN ACCESS EXCLUSIVE MODE",
        "SELECT * FROM bedside.person",
        "UPDATE bedside.person SET organization = '%north%'",
        "INSERT INTO bedside.person (login, organization, display, duties) VALUES (session_user, '%north%', "
        "'x', '{auditor}')",
        "SELECT * FROM bedside.organization",
        "SELECT * FROM bedside.operation",
        "SELECT * FROM bedside.outbox",
        "SELECT * FROM bedside.inbox",
        "SELECT * FROM bedside.guest_key",
        "SELECT * FROM bedside.visit",
        "SELECT * FROM bedside.seat_lease",
        "SELECT * FROM bedside_vault.integration",
        "SELECT * FROM bedside_vault.key",
        "SELECT * FROM bedside_vault.token_log",
        "SELECT bedside_vault.key_text(1)",
        "SELECT bedside_vault.mint_management('%north%')",
        "SELECT bedside_vault.mint_join('%north%', '%visit%', 'room', '%participant%', 'practitioner')",
        "SELECT bedside_vault.open(''::bytea, 1)",
        "SELECT bedside_vault.sign('{}', 'x')",
        "SELECT bedside_vault.make_login('intruder', 'x', '{}')",
        "SELECT bedside_vault.stop_login('%ada%')",
        "SELECT bedside_vault.store('%north%', '{\"secret\": \"x\"}')",
        "SELECT * FROM bedside_audit.entry",
        "DELETE FROM bedside_audit.entry",
        "UPDATE bedside_audit.head SET seq = 0",
        "SELECT bedside_audit.append('%north%', 'x', 'x', '{}')",
        "SELECT bedside_audit.rows_after('%north%', 0)",
        "SELECT bedside.visit_json('%north%', '%visit%', NULL)",
        "SELECT bedside.visit_rows('%north%', ARRAY['%visit%']::uuid[], NULL)",
        "SELECT bedside.audit('%north%', 'x', 'x')",
        "SELECT bedside.hint('%north%', 'x')",
        "SELECT bedside.caller('practitioner')",
        "SELECT bedside.begin_operation('%north%', gen_random_uuid(), 'x', '{}')",
        "SET ROLE bedside_owner",
        "SET ROLE bedside_vault_owner",
        "SET ROLE bedside_audit_owner",
        "SET ROLE bedside_role_admin",
        "SET SESSION AUTHORIZATION '%ada%'",
        "SET ROLE '%ada%'",
        "CREATE TEMP TABLE person (login name)",
        "CREATE TABLE public.person (login name)",
        "CREATE FUNCTION public.hmac(bytea, bytea, text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION bedside.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION bedside.my_organization() RETURNS uuid LANGUAGE sql AS 'SELECT "
        "NULL::uuid'",
        "ALTER TABLE fhir_resources DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE fhir_resources DISABLE TRIGGER ALL",
        "CREATE POLICY mine ON fhir_resources USING (true)",
        "DROP POLICY bedside_clinic ON fhir_resources",
        "CREATE TRIGGER t BEFORE INSERT ON fhir_resources FOR EACH ROW EXECUTE FUNCTION "
        "bedside.on_resource_touch()",
        "GRANT bedside_administrator TO CURRENT_USER",
        "GRANT bedside_owner TO CURRENT_USER",
        "CREATE ROLE intruder LOGIN",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "SET session_replication_role = 'replica'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "COPY fhir_resources TO PROGRAM 'cat'",
        "COPY fhir_resources TO '/tmp/x'",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_create(0)",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%ada%' AND "
        "pg_terminate_backend(pid)",
        "SELECT rolpassword FROM pg_authid",
        "SELECT bedside_api.key_file_set(gen_random_uuid(), '{\"file\": \"/etc/passwd\"}')",
        "SELECT bedside_api.organization_add(gen_random_uuid(), '{\"name\": \"X\"}')",
        "DO $$ BEGIN PERFORM 1 FROM bedside_vault.key; END $$",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SET row_security = off; SELECT count(*) FROM bedside.person",
    };
    for (const char *attack : attacks)
        QTest::newRow(attack) << QString::fromLatin1(attack);
}

void TestSecurity::attacksFail()
{
    QFETCH(QString, attack);
    attack.replace(u"%north%"_s, m_north.toString(QUuid::WithoutBraces))
        .replace(u"%visit%"_s, QString::fromStdString(m_visit))
        .replace(u"%participant%"_s, QString::fromStdString(m_participant))
        .replace(u"%ada%"_s, m_ada.user);
    for (const Who &who : m_everybody) {
        Session session(who.settings);
        bool refused = false;
        try {
            const pqxx::result rows = session.run(attack.toStdString());
            // Sessions of others cannot be seen, so none was ended.
            refused = attack.contains(u"pg_terminate_backend"_s) && rows.empty();
        } catch (const pqxx::sql_error &) {
            refused = true;
        } catch (const pqxx::broken_connection &) {
            QFAIL("the server ended the session");
        }
        QVERIFY2(refused, qPrintable(who.name));
    }
}

void TestSecurity::dutiesSeeTheirOwn()
{
    const std::string foreign = "SELECT to_jsonb(count(*)) FROM %t WHERE org_id = '" + text(m_north) + "'";
    for (const Who &who : m_everybody) {
        Session session(who.settings);
        // Pretending with settings changes nothing.
        session.run("SET app.org_id = '" + text(m_north) + "'");
        for (const char *table : {"fhir_resources", "virtual_meetings", "virtual_meeting_participants",
                                  "virtual_meeting_events"}) {
            const json rows = session.ask(
                QString::fromStdString(foreign).replace(u"%t"_s, QString::fromLatin1(table)).toStdString());
            QVERIFY2(rows == json(0) || rows.contains("refused"),
                     qPrintable(who.name + u' ' + QString::fromLatin1(table)));
        }
    }
    Session eve(m_eve), fay(m_fay);
    m_pg->addResource(m_south, {{"resourceType", "Observation"}, {"id", "obs-9"}});
    QCOMPARE(eve.value("SELECT count(*) FROM fhir_resources WHERE resource_type = 'Observation'"),
             std::string("1"));
    // Why people come stands in the rows; what the front desk may see of them the functions give it.
    for (const char *column : {"count(*)", "resource_data", "id"}) {
        const json rows = fay.ask("SELECT to_jsonb(" + std::string(column) + ") FROM fhir_resources");
        QVERIFY2(str(rows["refused"]).find("permission denied") != std::string::npos, rows.dump().c_str());
    }
}

void TestSecurity::crossOrganizationMatrix()
{
    const std::string id = "'" + m_visit + "'";
    const std::string who = "\"visit\": \"" + m_visit + "\"";
    const QList<QPair<std::string, std::string>> asks{
        {"visit_show(" + id + ")", "visit.unknown"},
        {"timeline(" + id + ")", "visit.unknown"},
        {"visit_by_code('" + m_code + "')", "code.unknown"},
        {"visit_create(gen_random_uuid(), '{\"appointment\": \"" + m_appointment + "\"}')",
         "appointment.unknown"},
        {"visit_instant(gen_random_uuid(), '{\"patient\": \"pat-1\"}')", "patient.unknown"},
        {"visit_arrive(gen_random_uuid(), '{\"code\": \"" + m_code + "\", \"name\": \"A\"}')",
         "code.unknown"},
        {"visit_admit(gen_random_uuid(), '{" + who + ", \"participant\": \"" + m_participant + "\"}')",
         "visit.unknown"},
        {"visit_deny(gen_random_uuid(), '{" + who + ", \"participant\": \"" + m_participant + "\"}')",
         "visit.unknown"},
        {"visit_join(gen_random_uuid(), '{" + who + ", \"seat\": \"s\"}')", "visit.unknown"},
        {"visit_token(gen_random_uuid(), '{" + who + ", \"seat\": \"s\"}')", "visit.unknown"},
        {"visit_leave(gen_random_uuid(), '{" + who + "}')", "visit.unknown"},
        {"visit_end(gen_random_uuid(), '{" + who + "}')", "visit.unknown"},
        {"visit_cancel(gen_random_uuid(), '{" + who + ", \"reason\": \"x\"}')", "visit.unknown"},
        {"visit_noshow(gen_random_uuid(), '{" + who + "}')", "visit.unknown"}};
    Session eve(m_eve), gate(m_gate), root(m_pg->owner());
    for (const auto &[ask, reason] : asks)
        QCOMPARE(eve.ask("SELECT bedside_api." + ask), json({{"refused", reason}}));
    const std::string key = "('" + m_participant + "', '" + m_secret + "')";
    for (const char *function : {"guest_status", "guest_enter", "guest_leave"})
        QCOMPARE(gate.ask(std::string("SELECT bedside_api.") + function + key),
                 json({{"refused", "participant.unknown"}}));
    QCOMPARE(gate.call("guest_arrive", {{"code", m_code}, {"name", "A"}}),
             json({{"refused", "code.unknown"}}));
    const std::string job =
        root.value("SELECT min(id) FROM bedside.outbox WHERE org_id = '" + text(m_north) + "'");
    QCOMPARE(gate.ask("SELECT bedside_api.outbox_done(" + job + ", gen_random_uuid(), '{}')"),
             json({{"refused", "operation.unknown"}}));
    QCOMPARE(gate.ask("SELECT bedside_api.provider_access()"), json({{"refused", "integration.missing"}}));
    QVERIFY(eve.ask("SELECT patients_search FROM bedside_api.patients_search('pat-1')").is_null());
    QCOMPARE(eve.value("SELECT count(*) FROM bedside_api.agenda(now() - interval '9 days', now() + interval "
                       "'9 days') WHERE appointment_id = '" +
                       m_appointment + "'"),
             std::string("0"));
    QCOMPARE(eve.value("SELECT count(*) FROM bedside_api.visit_list(now() - interval '9 days', now() + "
                       "interval '9 days')"),
             std::string("0"));
    QVERIFY(eve.value("SELECT bedside_api.hint_channel()") !=
            Session(m_ada).value("SELECT bedside_api.hint_channel()"));
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
}

void TestSecurity::injectionIsText()
{
    const std::string payloads[] = {"'; DROP TABLE fhir_resources; --",
                                    "\" OR 1=1",
                                    "$$; SELECT 1",
                                    "\\'; --",
                                    "%s%n",
                                    "{\"a\":1}",
                                    "${x}",
                                    "Robert'); DELETE FROM x;--",
                                    "<script>",
                                    "' UNION SELECT 1 --"};
    Session ada(m_ada), chief(m_chief);
    const std::string visit = str(ada.call("visit_instant", json::object())["visit"]["id"]);
    const std::string code = str(ada.ask("SELECT bedside_api.visit_show('" + visit + "')")["visit"]["code"]);
    for (const std::string &payload : payloads) {
        QCOMPARE(ada.call("visit_arrive", {{"code", code}, {"name", payload}})["participant"]["name"],
                 json(payload));
        QCOMPARE(ada.call("visit_create", {{"appointment", payload}}),
                 json({{"refused", "appointment.unknown"}}));
        QCOMPARE(ada.call("visit_instant", {{"patient", payload}}), json({{"refused", "patient.unknown"}}));
        QCOMPARE(ada.call("visit_end", {{"visit", payload}}), json({{"refused", "argument.malformed"}}));
        QVERIFY(ada.call("visit_arrive", {{"code", payload}, {"name", "A"}}).contains("refused"));
        QVERIFY(ada.ask("SELECT to_jsonb(count(*)) FROM bedside_api.patients_search(" + ada.quoted(payload) +
                        ")") == json(0));
        QCOMPARE(
            chief.call("person_add",
                       {{"login", payload}, {"display", "x"}, {"duties", {"auditor"}}, {"verifier", "x"}}),
            json({{"refused", "argument.malformed"}}));
        QCOMPARE(chief.call("person_add",
                            {{"login", "fine"}, {"display", "x"}, {"duties", {payload}}, {"verifier", "x"}}),
                 json({{"refused", "argument.malformed"}}));
    }
    QCOMPARE(ada.call("visit_cancel", {{"visit", visit}, {"reason", "'; --"}})["outcome"], json("cancelled"));
}

void TestSecurity::disabledMeansNow()
{
    const ConnectionSettings leaver = m_pg->addPerson(u"leaver"_s, m_south, {u"practitioner"_s}, u"prac-7"_s);
    Session session(leaver);
    QVERIFY(session.value("SELECT count(*) FROM fhir_resources") != "0");
    Session chief(m_chief);
    QCOMPARE(chief.call("person_disable", {{"login", leaver.user.toStdString()}})["outcome"],
             json("disabled"));
    QCOMPARE(session.value("SELECT count(*) FROM fhir_resources"), std::string("0"));
    QCOMPARE(session.call("visit_instant", json::object()), json({{"refused", "account.disabled"}}));
    QVERIFY_EXCEPTION_THROWN(Session again(leaver), std::exception);
    QCOMPARE(chief.call("person_disable", {{"login", m_ada.user.toStdString()}}),
             json({{"refused", "person.unknown"}}));
}

void TestSecurity::administratorStaysAtHome()
{
    Session chief(m_chief);
    const json person{{"login", "mole"},
                      {"display", "x"},
                      {"duties", {"auditor"}},
                      {"organization", text(m_north)},
                      {"verifier", "x"}};
    QCOMPARE(chief.call("person_add", person), json({{"refused", "duty.missing"}}));
    for (const pqxx::row &row : chief.run("SELECT * FROM bedside_api.person_list()"))
        QCOMPARE(json::parse(row[0].as<std::string>())["organization"], json(text(m_south)));
    QCOMPARE(chief.ask("SELECT bedside_api.integration_show()")["configured"], json(false));
}

void TestSecurity::secretIsNowhere()
{
    Session root(m_pg->owner());
    const ConnectionSettings boss = m_pg->addPerson(u"boss"_s, m_north, {u"administrator"_s});
    const json shown = Session(boss).ask("SELECT bedside_api.integration_show()");
    QVERIFY(!shown.contains("secret"));
    QCOMPARE(shown["key"], json("database"));
    QCOMPARE(root.value("SELECT count(*) FROM bedside_vault.integration WHERE position('test secret'::bytea "
                        "IN secret_encrypted) > 0"),
             std::string("0"));
    QCOMPARE(root.value("SELECT count(*) FROM bedside.operation WHERE answer::text LIKE '%test secret%'"),
             std::string("0"));
    QFile log(m_pg->cluster().directory() + u"/server.log"_s);
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(!log.readAll().contains("test secret"));
    // The key moves into a file when the server may read one; tokens are minted as before.
    const QString file = m_pg->cluster().directory() + u"/kek"_s;
    QFile key(file);
    QVERIFY(key.open(QIODevice::WriteOnly));
    key.write(QByteArray(32, 'k'));
    key.close();
    const json move{{"file", file.toStdString()}};
    QCOMPARE(root.call("key_file_set", move), json({{"refused", "key.unreadable"}}));
    root.run("GRANT pg_read_server_files TO bedside_vault_owner; GRANT EXECUTE ON FUNCTION "
             "pg_read_binary_file(text) TO bedside_vault_owner");
    QCOMPARE(root.call("key_file_set", move)["key"], json("file"));
    QCOMPARE(Session(boss).ask("SELECT bedside_api.integration_show()")["key"], json("file"));
    QCOMPARE(root.value("SELECT count(*) FROM bedside_vault.key WHERE key IS NOT NULL"), std::string("0"));
    Session gate(m_pg->addPerson(u"worker"_s, m_north, {u"gateway"_s}));
    QVERIFY(gate.ask("SELECT bedside_api.provider_access()").contains("token"));
}

void TestSecurity::auditShowsTampering_data()
{
    QTest::addColumn<QString>("tampering");
    const QString mine = u"org_id = '%1'"_s;
    QTest::newRow("edit") << u"UPDATE bedside_audit.entry SET action = 'x' WHERE seq = 2 AND "_s + mine;
    QTest::newRow("delete") << u"DELETE FROM bedside_audit.entry WHERE seq = 2 AND "_s + mine;
    QTest::newRow("back-date")
        << u"UPDATE bedside_audit.entry SET at = at - interval '1 day' WHERE seq = 3 AND "_s + mine;
    QTest::newRow("truncate") << u"DELETE FROM bedside_audit.entry WHERE seq > 2 AND "_s + mine;
    QTest::newRow("re-hash")
        << u"UPDATE bedside_audit.entry e SET action = 'x', hash = sha256(prev || "
           u"convert_to(bedside_audit.canonical(org_id, seq, at, login, 'x', entity, detail), 'UTF8')) "
           "WHERE seq = (SELECT max(seq) FROM bedside_audit.entry t WHERE t.org_id = e.org_id) AND "_s +
               mine;
}

void TestSecurity::auditShowsTampering()
{
    QFETCH(QString, tampering);
    Session chief(m_chief), root(m_pg->owner());
    QVERIFY(chief.ask("SELECT bedside_api.audit_publish()")["seq"].get<int>() > 3);
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
    const std::string attack = tampering.arg(m_south.toString(QUuid::WithoutBraces)).toStdString();
    QVERIFY_EXCEPTION_THROWN(root.run(attack), pqxx::sql_error); // not even a superuser, unless he means it
    pqxx::work work(root.connection());
    work.exec("ALTER TABLE bedside_audit.entry DISABLE TRIGGER USER");
    work.exec("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM bedside_audit.entry");
    work.exec(attack);
    QFile file(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/db/invariants.sql"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!work.exec(file.readAll().toStdString()).empty());
    work.abort();
}

QTEST_GUILESS_MAIN(TestSecurity)
#include "tst_security.moc"
