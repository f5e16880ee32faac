#include "tests/support/programs.h"

#include <QTest>

using namespace bedside::testing;
using namespace Qt::StringLiterals;

//! A guest's way through the sandbox's real HTTP, with the practitioner at bedsidectl. Not as root.
class GuestHttpTest : public QObject
{
    Q_OBJECT

private:
    HttpAnswer ask(const QString &action, const QJsonObject &body)
    {
        return httpPost(m_sandbox.roomService(u"/api/guest/"_s + action),
                        QJsonDocument(body).toJson(QJsonDocument::Compact));
    }
    HttpAnswer arrive(const QString &code)
    {
        return ask(u"arrive"_s, {{u"code"_s, code}, {u"name"_s, u"Ana"_s}, {u"kind"_s, u"patient"_s}});
    }
    ProgramRun visit(const QString &words) { return ctl(m_practitioner, u"visit "_s + words); }
    static QString reason(const HttpAnswer &answer) { return answer.body[u"error"][u"code"].toString(); }

    SandboxProgram m_sandbox;
    QString m_practitioner;

private slots:
    void initTestCase();
    void arrivesIsAdmittedEntersAndLeaves();
    void deniedGuestsStayOutside();
    void codesThatDoNotWorkLookTheSame();
    void nobodyNamesARole_data();
    void nobodyNamesARole();
};

void GuestHttpTest::initTestCase()
{
    QVERIFY(m_sandbox.start());
    m_practitioner = m_sandbox.dsn(u"practitioner"_s);
}

void GuestHttpTest::arrivesIsAdmittedEntersAndLeaves()
{
    const auto made = visit(u"instant"_s);
    QVERIFY2(made.code == 0, made.messages);
    const auto id = made.answer[u"visit"][u"id"].toString();
    const auto code = made.answer[u"visit"][u"code"].toString();
    const auto arrived = arrive(code.toLower());
    QCOMPARE(arrived.status, 200);
    QCOMPARE(arrived.body[u"participant"][u"state"].toString(), u"waiting"_s);
    QVERIFY(!arrived.text.contains("grant"));
    const QJsonObject me{{u"participant"_s, arrived.body[u"participant"][u"id"]},
                         {u"secret"_s, arrived.body[u"secret"]}};
    QCOMPARE(ask(u"status"_s, me).body[u"visit_status"].toString(), u"scheduled"_s);
    QCOMPARE(reason(ask(u"enter"_s, me)), u"participant.state"_s);

    const auto joined = visit(u"join %1 --wait 30"_s.arg(id));
    QVERIFY2(joined.code == 0, joined.messages);
    QCOMPARE(ask(u"enter"_s, me).status, 409);
    const auto wrongKey = QJsonObject{{u"participant"_s, me[u"participant"]}, {u"secret"_s, u"x"_s}};
    QCOMPARE(ask(u"enter"_s, wrongKey).status, 404);
    QCOMPARE(visit(u"admit %1 %2"_s.arg(id, me[u"participant"].toString())).code, 0);
    QCOMPARE(ask(u"status"_s, me).body[u"participant"][u"state"].toString(), u"admitted"_s);
    QCOMPARE(ask(u"enter"_s, wrongKey).status, 404);

    const auto entered = ask(u"enter"_s, me);
    QVERIFY2(entered.status == 200, entered.text);
    const auto grant = entered.body[u"grant"].toObject();
    QCOMPARE(grant[u"role"].toString(), u"patient"_s);
    QVERIFY(!entered.body.contains(u"secret"));
    const auto token = grant[u"token"].toString().toUtf8();
    QCOMPARE(httpGet(m_sandbox.roomService(u"/init"_s), token).status, 200);
    QVERIFY(httpGet(m_sandbox.roomService(u"/init"_s), token.chopped(4) + "AAAA").status >= 400);
    // The guest's token opens the room and manages nothing.
    QCOMPARE(httpGet(m_sandbox.roomService(u"/v2/rooms"_s), token).status, 401);

    QCOMPARE(ask(u"leave"_s, me).body[u"participant"][u"state"].toString(), u"left"_s);
    QCOMPARE(ask(u"leave"_s, me).status, 200);
    QCOMPARE(visit(u"end "_s + id).answer[u"outcome"].toString(), u"ended"_s);
    QCOMPARE(reason(ask(u"enter"_s, me)), u"visit.ended"_s);
    QCOMPARE(m_sandbox.brokenInvariants(), QStringList());
}

