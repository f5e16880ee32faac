#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/db/privatecluster.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace bedside;
using namespace bedside::db;
using namespace std::chrono_literals;

namespace {

//! Waits for one answer on the test's thread.
template<typename T>
class Waiter : public QObject
{
public:
    std::optional<Result<T>> answer;
    Continuation<T> then()
    {
        return {this, [this](Result<T> given) { answer = std::move(given); }};
    }
    Error error() const { return answer && !*answer ? answer->error() : Error{ErrorCode::Bug, {}, {}}; }
};

DbExecutor::Query<QString> statement(const char *sql)
{
    return [sql = std::string(sql)](Link &link) -> Result<QString> {
        const auto rows = query(link, sql);
        return rows.empty() ? QString() : QString::fromUtf8(rows[0][0].c_str());
    };
}

constexpr auto kWhoAnswers = "SELECT pg_backend_pid()::text";

} // namespace

class TestDbExecutor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void answersComeBackOnTheAskingThread();
    void aStoppedServerProcessIsGivenUpInTime_data();
    void aStoppedServerProcessIsGivenUpInTime();
    void aStoppedServerIsGivenUpWhileConnecting();
    void aSessionEndedWhileIdleIsReplacedBeforeAnythingIsSent();
    void aSessionThatBreaksUnderAStatementIsNotRepeated_data();
    void aSessionThatBreaksUnderAStatementIsNotRepeated();
    void whatWaitsBehindALongCallIsNeverSentAfterItsDeadline();
    void refusalsAreTold_data();
    void refusalsAreTold();
    void refusedConnectionsAreTold();
    void aDestroyedReceiverIsNotCalled();
    void destructionDropsQueuedWorkAtOnce();
    void newSettingsMeanANewSession();

private:
    QString ask(DbExecutor &executor, const char *sql);
    static int pid(const QString &text) { return text.toInt(); }

    QTemporaryDir m_directory;
    std::unique_ptr<PrivateCluster> m_cluster;
    ConnectionSettings m_settings;
};

void TestDbExecutor::initTestCase()
{
    auto cluster = PrivateCluster::start(m_directory.path(), PrivateCluster::Durability::None);
    QVERIFY2(cluster, qPrintable(cluster ? QString() : cluster.error().detail));
    m_cluster = *std::move(cluster);
    m_settings = m_cluster->administrator();
}

