#include "tests/db/session.h"
#include "tests/support/pgfixture.h"

#include "core/cache/sqliteoperationjournal.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <random>

using namespace bedside;
using namespace bedside::testing;

namespace {

constexpr int kKills = 200;
constexpr int kClients = 4;
constexpr int kPatience = 60'000;

} // namespace

//! Clients, server processes and the whole server are killed at random while visits run.
class TestKills : public QObject
{
    Q_OBJECT

private:
    struct Worker
    {
        ConnectionSettings settings;
        QStringList appointments;
        QString journal;
        std::unique_ptr<QProcess> process;
        QList<QByteArray> told; //!< every line it has ever said
        int starts = 0;
        bool settle = false;
    };

    std::unique_ptr<PgFixture> m_pg;
    QUuid m_organization;
    QTemporaryDir m_folder;
    std::array<Worker, kClients> m_workers;
    std::mt19937 m_chance;
    int m_lines = 0;

    unsigned chance(unsigned choices)
    {
        return std::uniform_int_distribution<unsigned>(0, choices - 1)(m_chance);
    }

    void start(Worker &worker)
    {
        worker.process = std::make_unique<QProcess>();
        worker.process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        connect(worker.process.get(), &QProcess::readyReadStandardOutput, this,
                [this, &worker] { listen(worker); });
        worker.process->start(QCoreApplication::applicationDirPath() + QStringLiteral("/visitclient"),
                              QStringList());
        nlohmann::json orders{{"host", worker.settings.host.toStdString()},
                              {"database", worker.settings.database.toStdString()},
                              {"user", worker.settings.user.toStdString()},
                              {"password", worker.settings.password.toStdString()},
                              {"journal", worker.journal.toStdString()},
                              {"seed", chance(1'000'000) + static_cast<unsigned>(++worker.starts)},
                              {"appointments", nlohmann::json::array()},
                              {"settle", worker.settle}};
        for (const QString &id : worker.appointments)
            orders["appointments"].push_back(id.toStdString());
        worker.process->write(QByteArray::fromStdString(orders.dump()) + '\n');
    }

    void listen(Worker &worker)
    {
        while (worker.process->canReadLine()) {
            worker.told << worker.process->readLine().trimmed();
            ++m_lines;
        }
    }

    //! Waits until the clients together have said some more, so that every kill meets work under way.
    void letWork()
    {
        const int wanted = m_lines + 1 + static_cast<int>(chance(20));
        QTRY_VERIFY2_WITH_TIMEOUT(m_lines >= wanted, "the clients do not get on", kPatience);
    }

    //! Appointments as the web system writes them. Two clients share each, so that they also meet in a visit.
    void book(int count)
    {
        Session owner(m_pg->owner());
        const auto rows = owner.run(R"(
            INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
            SELECT 'app-' || g, 'Appointment', jsonb_build_object(
                       'resourceType', 'Appointment', 'id', 'app-' || g, 'status', 'booked',
                       'start', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       'participant', jsonb_build_array(
                           jsonb_build_object('actor', jsonb_build_object('reference', 'Practitioner/prac-0')),
                           jsonb_build_object('actor', jsonb_build_object('reference', 'Patient/pat-' || g)))),
                   ')" + text(m_organization) +
                                    "', now(), now() FROM generate_series(1, " + std::to_string(count) +
                                    ") AS g RETURNING id");
        for (const pqxx::row &row : rows) {
            const QString id = QString::fromStdString(row[0].as<std::string>());
            const size_t half = row.num() % 2;
            m_workers.at(half).appointments << id;
            m_workers.at(half + 2).appointments << id;
        }
    }

    void killClient()
    {
        Worker &worker = m_workers.at(chance(kClients));
        worker.process->kill();
        QVERIFY(worker.process->waitForFinished(kPatience));
        listen(worker);
        start(worker);
    }

    //! The postmaster answers the death of one of its processes by restarting all of them.
    void killBackend()
    {
        const std::string pid = m_pg->value("SELECT pid FROM pg_stat_activity WHERE application_name = "
                                            "'visitclient' ORDER BY random() LIMIT 1");
        if (!pid.empty())
            QCOMPARE(::kill(std::stoi(pid), SIGKILL), 0);
    }

    void killServer()
    {
        m_pg->cluster().kill();
        const auto restarted = m_pg->cluster().restart();
        QVERIFY2(restarted.has_value(), qPrintable(restarted ? QString() : restarted.error().detail));
    }

    //! What breaks the rules now, once the server is there again.
    QStringList brokenNow()
    {
        QElapsedTimer waited;
        waited.start();
        for (;;) {
            try {
                return m_pg->brokenInvariants();
            } catch (const std::exception &error) { // still recovering, or our own session was among the dead
                if (waited.elapsed() > kPatience)
                    return {QString::fromLocal8Bit(error.what())};
            }
        }
    }

    QList<OpenOperation> openOperations(const Worker &worker)
    {
        auto journal = SqliteOperationJournal::open(worker.journal);
        if (!journal)
            return {};
        const auto open = (*journal)->open();
        return open ? *open : QList<OpenOperation>();
    }