void GuestHttpTest::deniedGuestsStayOutside()
{
    const auto made = visit(u"instant"_s).answer[u"visit"].toObject();
    const auto arrived = arrive(made[u"code"].toString()).body;
    const QJsonObject me{{u"participant"_s, arrived[u"participant"][u"id"]},
                         {u"secret"_s, arrived[u"secret"]}};
    const auto id = made[u"id"].toString();
    QCOMPARE(visit(u"join %1 --wait 30"_s.arg(id)).code, 0);
    QCOMPARE(visit(u"deny %1 %2"_s.arg(id, me[u"participant"].toString())).code, 0);
    const auto refused = ask(u"enter"_s, me);
    QCOMPARE(refused.status, 409);
    QVERIFY(!refused.text.contains("token"));
    QCOMPARE(visit(u"end "_s + id).code, 0);
}

void GuestHttpTest::codesThatDoNotWorkLookTheSame()
{
    const auto ended = visit(u"instant"_s).answer[u"visit"].toObject();
    QCOMPARE(visit(u"cancel %1 --reason test"_s.arg(ended[u"id"].toString())).code, 0);
    const auto expired = visit(u"instant"_s).answer[u"visit"].toObject();
    m_sandbox.column("UPDATE bedside.visit SET expires_at = clock_timestamp() - interval '1 second' "
                     "WHERE meeting = '" +
                     expired[u"id"].toString().toUtf8() + "' RETURNING 1");
    const auto unknown = arrive(u"ZZZZZ22222"_s);
    QCOMPARE(unknown.status, 404);
    for (const auto &visit : {ended, expired}) {
        const auto answer = arrive(visit[u"code"].toString());
        QCOMPARE(answer.status, unknown.status);
        QCOMPARE(answer.text, unknown.text);
        auto headers = answer.headers;
        auto expected = unknown.headers;
        for (const char *moving : {"date", "keep-alive"}) {
            headers.remove(moving);
            expected.remove(moving);
        }
        QCOMPARE(headers, expected);
    }
    const auto page = [this](const QString &code) {
        return httpGet(m_sandbox.roomService(u"/meeting/"_s + code)).text;
    };
    QCOMPARE(page(ended[u"code"].toString()), page(u"ZZZZZ22222"_s));
}

void GuestHttpTest::nobodyNamesARole_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("role") << u"role"_s << QJsonValue(u"clinician"_s);
    QTest::newRow("userType") << u"userType"_s << QJsonValue(u"practitioner"_s);
    QTest::newRow("organization") << u"organization"_s << QJsonValue(u"x"_s);
    QTest::newRow("state") << u"state"_s << QJsonValue(u"admitted"_s);
    QTest::newRow("kind") << u"kind"_s << QJsonValue(u"practitioner"_s);
    QTest::newRow("type") << u"name"_s << QJsonValue(5);
    QTest::newRow("object") << u"name"_s << QJsonValue(QJsonObject{{u"a"_s, u"b"_s}});
}

void GuestHttpTest::nobodyNamesARole()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    const auto made = visit(u"instant"_s).answer[u"visit"].toObject();
    QJsonObject body{{u"code"_s, made[u"code"]}, {u"name"_s, u"Ana"_s}, {u"kind"_s, u"patient"_s}};
    body[field] = value;
    QCOMPARE(ask(u"arrive"_s, body).status, 400);
    const auto shown = visit(u"show "_s + made[u"id"].toString());
    for (const auto &participant : shown.answer[u"visit"][u"participants"].toArray())
        QVERIFY(participant[u"name"].toString() != u"Ana"_s);
    QCOMPARE(visit(u"cancel %1 --reason test"_s.arg(made[u"id"].toString())).code, 0);
}

QTEST_GUILESS_MAIN(GuestHttpTest)
#include "tst_guesthttp.moc"