QString TestDbExecutor::ask(DbExecutor &executor, const char *sql)
{
    Waiter<QString> waiter;
    executor.run(Effect::Reads, waiter.then(), statement(sql));
    if (!QTest::qWaitFor([&] { return waiter.answer.has_value(); }, 10'000))
        return QStringLiteral("no answer");
    return *waiter.answer ? **waiter.answer : waiter.error().reason;
}

void TestDbExecutor::answersComeBackOnTheAskingThread()
{
    DbExecutor executor(m_settings, kLifecycleLimits);
    QThread *asked = nullptr;
    QThread *answered = nullptr;
    QObject receiver;
    executor.run(Effect::Reads,
                 Continuation<int>(&receiver, [&](Result<int>) { answered = QThread::currentThread(); }),
                 [&asked](Link &) -> Result<int> {
                     asked = QThread::currentThread();
                     return 1;
                 });
    QVERIFY(!answered);
    QTRY_VERIFY(answered);
    QCOMPARE(answered, QThread::currentThread());
    QVERIFY(asked != answered);
    QCOMPARE(ask(executor, kWhoAnswers), ask(executor, kWhoAnswers));
}

void TestDbExecutor::aStoppedServerProcessIsGivenUpInTime_data()
{
    QTest::addColumn<int>("effect");
    QTest::addColumn<int>("code");
    QTest::newRow("reading") << int(Effect::Reads) << int(ErrorCode::Offline);
    QTest::newRow("writing") << int(Effect::Writes) << int(ErrorCode::OutcomeUnknown);
}

void TestDbExecutor::aStoppedServerProcessIsGivenUpInTime()
{
    QFETCH(int, effect);
    QFETCH(int, code);
    DbExecutor executor(m_settings, {800ms, 500ms, 0ms});
    const int server = pid(ask(executor, kWhoAnswers));
    QVERIFY(server > 1);
    QCOMPARE(::kill(server, SIGSTOP), 0);
    QElapsedTimer timer;
    timer.start();
    Waiter<QString> waiter;
    executor.run(static_cast<Effect>(effect), waiter.then(), statement("SELECT 'x'"));
    QTRY_VERIFY_WITH_TIMEOUT(waiter.answer.has_value(), 5'000);
    QVERIFY(timer.elapsed() >= 700 && timer.elapsed() < 2'500);
    QCOMPARE(waiter.error(), (Error{static_cast<ErrorCode>(code), QStringLiteral("server.silent"), {}}));
    // The executor itself is free again, on a session of its own.
    const int next = pid(ask(executor, kWhoAnswers));
    QVERIFY(next > 1 && next != server);
    ::kill(server, SIGCONT);
}

void TestDbExecutor::aStoppedServerIsGivenUpWhileConnecting()
{
    const auto server = static_cast<pid_t>(m_cluster->processId());
    QElapsedTimer timer;
    {
        DbExecutor executor(m_settings, {500ms, 500ms, 0ms});
        QCOMPARE(::kill(server, SIGSTOP), 0);
        Waiter<QString> waiter;
        executor.run(Effect::Writes, waiter.then(), statement("SELECT 'x'"));
        QTRY_VERIFY_WITH_TIMEOUT(waiter.answer.has_value(), 3'000);
        QCOMPARE(waiter.error().code, ErrorCode::Offline);
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 500, "destruction waited for the connection attempt");
    ::kill(server, SIGCONT);
}

void TestDbExecutor::aSessionEndedWhileIdleIsReplacedBeforeAnythingIsSent()
{
    DbExecutor executor(m_settings, kLifecycleLimits);
    DbExecutor other(m_settings, kLifecycleLimits);
    ask(executor, "SELECT set_config('bedside.mark', 'set', false)");
    const auto server = ask(executor, kWhoAnswers);
    const auto end = QByteArray("SELECT pg_terminate_backend(") + server.toLatin1() + ", 5000)::text";
    QCOMPARE(ask(other, end.constData()), QStringLiteral("true"));
    Waiter<QString> waiter;
    executor.run(
        Effect::Writes, waiter.then(),
        statement("SELECT pg_backend_pid()::text || coalesce(current_setting('bedside.mark', true), '')"));
    QTRY_VERIFY(waiter.answer.has_value());
    QVERIFY2(*waiter.answer, qPrintable(waiter.error().reason));
    QVERIFY(**waiter.answer != server);
    QVERIFY(!(**waiter.answer).contains(QStringLiteral("set")));
}

void TestDbExecutor::aSessionThatBreaksUnderAStatementIsNotRepeated_data()
{
    QTest::addColumn<int>("effect");
    QTest::addColumn<int>("code");
    QTest::newRow("reading") << int(Effect::Reads) << int(ErrorCode::Offline);
    QTest::newRow("writing") << int(Effect::Writes) << int(ErrorCode::OutcomeUnknown);
}

void TestDbExecutor::aSessionThatBreaksUnderAStatementIsNotRepeated()
{
    QFETCH(int, effect);
    QFETCH(int, code);
    DbExecutor executor(m_settings, kLifecycleLimits);
    DbExecutor other(m_settings, kLifecycleLimits);
    ask(other, "CREATE SEQUENCE IF NOT EXISTS tries");
    QCOMPARE(ask(other, "SELECT setval('tries', 1)::text"), QStringLiteral("1"));
    const auto server = ask(executor, kWhoAnswers);
    Waiter<QString> waiter;
    executor.run(static_cast<Effect>(effect), waiter.then(),
                 statement("SELECT nextval('tries'), pg_sleep(30)"));
    QTRY_COMPARE(ask(other, "SELECT last_value::text FROM tries"), QStringLiteral("2"));
    ask(other, (QByteArray("SELECT pg_terminate_backend(") + server.toLatin1() + ")::text").constData());
    QTRY_VERIFY(waiter.answer.has_value());
    QCOMPARE(waiter.error().code, static_cast<ErrorCode>(code));
    QVERIFY(ask(executor, kWhoAnswers) != server);
    QCOMPARE(ask(other, "SELECT last_value::text FROM tries"), QStringLiteral("2"));
}

void TestDbExecutor::whatWaitsBehindALongCallIsNeverSentAfterItsDeadline()
{
    DbExecutor executor(m_settings, {400ms, 10'000ms, 0ms});
    ask(executor, "CREATE SEQUENCE late");
    Waiter<QString> first;
    Waiter<QString> second;
    executor.run(Effect::Reads, 5'000ms, first.then(), statement("SELECT pg_sleep(1)::text"));
    executor.run(Effect::Writes, second.then(), statement("SELECT nextval('late')::text"));
    QTRY_VERIFY(second.answer.has_value());
    QVERIFY(!first.answer.has_value());
    QCOMPARE(second.error().code, ErrorCode::Offline);
    QTRY_VERIFY(first.answer.has_value());
    QVERIFY(*first.answer);
    QCOMPARE(ask(executor, "SELECT is_called::text FROM late"), QStringLiteral("false"));
}

void TestDbExecutor::refusalsAreTold_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *state, const char *message, ErrorCode code, const char *reason) {
        QTest::newRow(state) << state << message << int(code) << reason;
    };
    row("BS403", "duty.missing", ErrorCode::Denied, "duty.missing");
    row("BS404", "visit.unknown", ErrorCode::NotFound, "visit.unknown");
    row("BS409", "visit.ended", ErrorCode::Conflict, "visit.ended");
    row("BS422", "name.too_long", ErrorCode::Invalid, "name.too_long");
    row("BS503", "integration.missing", ErrorCode::Busy, "integration.missing");
    row("55P03", "lock", ErrorCode::Busy, "server.busy");
    row("57014", "canceled", ErrorCode::Busy, "time.limit");
    row("40P01", "deadlock", ErrorCode::Busy, "server.busy");
    row("40001", "conflict", ErrorCode::Busy, "server.busy");
    row("42501", "no", ErrorCode::Denied, "account.not_allowed");
    row("3F000", "no schema", ErrorCode::Conflict, "schema.absent");
    row("25006", "read only", ErrorCode::Busy, "database.read_only");
    row("23505", "Nomen Nescio is there", ErrorCode::Invalid, "argument.malformed");
    row("XX000", "Nomen Nescio again", ErrorCode::Bug, "database.unexpected");
}

void TestDbExecutor::refusalsAreTold()
{
    QFETCH(QString, state);
    QFETCH(QString, message);
    QFETCH(int, code);
    QFETCH(QString, reason);
    DbExecutor executor(m_settings, kLifecycleLimits);
    const auto sql = QStringLiteral("DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '%1', MESSAGE = '%2'; END$$")
                         .arg(state, message)
                         .toUtf8();
    Waiter<QString> waiter;
    executor.run(Effect::Writes, waiter.then(), statement(sql.constData()));
    QTRY_VERIFY(waiter.answer.has_value());
    QCOMPARE(waiter.error().code, static_cast<ErrorCode>(code));
    QCOMPARE(waiter.error().reason, reason);
    QVERIFY(!waiter.error().detail.contains(message));
}

void TestDbExecutor::refusedConnectionsAreTold()
{
    auto settings = m_settings;
    settings.password = QStringLiteral("wrong");
    DbExecutor stranger(settings, kLifecycleLimits);
    QCOMPARE(ask(stranger, "SELECT 1"), QStringLiteral("login.refused"));
    settings = m_settings;
    settings.database = QStringLiteral("nowhere");
    DbExecutor lost(settings, kLifecycleLimits);
    QCOMPARE(ask(lost, "SELECT 1"), QStringLiteral("database.unknown"));
    settings.host = QStringLiteral("/nonexistent");
    DbExecutor alone(settings, kLifecycleLimits);
    QCOMPARE(ask(alone, "SELECT 1"), QStringLiteral("server.unreachable"));
}

void TestDbExecutor::aDestroyedReceiverIsNotCalled()
{
    DbExecutor executor(m_settings, kLifecycleLimits);
    bool called = false;
    auto receiver = std::make_unique<QObject>();
    executor.run(Effect::Reads,
                 Continuation<QString>(receiver.get(), [&called](Result<QString>) { called = true; }),
                 statement("SELECT pg_sleep(0.2)::text"));
    receiver.reset();
    QCOMPARE(ask(executor, "SELECT 'later'"), QStringLiteral("later"));
    QVERIFY(!called);
}

void TestDbExecutor::destructionDropsQueuedWorkAtOnce()
{
    QElapsedTimer timer;
    int called = 0;
    QObject receiver;
    {
        DbExecutor executor(m_settings, kListLimits);
        ask(executor, "SELECT 1");
        for (int i = 0; i < 5; ++i)
            executor.run(Effect::Writes,
                         Continuation<QString>(&receiver, [&called](Result<QString>) { ++called; }),
                         statement("SELECT pg_sleep(10)::text"));
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 1'000, "destruction waited for the statement");
    QCoreApplication::sendPostedEvents();
    QCOMPARE(called, 0);
}

void TestDbExecutor::newSettingsMeanANewSession()
{
    DbExecutor executor(m_settings, kLifecycleLimits);
    const auto first = ask(executor, kWhoAnswers);
    auto settings = m_settings;
    settings.application = QStringLiteral("somebody's \\ \"else\"");
    executor.setSettings(settings);
    QVERIFY(ask(executor, kWhoAnswers) != first);
    QCOMPARE(ask(executor, "SELECT current_setting('application_name')"), settings.application);
}

QTEST_GUILESS_MAIN(TestDbExecutor)
#include "tst_dbexecutor.moc"
