#include "app/sandbox/samplehistory.h"
#include "core/db/connectionstring.h"
#include "core/db/link.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace bedside;
using Json = nlohmann::json;

//! bedside-sandbox as its users start it. Not as root.
class SandboxTest : public QObject
{
    Q_OBJECT

private:
    static constexpr int kPatienceMs = 90'000;

    Json started(QProcess &sandbox, const QStringList &more = {})
    {
        sandbox.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        sandbox.start(qEnvironmentVariable("BEDSIDE_BIN") + QStringLiteral("/bedside-sandbox"),
                      QStringList{QStringLiteral("--data"), m_directory.filePath(QStringLiteral("clinic"))} +
                          more);
        const bool isReady = QTest::qWaitFor(
            [&sandbox] { return sandbox.canReadLine() || sandbox.state() == QProcess::NotRunning; },
            kPatienceMs);
        const QByteArray line = isReady ? sandbox.readLine() : QByteArray();
        return Json::parse(line.begin(), line.end(), nullptr, false);
    }
    static void end(QProcess &sandbox)
    {
        sandbox.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), QProcess::NotRunning, kPatienceMs);
        QCOMPARE(sandbox.exitCode(), 0);
    }
    static std::string value(const Json &ready, const std::string &sql)
    {
        const auto settings =
            db::connectionSettings(QString::fromStdString(ready.at("dsn").get<std::string>()), {}, {});
        db::Link link(*settings, std::chrono::seconds(10));
        pqxx::nontransaction work(link.connection());
        return work.exec(sql)[0][0].c_str();
    }
    //! The server's pid file is there while it runs.
    bool databaseRuns() const
    {
        return QDir(m_directory.filePath(QStringLiteral("clinic")))
            .exists(QStringLiteral("cluster/data/postmaster.pid"));
    }

    QTemporaryDir m_directory;

private slots:
    void sampleClinicHasWhatItPromises()
    {
        const auto clinic = sandbox::SampleClinic::builtIn();
        QVERIFY(clinic);
        QCOMPARE(clinic->organizations.size(), 2);
        QVERIFY(clinic->organizations[0].timeZone != clinic->organizations[1].timeZone);
        QCOMPARE(clinic->organizations[0].patients.size() + clinic->organizations[1].patients.size(), 60);
        QCOMPARE(clinic->organizations[0].practitioners().size() +
                     clinic->organizations[1].practitioners().size(),
                 4);
        for (const int hour : {0, 7, 12, 20, 23}) {
            const QDateTime now(QDate(2026, 3, 29), QTime(hour, 57), Qt::UTC);
            const auto history = sandbox::sampleHistory(*clinic, now, QStringLiteral("http://127.0.0.1:1"));
            QSet<QString> ids;
            QHash<QString, int> soon;
            QSet<QString> words;
            for (const auto &resource : history.resources) {
                ids.insert(QString::fromStdString(resource.document.at("id").get<std::string>()));
                if (resource.document.at("resourceType") != "Appointment")
                    continue;
                words.insert(QString::fromStdString(resource.document.at("status").get<std::string>()));
                const auto start = QDateTime::fromString(
                    QString::fromStdString(resource.document.at("start").get<std::string>()),
                    Qt::ISODateWithMs);
                if (resource.document.at("status") == "booked" && qAbs(now.secsTo(start)) <= 300)
                    ++soon[QString::fromStdString(resource.document.at("participant")[0]
                                                      .at("actor")
                                                      .at("reference")
                                                      .get<std::string>())];
            }
            QCOMPARE(ids.size(), history.resources.size());
            QVERIFY(soon.size() >= 3);
            QCOMPARE(words.size(), 11);
        }
    }

    void keepsEverythingOverRestarts()
    {
        std::string visits;
        std::string password;
        for (int start = 0; start < 3; ++start) {
            QProcess sandbox;
            const Json ready = started(sandbox);
            QVERIFY2(ready.is_object(), "the sandbox says that it is ready");
            QVERIFY(ready.at("join_base")
                        .get<std::string>()
                        .starts_with(ready.at("room_service").get<std::string>() + "/meeting/"));
            QCOMPARE(ready.at("logins").size(), 10U);
            const Json first = ready.at("logins")[0];
            const std::string count = value(ready, "SELECT count(*) FROM public.virtual_meetings");
            if (start == 0) {
                visits = count;
                password = first.at("password").get<std::string>();
                QVERIFY(std::stoi(count) > 100);
            }
            QCOMPARE(count, visits);
            QCOMPARE(first.at("password").get<std::string>(), password);
            QCOMPARE(value(Json{{"dsn", first.at("dsn")}}, "SELECT bedside_api.whoami() ->> 'display'"),
                     first.at("display").get<std::string>());
            end(sandbox);
            QVERIFY(!databaseRuns());
        }
    }

    void freshStartsOver()
    {
        QProcess sandbox;
        const Json ready = started(sandbox, {QStringLiteral("--fresh")});
        QVERIFY(ready.is_object());
        end(sandbox);
    }

    void foreignDirectoriesAreLeftAlone()
    {
        QTemporaryDir foreign;
        QFile file(foreign.filePath(QStringLiteral("thesis.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QProcess sandbox;
        sandbox.start(qEnvironmentVariable("BEDSIDE_BIN") + QStringLiteral("/bedside-sandbox"),
                      {QStringLiteral("--fresh"), QStringLiteral("--data"), foreign.path()});
        QVERIFY(sandbox.waitForFinished());
        QCOMPARE(sandbox.exitCode(), 1);
        QVERIFY(file.exists());
    }
};

QTEST_GUILESS_MAIN(SandboxTest)
#include "tst_sandbox.moc"
