#include "tests/support/pgfixture.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace bedside;
using namespace bedside::testing;

namespace {

struct Run
{
    int code = -1;
    QJsonObject answer;
    QByteArray out;
    QByteArray messages;
};

QString quoted(QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return u'\'' + value + u'\'';
}

QString dsn(const ConnectionSettings &settings)
{
    return QStringLiteral("host=%1 port=%2 dbname=%3 user=%4 password=%5")
        .arg(quoted(settings.host), settings.port, quoted(settings.database), quoted(settings.user),
             quoted(settings.password));
}

Run ctl(const QStringList &arguments, const QByteArray &input = {},
        const QProcessEnvironment &environment = {})
{
    QProcess process;
    process.setProcessEnvironment(environment.isEmpty() ? QProcessEnvironment::systemEnvironment()
                                                        : environment);
    process.start(qEnvironmentVariable("BEDSIDE_BIN") + QStringLiteral("/bedsidectl"), arguments);
    process.write(input);
    process.closeWriteChannel();
    Run run;
    if (!process.waitForFinished(30'000) || process.exitStatus() != QProcess::NormalExit)
        return run;
    run.code = process.exitCode();
    run.out = process.readAllStandardOutput();
    run.messages = process.readAllStandardError();
    run.answer = QJsonDocument::fromJson(run.out).object();
    return run;
}

} // namespace

class TestBedsidectl : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aWholeVisit();
    void theSameOperationIsDoneOnce();
    void refusalsHaveTheirCodes_data();
    void refusalsHaveTheirCodes();
    void addsPeopleWithoutSendingTheirPassword();
    void migrateIsHarmlessWhenRepeated();
    void anUnpreparedDatabaseIsNamed();
    void readsTheEnvironment();
    void theAuditChainIsChecked();
    void exportsTheOrganization();
    void theDoctorLooks();

private:
    Run as(const ConnectionSettings &who, const QString &line, const QByteArray &input = {})
    {
        return ctl(QStringList{QStringLiteral("--dsn"), dsn(who), QStringLiteral("--json")} +
                       line.split(u' '),
                   input);
    }

    std::unique_ptr<PgFixture> m_fixture;
    QUuid m_organization;
    ConnectionSettings m_practitioner;
    ConnectionSettings m_desk;
    ConnectionSettings m_administrator;
    QString m_appointment;
};

void TestBedsidectl::initTestCase()
{
    m_fixture = std::make_unique<PgFixture>();
    m_fixture->createDatabase();
    m_organization = m_fixture->addOrganization(QStringLiteral("Clinic"));
    m_practitioner = m_fixture->addPerson(QStringLiteral("doctor"), m_organization,
                                          {QStringLiteral("practitioner")}, QStringLiteral("prac-1"));
    m_desk = m_fixture->addPerson(QStringLiteral("desk"), m_organization, {QStringLiteral("front-desk")});
    m_administrator =
        m_fixture->addPerson(QStringLiteral("admin"), m_organization, {QStringLiteral("administrator")});
    m_fixture->addIntegration(m_organization);
    m_appointment =
        m_fixture->addAppointment(m_organization, QStringLiteral("prac-1"), QStringLiteral("pat-1"));
}

void TestBedsidectl::aWholeVisit()
{
    auto run = as(m_desk, QStringLiteral("visit create ") + m_appointment);
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"outcome"].toString(), QStringLiteral("created"));
    const auto visit = run.answer[u"visit"][u"id"].toString();
    const auto code = run.answer[u"visit"][u"code"].toString();
    QCOMPARE(as(m_desk, QStringLiteral("visit create ") + m_appointment).answer[u"outcome"].toString(),
             QStringLiteral("existing"));

    run = as(m_desk, QStringLiteral("visit arrive %1 --name Ana --kind patient").arg(code.toLower()));
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"outcome"].toString(), QStringLiteral("waiting"));
    QVERIFY(!run.answer[u"secret"].toString().isEmpty());
    const auto guest = run.answer[u"participant"][u"id"].toString();

    run = as(m_practitioner, QStringLiteral("visit join %1 --seat here").arg(visit));
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"outcome"].toString(), QStringLiteral("started"));
    QCOMPARE(run.answer[u"visit"][u"status"].toString(), QStringLiteral("active"));
    QVERIFY(!run.answer[u"visit"][u"encounter_id"].toString().isEmpty());
    QCOMPARE(as(m_practitioner, QStringLiteral("visit join %1 --seat here").arg(visit))
                 .answer[u"outcome"]
                 .toString(),
             QStringLiteral("rejoined"));

    run = as(m_practitioner, QStringLiteral("visit admit %1 %2").arg(visit, guest));
    QCOMPARE(run.answer[u"outcome"].toString(), QStringLiteral("admitted"));

    run = as(m_desk, QStringLiteral("agenda"));
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"entries"].toArray().size(), 1);
    QCOMPARE(run.answer[u"entries"][0][u"visit"][u"id"].toString(), visit);
    QCOMPARE(run.answer[u"entries"][0][u"patients"][0][u"name"].toString(), QStringLiteral("Patient pat-1"));

    QCOMPARE(as(m_practitioner, QStringLiteral("visit leave ") + visit).answer[u"outcome"].toString(),
             QStringLiteral("left"));
    run = as(m_practitioner, QStringLiteral("visit end ") + visit);
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"outcome"].toString(), QStringLiteral("ended"));
    QCOMPARE(as(m_practitioner, QStringLiteral("visit end ") + visit).answer[u"outcome"].toString(),
             QStringLiteral("already_ended"));
    QCOMPARE(as(m_practitioner, QStringLiteral("visit join ") + visit).code, 4);
    QCOMPARE(as(m_desk, QStringLiteral("visit show ") + visit).answer[u"visit"][u"status"].toString(),
             QStringLiteral("ended"));
    QCOMPARE(m_fixture->brokenInvariants(), QStringList());
}

