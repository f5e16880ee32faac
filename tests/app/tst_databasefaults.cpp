#include "core/db/migrator.h"
#include "tests/db/session.h"
#include "tests/support/faultproxy.h"
#include "tests/support/pgfixture.h"
#include "tests/support/programs.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace bedside;
using namespace bedside::testing;
using namespace Qt::StringLiterals;

//! What bedsidectl says of a database that is not as it should be, and that nothing is lost by it.
class DatabaseFaultsTest : public QObject
{
    Q_OBJECT

private:
    static QString script(const QString &name)
    {
        QFile file(u":/bedside/sql/"_s + name);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    //! The database of an earlier Bedside: the migrations up to this one, as its migrator ran them.
    void migrateUpTo(int version)
    {
        Session root(m_pg->createEmptyDatabase());
        root.run("CREATE EXTENSION pgcrypto SCHEMA public");
        const QDir folder(u":/bedside/sql/migrations"_s);
        for (const auto &name : folder.entryList(QDir::Files, QDir::Name)) {
            const int number = name.section(u'_', 0, 0).toInt();
            if (number > version)
                break;
            const auto text = script(u"migrations/"_s + name);
            const auto sum = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex();
            root.run("BEGIN");
            root.run(pgcryptoAt(script(u"prelude.sql"_s)));
            root.run(pgcryptoAt(text));
            root.run("RESET ROLE; SET LOCAL ROLE bedside_owner");
            root.run("INSERT INTO bedside.schema_migration (version, name, checksum) VALUES (" +
                     std::to_string(number) + ", '" + name.chopped(4).toStdString() + "', '" +
                     sum.toStdString() + "')");
            root.run("RESET ROLE");
            root.run(pgcryptoAt(script(u"postlude.sql"_s)));
            root.run("COMMIT");
        }
    }
    static std::string pgcryptoAt(QString text)
    {
        return text.replace(u"@pgcrypto@"_s, u"public"_s).toStdString();
    }
    //! A working practice in the current database.
    void addPractice()
    {
        m_organization = m_pg->addOrganization(u"Practice"_s);
        m_doctor = dsnOf(m_pg->addPerson(u"doctor"_s, m_organization, {u"practitioner"_s}, u"prac-1"_s));
        m_appointment = m_pg->addAppointment(m_organization, u"prac-1"_s, u"pat-1"_s);
    }
    QString owner() const { return dsnOf(m_pg->owner()); }
    std::string visits() { return m_pg->value("SELECT count(*) FROM public.virtual_meetings"); }

    std::unique_ptr<PgFixture> m_pg;
    QUuid m_organization;
    QString m_doctor;
    QString m_appointment;

private slots:
    void initTestCase() { m_pg = std::make_unique<PgFixture>(); }
    void init()
    {
        m_pg->createDatabase();
        addPractice();
    }
    void absentServers_data();
    void absentServers();
    void silentServer();
    void older();
    void newer();
    void halfMigrated();
    void changedByHand();
};

#define REFUSED(run, exit, word)                                                                             \
    do {                                                                                                     \
        const auto &what = (run);                                                                            \
        QCOMPARE(what.reason(), QStringLiteral(word));                                                       \
        QCOMPARE(what.code, exit);                                                                           \
        QVERIFY2(!what.messages.startsWith("Refused") && what.messages.contains('.'), what.messages);        \
    } while (false)

void DatabaseFaultsTest::absentServers_data()
{
    QTest::addColumn<QString>("dsn");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    auto settings = m_pg->owner();
    const auto row = [](const char *name, const ConnectionSettings &at, int code, const QString &reason) {
        QTest::newRow(name) << dsnOf(at) << code << reason;
    };
    auto away = settings;
    away.host = u"/nonexistent"_s;
    row("no socket", away, 3, u"server.unreachable"_s);
    away.host = u"127.0.0.1"_s;
    away.port = u"9"_s;
    row("nobody listens", away, 3, u"server.unreachable"_s);
    auto other = settings;
    other.database = u"nowhere"_s;
    row("no such database", other, 6, u"database.unknown"_s);
    auto stranger = settings;
    stranger.password = u"wrong"_s;
    row("wrong password", stranger, 5, u"login.refused"_s);
    stranger.user = u"nobody"_s;
    row("no such login", stranger, 5, u"login.refused"_s);
}

void DatabaseFaultsTest::absentServers()
{
    QFETCH(QString, dsn);
    QFETCH(int, code);
    QFETCH(QString, reason);
    for (const char *line : {"agenda", "visit create x", "migrate", "doctor", "worker"}) {
        const auto run = ctl(dsn, QString::fromLatin1(line));
        QCOMPARE(run.reason(), reason);
        QCOMPARE(run.code, code);
        QVERIFY2(!run.messages.startsWith("Refused"), run.messages);
        QVERIFY(!run.messages.contains("wrong"));
    }
}

void DatabaseFaultsTest::silentServer()
{
    FaultProxy proxy(m_pg->owner().host);
    proxy.setFrozen(true);
    auto settings = m_pg->owner();
    settings.host = proxy.host();
    QElapsedTimer timer;
    timer.start();
    const auto run = ctl(dsnOf(settings), u"agenda"_s);
    QCOMPARE(run.code, 3);
    QVERIFY2(run.reason().startsWith(u"server."_s), run.out);
    QVERIFY2(!run.messages.startsWith("Refused"), run.messages);
    QVERIFY(timer.elapsed() < 20'000);
}

void DatabaseFaultsTest::older()
{
    const int before = db::librarySchemaVersion() - 1;
    migrateUpTo(before);
    // The functions that came with it, as far as anybody asks for them.
    Session root(m_pg->owner());
    const QDir folder(u":/bedside/sql/functions"_s);
    root.run("BEGIN");
    root.run(pgcryptoAt(script(u"prelude.sql"_s)));
    for (const auto &name : folder.entryList(QDir::Files, QDir::Name))
        root.run(pgcryptoAt(script(u"functions/"_s + name)));
    root.run("RESET ROLE");
    root.run(pgcryptoAt(script(u"postlude.sql"_s)));
    root.run("COMMIT");
    addPractice();
    for (const auto &line : {u"agenda"_s, u"visit create "_s + m_appointment, u"user list"_s, u"worker"_s}) {
        const auto run = ctl(m_doctor, line);
        REFUSED(run, 4, "schema.older");
        QVERIFY(run.messages.contains("bedsidectl migrate"));
    }
    QCOMPARE(visits(), std::string("0"));
    QCOMPARE(ctl(m_doctor, u"doctor"_s).code, 4);

    const auto migrated = ctl(owner(), u"migrate"_s);
    QVERIFY2(migrated.code == 0, migrated.messages);
    QCOMPARE(migrated.answer[u"applied"].toArray().size(), 1);
    QCOMPARE(ctl(m_doctor, u"visit create "_s + m_appointment).code, 0);
    QCOMPARE(m_pg->brokenInvariants(), QStringList());
}

void DatabaseFaultsTest::newer()
{
    m_pg->value("INSERT INTO bedside.schema_migration (version, name, checksum) VALUES (" +
                std::to_string(db::librarySchemaVersion() + 1) + ", 'later', 'x')");
    for (const auto &line : {u"agenda"_s, u"visit create "_s + m_appointment, u"worker"_s}) {
        const auto run = ctl(m_doctor, line);
        REFUSED(run, 4, "schema.newer");
        QVERIFY(run.messages.contains("update Bedside"));
    }
    REFUSED(ctl(owner(), u"migrate"_s), 4, "schema.newer");
    QCOMPARE(ctl(m_doctor, u"doctor"_s).code, 4);
    QCOMPARE(visits(), std::string("0"));
}

void DatabaseFaultsTest::halfMigrated()
{
    for (int version = 1; version < db::librarySchemaVersion(); version += 2) {
        migrateUpTo(version);
        for (const auto &line : {u"agenda"_s, u"visit create x"_s, u"worker"_s})
            REFUSED(ctl(owner(), line), 4, "schema.absent");
        const auto migrated = ctl(owner(), u"migrate"_s);
        QVERIFY2(migrated.code == 0, migrated.messages);
        QCOMPARE(migrated.answer[u"applied"].toArray().size(), db::librarySchemaVersion() - version);
        addPractice();
        QCOMPARE(ctl(m_doctor, u"visit create "_s + m_appointment).code, 0);
        QCOMPARE(m_pg->brokenInvariants(), QStringList());
    }
}

void DatabaseFaultsTest::changedByHand()
{
    m_pg->value("UPDATE bedside.schema_migration SET checksum = 'x' WHERE version = 2");
    const auto run = ctl(owner(), u"migrate"_s);
    REFUSED(run, 4, "schema.modified");
    QVERIFY(run.messages.contains("0002_"));
}

QTEST_GUILESS_MAIN(DatabaseFaultsTest)
#include "tst_databasefaults.moc"
