#include "app/desktop/sessiongraph.h"
#include "tests/support/fakeprovider.h"
#include "tests/support/pgfixture.h"
#include "tests/ui/uifakes.h"
#include "ui/agenda/agendalist.h"
#include "ui/mainwindow.h"
#include "ui/models/agendamodel.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace bedside;
using namespace bedside::tests;
using namespace Qt::StringLiterals;

//! One person at one computer: the real window on the real graph; only the room is recorded.
class Seat
{
public:
    Seat(const ConnectionSettings &connection, const QString &directory, const QString &name)
        : m_settings(directory + u'/' + name + u".ini"_s, QSettings::IniFormat)
        , m_window(m_prompts, m_settings, &QDateTime::currentDateTimeUtc)
    {
        SessionGraph::Parts parts{name, directory + u'/' + name + u".journal"_s,
                                  [this](const Account &) {
                                      auto rooms = std::make_unique<RecordingLauncher>();
                                      m_rooms = rooms.get();
                                      return rooms;
                                  },
                                  nullptr};
        m_graph = std::make_unique<SessionGraph>(connection, std::move(parts));
        QObject::connect(m_graph.get(), &SessionGraph::opened, &m_window, [this] {
            m_window.openSession(m_graph->session());
            m_window.show();
        });
        m_graph->signIn();
    }
    ~Seat() { m_window.closeSession(); }

    SessionGraph &graph() { return *m_graph; }
    MainWindow &window() { return m_window; }
    RecordingLauncher &rooms() { return *m_rooms; }
    AgendaList *list() { return m_window.findChild<AgendaList *>(); }
    AgendaRow row(int row)
    {
        return list() && row < list()->model()->rowCount()
                   ? list()->model()->index(row, 0).data(AgendaModel::RowRole).value<AgendaRow>()
                   : AgendaRow{};
    }

private:
    QSettings m_settings;
    YesPrompts m_prompts;
    MainWindow m_window;
    RecordingLauncher *m_rooms = nullptr;
    std::unique_ptr<SessionGraph> m_graph;
};

class TestDesktop : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aWholeVisitByKeyboardOnTwoDesktops();
    void refusedSignInSaysWhy_data();
    void refusedSignInSaysWhy();

private:
    QTemporaryDir m_directory;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<testing::PgFixture> m_database;
    std::unique_ptr<FakeProvider> m_provider;
    QUuid m_clinic;
    ConnectionSettings m_practitioner;
    ConnectionSettings m_desk;
};

void TestDesktop::initTestCase()
{
    m_theme = std::make_unique<Theme>();
    m_provider = std::make_unique<FakeProvider>();
    m_database = std::make_unique<testing::PgFixture>();
    m_database->createDatabase();
    m_clinic = m_database->addOrganization(u"North Clinic"_s);
    m_database->addIntegration(m_clinic, m_provider->endpoint());
    m_practitioner =
        m_database->addPerson(u"smith"_s, m_clinic, {u"practitioner"_s, u"gateway"_s}, u"prac-1"_s);
    m_desk = m_database->addPerson(u"ruiz"_s, m_clinic, {u"front-desk"_s});
    m_database->addAppointment(m_clinic, u"prac-1"_s, u"pat-1"_s, 1);
}

void TestDesktop::aWholeVisitByKeyboardOnTwoDesktops()
{
    Seat doctor(m_practitioner, m_directory.path(), u"doctor"_s);
    Seat desk(m_desk, m_directory.path(), u"desk"_s);
    QTRY_COMPARE(doctor.row(0).actionWord, u"Start video visit"_s);
    QTRY_COMPARE(desk.row(0).actionWord, u"Make join code"_s);
    QTRY_COMPARE(desk.graph().session().feed.state(), ChangeFeed::State::Live);

    QTest::keyClick(doctor.list(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(doctor.rooms().opened.size(), 1, 20'000);
    const RoomSession opened = doctor.rooms().opened.first();
    QVERIFY(!opened.grant.token.isEmpty());
    QCOMPARE(opened.visit.status, VisitStatus::Active);
    QTRY_COMPARE(desk.row(0).state, RowState::InVisit);
    QCOMPARE(desk.row(0).code, groupedJoinCode(opened.visit.code));
    QCOMPARE(m_database->value("SELECT count(*) FROM fhir_resources WHERE resource_type = 'Encounter'"),
             std::string("1"));

    QElapsedTimer clock;
    clock.start();
    doctor.window().findChild<QPushButton *>(u"endButton"_s)->click();
    QTRY_COMPARE(desk.row(0).state, RowState::Done);
    qInfo("ended on one desktop, shown on the other after %lld ms", static_cast<long long>(clock.elapsed()));
    QTRY_COMPARE(doctor.row(0).state, RowState::Done);
    QVERIFY(doctor.rooms().visit().isNull());
    QCOMPARE(m_database->brokenInvariants(), QStringList());
}

void TestDesktop::refusedSignInSaysWhy_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("reason");
    QTest::newRow("wrong password") << u"password"_s << u"login.refused"_s;
    QTest::newRow("no such database") << u"database"_s << u"database.unknown"_s;
    QTest::newRow("nobody there") << u"host"_s << u"server.unreachable"_s;
}

void TestDesktop::refusedSignInSaysWhy()
{
    QFETCH(QString, change);
    QFETCH(QString, reason);
    ConnectionSettings connection = m_practitioner;
    if (change == u"password"_s)
        connection.password = u"wrong"_s;
    if (change == u"database"_s)
        connection.database = u"nowhere"_s;
    if (change == u"host"_s)
        connection.host = m_directory.path();
    SessionGraph graph(connection,
                       {u"seat"_s, m_directory.filePath(u"refused.journal"_s),
                        [](const Account &) { return std::make_unique<RecordingLauncher>(); }, nullptr});
    QSignalSpy failed(&graph, &SessionGraph::failed);
    graph.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
    QCOMPARE(failed.first().first().value<Error>().reason, reason);
}

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"