void TestBedsidectl::theSameOperationIsDoneOnce()
{
    const auto line =
        QStringLiteral("visit instant --operation ") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto first = as(m_practitioner, line);
    const auto second = as(m_practitioner, line);
    QVERIFY2(first.code == 0 && second.code == 0, second.messages);
    QVERIFY(!first.answer[u"replayed"].toBool());
    QVERIFY(second.answer[u"replayed"].toBool());
    QCOMPARE(second.answer[u"visit"][u"id"], first.answer[u"visit"][u"id"]);
    const auto other = line + QStringLiteral(" --patient pat-1");
    QCOMPARE(as(m_practitioner, other).code, 4);
    const auto visit = first.answer[u"visit"][u"id"].toString();
    QCOMPARE(as(m_practitioner, QStringLiteral("visit cancel %1 --reason test").arg(visit)).code, 0);
}

void TestBedsidectl::refusalsHaveTheirCodes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    const auto nobody = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QTest::newRow("no command") << "visit destroy" << 2;
    QTest::newRow("missing word") << "visit end" << 2;
    QTest::newRow("missing option") << QStringLiteral("visit cancel ") + nobody << 2;
    QTest::newRow("unknown option") << "visit list --colour red" << 2;
    QTest::newRow("duty") << QStringLiteral("visit join ") + nobody << 5;
    QTest::newRow("not an administrator") << "user list" << 5;
    QTest::newRow("unknown visit") << QStringLiteral("visit show ") + nobody << 6;
    QTest::newRow("unknown code") << "visit show ABCDE12345" << 6;
    QTest::newRow("unknown appointment") << "visit create nowhere" << 6;
    QTest::newRow("malformed code") << "visit show what" << 7;
    QTest::newRow("malformed id") << "visit end what" << 7;
    QTest::newRow("kind") << "visit arrive ABCDE12345 --name X --kind practitioner" << 7;
    QTest::newRow("date") << "agenda --date yesterday" << 7;
}

void TestBedsidectl::refusalsHaveTheirCodes()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    const auto run = as(m_desk, line);
    QVERIFY2(run.code == code, run.messages + " exit " + QByteArray::number(run.code));
    QVERIFY(!run.messages.isEmpty());
    QCOMPARE(run.answer[u"error"].isObject(), code != 2);
    auto away = m_desk;
    away.host = QStringLiteral("/nonexistent");
    if (code == 6)
        QCOMPARE(as(away, line).code, 3);
}

