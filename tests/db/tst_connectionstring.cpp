#include "core/db/connectionstring.h"
#include "core/settings/environment.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace bedside;
using namespace bedside::db;
using namespace std::chrono_literals;

namespace {

QString text(const ConnectionSettings &settings)
{
    return QString::fromStdString(connectionString(settings, 5'000ms));
}

ConnectionSettings from(const char *dsn)
{
    return *connectionSettings(QString::fromUtf8(dsn), {}, {});
}

} // namespace

class TestConnectionString : public QObject
{
    Q_OBJECT

private slots:
    void theGivenComesBeforeTheEnvironmentTheFileAndTheDefaults()
    {
        const QHash<QString, QString> environment{{QStringLiteral("DB_HOST"), QStringLiteral("env-host")},
                                                  {QStringLiteral("DB_NAME"), QStringLiteral("env-name")}};
        const QHash<QString, QString> file{{QStringLiteral("DB_NAME"), QStringLiteral("file-name")},
                                           {QStringLiteral("DB_USER"), QStringLiteral("file-user")}};
        const auto settings = connectionSettings(QStringLiteral("host=dsn-host"), environment, file);
        QVERIFY(settings.has_value());
        QCOMPARE(settings->host, QStringLiteral("dsn-host"));
        QCOMPARE(settings->database, QStringLiteral("env-name"));
        QCOMPARE(settings->user, QStringLiteral("file-user"));
        QCOMPARE(settings->port, QStringLiteral("5432"));
        QCOMPARE(connectionSettings({}, {}, {})->database, QStringLiteral("medplum"));
    }

    void readsUris()
    {
        const auto settings = from("postgresql://ana:p%40ss@db.clinic:6543/ehr?sslmode=require");
        QCOMPARE(settings.host, QStringLiteral("db.clinic"));
        QCOMPARE(settings.port, QStringLiteral("6543"));
        QCOMPARE(settings.database, QStringLiteral("ehr"));
        QCOMPARE(settings.password, QStringLiteral("p@ss"));
        QCOMPARE(settings.tlsMode, TlsMode::Require);
        QVERIFY(settings.isWeak());
    }

    void malformedTextIsRefusedWithoutRepeatingIt()
    {
        const auto settings = connectionSettings(QStringLiteral("password=secret nonsense"), {}, {});
        QVERIFY(!settings.has_value());
        QCOMPARE(settings.error().reason, QStringLiteral("dsn.malformed"));
        QVERIFY(!settings.error().detail.contains(QStringLiteral("secret")));
    }

    void aNetworkMeansFullChecks()
    {
        const auto string = text(from("host=db.clinic password=x"));
        QVERIFY(string.contains(QStringLiteral("sslmode='verify-full'")));
        QVERIFY(string.contains(QStringLiteral("channel_binding='require'")));
        QVERIFY(string.contains(QStringLiteral("sslrootcert='")));
        QVERIFY(string.contains(QStringLiteral("gssencmode='disable'")));
        QVERIFY(string.contains(QStringLiteral("passfile='")));
        QVERIFY(!from("host=db.clinic").isWeak());
    }

    void whoseHostIsWhere_data()
    {
        QTest::addColumn<QString>("dsn");
        QTest::addColumn<bool>("local");
        QTest::newRow("socket") << "host=/run/postgresql" << true;
        QTest::newRow("name") << "host=localhost" << true;
        QTest::newRow("v4") << "host=127.0.0.1" << true;
        QTest::newRow("v6") << "host=::1" << true;
        QTest::newRow("far") << "host=db.clinic" << false;
        QTest::newRow("one far") << "host=localhost,db.clinic" << false;
        QTest::newRow("address elsewhere") << "host=localhost hostaddr=192.0.2.1" << false;
        QTest::newRow("looks local") << "host=localhost.example.org" << false;
    }

    void whoseHostIsWhere()
    {
        QFETCH(QString, dsn);
        QFETCH(bool, local);
        QCOMPARE(connectionSettings(dsn, {}, {})->isLocal(), local);
    }

    void socketsNeedNoTls()
    {
        const auto string = text(from("host=/run/postgresql"));
        QVERIFY(string.contains(QStringLiteral("sslmode='disable'")));
    }

    void valuesCannotAddParameters()
    {
        auto settings = from("host=/tmp");
        settings.password = QStringLiteral("x' sslmode='disable' host='evil\\");
        const auto again = connectionSettings(text(settings), {}, {});
        QVERIFY(again.has_value());
        QCOMPARE(again->password, settings.password);
        QCOMPARE(again->host, QStringLiteral("/tmp"));
    }

    void readsTheFileOfTheWorkingDirectory()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral(".env")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "# comment\nDB_HOST=h # where\nexport DB_USER = 'u ser'\nDB_PASSWORD=\"a#b=c\"\nnonsense\n=x\n");
        file.close();
        const auto values = readEnvironmentFile(file.fileName());
        QCOMPARE(values.value(QStringLiteral("DB_HOST")), QStringLiteral("h"));
        QCOMPARE(values.value(QStringLiteral("DB_USER")), QStringLiteral("u ser"));
        QCOMPARE(values.value(QStringLiteral("DB_PASSWORD")), QStringLiteral("a#b=c"));
        QCOMPARE(values.size(), 3);
        QVERIFY(readEnvironmentFile(folder.filePath(QStringLiteral("absent"))).isEmpty());
    }

    void theEnvironmentOfOthersIsRemoved()
    {
        qputenv("PGHOST", "evil");
        qputenv("PGSSLMODE", "disable");
        qputenv("QTWEBENGINE_REMOTE_DEBUGGING", "1");
        qputenv("DB_HOST", "kept");
        scrubEnvironment();
        QVERIFY(!qEnvironmentVariableIsSet("PGHOST"));
        QVERIFY(!qEnvironmentVariableIsSet("PGSSLMODE"));
        QVERIFY(!qEnvironmentVariableIsSet("QTWEBENGINE_REMOTE_DEBUGGING"));
        QCOMPARE(qgetenv("DB_HOST"), QByteArray("kept"));
    }

    void makesScramVerifiersHere()
    {
        const auto verifier = scramVerifier(QStringLiteral("ana"), QStringLiteral("geheim"));
        QVERIFY(verifier.has_value());
        QVERIFY(verifier->startsWith(QStringLiteral("SCRAM-SHA-256$4096:")));
        QVERIFY(!verifier->contains(QStringLiteral("geheim")));
        QVERIFY(*scramVerifier(QStringLiteral("ana"), QStringLiteral("geheim")) != *verifier);
        QVERIFY(!scramVerifier(QStringLiteral("ana"), {}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestConnectionString)
#include "tst_connectionstring.moc"