    bool isLasting(const VisitStep &step)
    {
        return std::holds_alternative<LeaveVisit>(step) || std::holds_alternative<EndVisit>(step) ||
               std::holds_alternative<CancelVisit>(step);
    }

private slots:
    void initTestCase()
    {
        const unsigned seed = qEnvironmentVariableIntValue("BEDSIDE_SEED") != 0
                                  ? static_cast<unsigned>(qEnvironmentVariableIntValue("BEDSIDE_SEED"))
                                  : std::random_device()() % 1'000'000;
        qInfo("BEDSIDE_SEED=%u repeats this run's choices", seed);
        m_chance.seed(seed);
        m_pg = std::make_unique<PgFixture>(db::PrivateCluster::Durability::Full);
        m_pg->createDatabase();
        m_organization = m_pg->addOrganization(QStringLiteral("Clinic"));
        for (size_t i = 0; i < m_workers.size(); ++i) {
            const QString id = QStringLiteral("prac-%1").arg(i);
            m_workers.at(i).settings = m_pg->addPerson(QStringLiteral("prac%1").arg(i), m_organization,
                                                       {QStringLiteral("practitioner")}, id);
            m_workers.at(i).journal = m_folder.filePath(QStringLiteral("journal-%1.sqlite").arg(i));
        }
        book(3000);
    }

    void nothingIsLostOrDoubled()
    {
        for (Worker &worker : m_workers)
            start(worker);
        int killed[3] = {0, 0, 0};
        for (int i = 0; i < kKills; ++i) {
            letWork();
            const unsigned what = chance(20);
            const int kind = what < 13 ? 0 : what < 19 ? 1 : 2;
            ++killed[kind];
            kind == 0 ? killClient() : kind == 1 ? killBackend() : killServer();
            if (QTest::currentTestFailed())
                return;
            QCOMPARE(brokenNow(), QStringList());
        }
        qInfo("killed %d clients, %d server processes, the server %d times; %d lines of work", killed[0],
              killed[1], killed[2], m_lines);
        for (Worker &worker : m_workers) {
            worker.process->kill();
            QVERIFY(worker.process->waitForFinished(kPatience));
            listen(worker);
        }
        converge();
        if (!QTest::currentTestFailed())
            compareReports();
    }

private:
    //! The last run of each client only asks what became of its open operations.
    void converge()
    {
        QList<QUuid> lasting;
        for (Worker &worker : m_workers) {
            for (const OpenOperation &open : openOperations(worker)) {
                if (isLasting(open.command.step))
                    lasting << open.command.operation;
            }
            worker.settle = true;
            start(worker);
        }
        for (Worker &worker : m_workers) {
            QTRY_VERIFY_WITH_TIMEOUT(worker.process->state() == QProcess::NotRunning, kPatience);
            QCOMPARE(worker.process->exitCode(), 0);
            QCOMPARE(openOperations(worker).size(), 0);
        }
        QCOMPARE(brokenNow(), QStringList());
        // Sent again when it had not arrived. It has its one answer, unless the visit's state refused it.
        for (const QUuid &operation : lasting) {
            QVERIFY2(std::stoi(m_pg->value("SELECT count(*) FROM bedside.operation WHERE id = '" +
                                           text(operation) + "' AND answer IS NOT NULL")) <= 1,
                     qPrintable(operation.toString()));
        }
        for (const char *event :
             {"meeting_created", "meeting_started", "meeting_ended", "meeting_cancelled"}) {
            QCOMPARE(
                m_pg->value(std::string("SELECT count(*) FROM (SELECT FROM public.virtual_meeting_events "
                                        "WHERE event_type = '") +
                            event + "' GROUP BY meeting_id HAVING count(*) > 1) AS doubled"),
                "0");
        }
    }

    //! What the clients were told is what the database holds.
    void compareReports()
    {
        Session owner(m_pg->owner());
        int ended = 0;
        for (const Worker &worker : m_workers) {
            for (const QByteArray &line : worker.told) {
                const QList<QByteArray> words = line.split(' ');
                if (words.size() < 3 || (words.at(1) != "end" && words.at(1) != "cancel"))
                    continue;
                const std::string state = owner.value(
                    "SELECT status || ' ' || COALESCE(end_reason, '') FROM public.virtual_meetings "
                    "WHERE id = '" +
                    words.at(2).toStdString() + "'");
                if (words.at(0) == "done") {
                    QVERIFY2(state.rfind("ended", 0) == 0, line.constData());
                    ++ended;
                }
                if (words.at(0) == "failed") {
                    // Only what the state refused may be called failed: lost answers must not be.
                    QVERIFY2(words.value(3) == "conflict" || words.value(3) == "not-found", line.constData());
                }
            }
        }
        qInfo("%d visits were reported as ended or cancelled, and are", ended);
        QVERIFY(ended > 0);
    }
};

QTEST_GUILESS_MAIN(TestKills)
#include "tst_kills.moc"