void TestBedsidectl::addsPeopleWithoutSendingTheirPassword()
{
    auto run =
        as(m_administrator,
           QStringLiteral("user add nova --duty practitioner,front-desk --name Nova --practitioner prac-9"),
           "päss word\n");
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"person"][u"login"].toString(), QStringLiteral("nova"));
    QVERIFY(!run.out.contains("word"));
    auto nova = m_desk;
    nova.user = QStringLiteral("nova");
    nova.password = QString::fromUtf8("päss word");
    QCOMPARE(as(nova, QStringLiteral("agenda")).code, 0);
    nova.password = QStringLiteral("other");
    QCOMPARE(as(nova, QStringLiteral("agenda")).code, 5);
    QCOMPARE(as(m_administrator, QStringLiteral("user add nova --duty auditor"), "x\n").code, 4);
    QCOMPARE(as(m_administrator, QStringLiteral("user add empty --duty auditor")).code, 7);
    QCOMPARE(as(m_administrator, QStringLiteral("user disable nova")).code, 0);
    nova.password = QString::fromUtf8("päss word");
    QCOMPARE(as(nova, QStringLiteral("agenda")).code, 5);
    run = as(m_administrator, QStringLiteral("user list"));
    QVERIFY(run.answer[u"people"].toArray().size() >= 4);
}

void TestBedsidectl::migrateIsHarmlessWhenRepeated()
{
    const auto run = as(m_fixture->owner(), QStringLiteral("migrate"));
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"applied"].toArray().size(), 0);
}

void TestBedsidectl::anUnpreparedDatabaseIsNamed()
{
    const auto before = m_fixture->owner().database;
    const auto settings = m_fixture->createEmptyDatabase();
    const auto run = as(settings, QStringLiteral("agenda"));
    QCOMPARE(run.code, 4);
    QCOMPARE(run.answer[u"error"][u"reason"].toString(), QStringLiteral("schema.absent"));
    QVERIFY(run.messages.contains("bedsidectl migrate"));
    QCOMPARE(as(settings, QStringLiteral("doctor")).code, 4);
    QVERIFY(before != settings.database);
}

void TestBedsidectl::readsTheEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DB_HOST"), m_desk.host);
    environment.insert(QStringLiteral("DB_NAME"), m_desk.database);
    environment.insert(QStringLiteral("DB_USER"), m_desk.user);
    environment.insert(QStringLiteral("DB_PASSWORD"), m_desk.password);
    environment.insert(QStringLiteral("PGOPTIONS"), QStringLiteral("-c nonsense=1"));
    environment.insert(QStringLiteral("PGUSER"), QStringLiteral("nobody"));
    const auto run =
        ctl({QStringLiteral("visit"), QStringLiteral("list"), QStringLiteral("--json")}, {}, environment);
    QVERIFY2(run.code == 0, run.messages);
    QVERIFY(run.answer[u"visits"].isArray());
}

void TestBedsidectl::theAuditChainIsChecked()
{
    auto run = as(m_administrator, QStringLiteral("audit publish"));
    QVERIFY2(run.code == 0, run.messages);
    run = as(m_administrator, QStringLiteral("audit verify"));
    QVERIFY2(run.code == 0, run.messages);
    QVERIFY(run.answer[u"intact"].toBool());
    QVERIFY(run.answer[u"lines"].toInt() > 3);
    QCOMPARE(run.answer[u"published_heads"].toInt(), 1);
}

void TestBedsidectl::exportsTheOrganization()
{
    QTemporaryDir folder;
    const auto run =
        as(m_administrator, QStringLiteral("export --out ") + folder.filePath(QStringLiteral("out")));
    QVERIFY2(run.code == 0, run.messages);
    QVERIFY(run.answer[u"counts"][u"Patient"].toInt() >= 1);
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("out/manifest.json"))));
}

void TestBedsidectl::theDoctorLooks()
{
    const auto run = as(m_administrator, QStringLiteral("doctor"));
    QVERIFY2(run.code == 0, run.out + run.messages);
    QStringList checks;
    for (const auto &finding : run.answer[u"findings"].toArray())
        checks.append(finding.toObject()[u"check"].toString());
    QCOMPARE(checks, QStringLiteral("server encryption clock role schema account rights worker").split(u' '));
}

QTEST_GUILESS_MAIN(TestBedsidectl)
#include "tst_bedsidectl.moc"
