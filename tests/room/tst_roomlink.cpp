#include "core/link/linkchannel.h"
#include "core/link/linkmessage.h"
#include "core/link/linkpath.h"
#include "core/link/roomprocess.h"
#include "core/link/roomserver.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace bedside;
using namespace bedside::link;
using Phase = RoomLauncher::RoomPhase;

namespace {

const QUuid kVisit(QStringLiteral("5a3b8a52-31a0-4a3a-9a5c-2f0f6f2a7b11"));
const QUuid kPerson(QStringLiteral("0d6a3c1e-9e44-4d0e-8a86-7c3b8d1f4e22"));

RoomSession sampleSession()
{
    RoomSession session;
    session.visit.id = kVisit;
    session.visit.code = QStringLiteral("ABCDE12345");
    session.visit.status = VisitStatus::Active;
    session.visit.startedAt = QDateTime(QDate(2026, 11, 20), QTime(9, 30, 1, 250), Qt::UTC);
    session.visit.publicLink = QUrl(QStringLiteral("http://127.0.0.1:8080/meeting/ABCDE12345"));
    Participant anna;
    anna.id = kPerson;
    anna.kind = ParticipantKind::Family;
    anna.name = QString::fromUtf8("Ánna \"Wei\" 李伟 \n");
    session.visit.participants = {anna};
    session.grant.token = QStringLiteral("a.b.c");
    session.grant.initEndpoint = QUrl(QStringLiteral("http://127.0.0.1:4000/?https://sandbox"));
    session.displayName = QStringLiteral("Dr. Smith");
    PatientIdentity patient;
    patient.name = QString::fromUtf8("أمينة يوسف");
    patient.birthDate = QDate(1986, 3, 14);
    session.patient = patient;
    return session;
}

} // namespace

class TestRoomLink : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void valuesSurvive();
    void theTokenIsNotHandedBack();
    void badLinesAreRefused_data();
    void badLinesAreRefused();
    void randomBytesAreRefused();
    void cutMessagesAreRefused();
    void anEndlessLineEndsTheConnection();
    void anotherVersionMayOnlyClose();
    void wordsBeforeTheHelloEndTheConnection();
    void oneRoomPerInstance();
    void aStaleSocketIsTakenOver();
    void leaveWaitsForTheNextDesktop();
    void pathIsPrivate();
    void instanceNamesAreChecked();

private:
    QTemporaryDir m_folder;
};

void TestRoomLink::initTestCase()
{
    QFile::setPermissions(m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
}

void TestRoomLink::valuesSurvive()
{
    const RoomSession session = sampleSession();
    const QByteArray line = encode(OpenRoom{session, true});
    QVERIFY(!line.contains('\n'));
    const auto message = decode(line);
    QVERIFY(message);
    const auto *open = std::get_if<OpenRoom>(&*message);
    QVERIFY(open);
    QVERIFY(open->testMedia);
    QCOMPARE(open->session.visit, session.visit);
    QCOMPARE(open->session.grant, session.grant);
    QCOMPARE(open->session.displayName, session.displayName);
    QCOMPARE(open->session.patient, session.patient);

    RoomStats stats;
    stats.videos = {{QStringLiteral("t1"), 640, 360, 1200, 23.5}};
    stats.audioEnergy = 0.25;
    const auto report = decode(encode(StatsReport{stats}));
    QVERIFY(report && std::holds_alternative<StatsReport>(*report));
    QCOMPARE(std::get<StatsReport>(*report).stats, stats);

    const auto admit = decode(encode(AdmitRequest{kVisit, kPerson}));
    QVERIFY(admit && std::holds_alternative<AdmitRequest>(*admit));
    QCOMPARE(std::get<AdmitRequest>(*admit).participant, kPerson);
}

void TestRoomLink::theTokenIsNotHandedBack()
{
    const QByteArray line = encode(RoomHello{kVersion, 12, Phase::Joined, sampleSession()});
    QVERIFY(!line.contains("a.b.c"));
    const auto message = decode(line);
    QVERIFY(message);
    const auto &hello = std::get<RoomHello>(*message);
    QCOMPARE(hello.phase, Phase::Joined);
    QVERIFY(hello.session);
    QCOMPARE(hello.session->visit, sampleSession().visit);
    QVERIFY(hello.session->grant.token.isEmpty());
}

void TestRoomLink::badLinesAreRefused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no json") << QByteArray("hello");
    QTest::newRow("no object") << QByteArray("[1,2]");
    QTest::newRow("no type") << QByteArray("{}");
    QTest::newRow("type is a number") << QByteArray(R"({"type":7})");
    QTest::newRow("unknown type") << QByteArray(R"({"type":"run","command":"sh"})");
    QTest::newRow("two values") << QByteArray(R"({"type":"close"}{"type":"close"})");
    QTest::newRow("bad utf-8") << QByteArray("{\"type\":\"close\xff\"}");
    QTest::newRow("version is text") << QByteArray(R"({"type":"desktop","version":"1"})");
    QTest::newRow("version is missing") << QByteArray(R"({"type":"desktop"})");
    QTest::newRow("phase too large") << QByteArray(R"({"type":"phase","phase":6})");
    QTest::newRow("phase negative") << QByteArray(R"({"type":"phase","phase":-1})");
    QTest::newRow("phase is a fraction") << QByteArray(R"({"type":"phase","phase":1.5})");
    QTest::newRow("no uuid") << QByteArray(R"({"type":"leave","visit":"1; drop table"})");
    QTest::newRow("uuid is null") << QByteArray(R"({"type":"leave","visit":null})");
    QTest::newRow("open without session") << QByteArray(R"({"type":"open","testMedia":true})");
    QTest::newRow("session is a list") << QByteArray(R"({"type":"open","testMedia":true,"session":[]})");
    QTest::newRow("grant of numbers") << QByteArray(R"({"type":"renew","grant":{"token":5}})");
    QTest::newRow("stats without videos") << QByteArray(R"({"type":"stats","stats":{"audioEnergy":1}})");
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("long") << QByteArray(R"({"type":"close","more":")") + QByteArray(kMaxLine, 'x') + "\"}";
}

void TestRoomLink::badLinesAreRefused()
{
    QFETCH(QByteArray, line);
    QVERIFY(!decode(line));
}

void TestRoomLink::randomBytesAreRefused()
{
    QRandomGenerator random(4711);
    const QByteArray good = encode(OpenRoom{sampleSession(), true});
    for (int round = 0; round < 20000; ++round) {
        QByteArray line = good;
        for (int change = 0; change < 3; ++change)
            line[random.bounded(int(line.size()))] = static_cast<char>(random.bounded(256));
        (void)decode(line); // must neither crash nor throw; a change inside a text may stay valid
    }
}

void TestRoomLink::cutMessagesAreRefused()
{
    const QByteArray line = encode(OpenRoom{sampleSession(), true});
    for (qsizetype length = 0; length < line.size(); ++length)
        QVERIFY(!decode(line.left(length)));
}

void TestRoomLink::anEndlessLineEndsTheConnection()
{
    RoomServer server;
    QVERIFY(server.listen(socketPath(QStringLiteral("endless"))));
    QLocalSocket socket;
    socket.connectToServer(socketPath(QStringLiteral("endless")));
    QSignalSpy closed(&socket, &QLocalSocket::disconnected);
    const QByteArray block(64 * 1024, 'a');
    for (int part = 0; part < 8; ++part)
        socket.write(block);
    QTRY_COMPARE(closed.count(), 1);
}

void TestRoomLink::anotherVersionMayOnlyClose()
{
    RoomServer server;
    QVERIFY(server.listen(socketPath(QStringLiteral("version"))));
    QSignalSpy closeAsked(&server, &RoomServer::closeRequested);
    QSignalSpy opened(&server, &RoomServer::openRequested);
    auto *socket = new QLocalSocket;
    LinkChannel desktop(socket);
    std::optional<RoomHello> heard;
    connect(&desktop, &LinkChannel::received, this, [&heard](const Message &message) {
        if (const auto *hello = std::get_if<RoomHello>(&message))
            heard = *hello;
    });
    socket->connectToServer(socketPath(QStringLiteral("version")));
    desktop.send(DesktopHello{kVersion + 1});
    QTRY_VERIFY(heard);
    QCOMPARE(heard->version, kVersion);
    QVERIFY(!server.hasDesktop());
    desktop.send(CloseRoom{});
    QTRY_COMPARE(closeAsked.count(), 1);
    QSignalSpy closed(&desktop, &LinkChannel::closed);
    desktop.send(OpenRoom{sampleSession(), false});
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(opened.count(), 0);
}

void TestRoomLink::wordsBeforeTheHelloEndTheConnection()
{
    RoomServer server;
    QVERIFY(server.listen(socketPath(QStringLiteral("rude"))));
    QSignalSpy opened(&server, &RoomServer::openRequested);
    auto *socket = new QLocalSocket;
    LinkChannel desktop(socket);
    QSignalSpy closed(&desktop, &LinkChannel::closed);
    socket->connectToServer(socketPath(QStringLiteral("rude")));
    desktop.send(OpenRoom{sampleSession(), false});
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(opened.count(), 0);
}

void TestRoomLink::oneRoomPerInstance()
{
    RoomServer first;
    RoomServer second;
    QVERIFY(first.listen(socketPath(QStringLiteral("one"))));
    QVERIFY(!second.listen(socketPath(QStringLiteral("one"))));
    QVERIFY(second.listen(socketPath(QStringLiteral("two"))));
}

void TestRoomLink::aStaleSocketIsTakenOver()
{
    const QString path = socketPath(QStringLiteral("stale"));
    {
        // What kill -9 leaves: the file of a socket nobody listens on.
        QLocalServer dead;
        QVERIFY(dead.listen(path));
        const QByteArray kept = QFile::encodeName(path + QStringLiteral("-hard"));
        QCOMPARE(::link(QFile::encodeName(path).constData(), kept.constData()), 0);
    }
    QVERIFY(QFile::rename(path + QStringLiteral("-hard"), path));
    RoomServer server;
    QVERIFY(server.listen(path));
}

void TestRoomLink::leaveWaitsForTheNextDesktop()
{
    RoomServer room;
    QVERIFY(room.listen(socketPath(QStringLiteral("waits"))));
    room.setSession(sampleSession());
    room.setPhase(Phase::Joined);
    room.send(LeaveRequest{kVisit});
    QVERIFY(room.hasWaitingRequests());
    RoomProcess desktop({QStringLiteral("/nonexistent"), QStringLiteral("waits"), false, {}});
    QSignalSpy found(&desktop, &RoomLauncher::found);
    QSignalSpy left(&desktop, &RoomLauncher::leaveRequested);
    desktop.findRunning();
    QTRY_COMPARE(left.count(), 1);
    QCOMPARE(found.count(), 1);
    QCOMPARE(left.first().first().toUuid(), kVisit);
    QVERIFY(!room.hasWaitingRequests());
}

void TestRoomLink::pathIsPrivate()
{
    const QFileInfo folder(QFileInfo(socketPath(QStringLiteral("private"))).path());
    QVERIFY(folder.isDir());
    QCOMPARE(int(folder.permissions() & 0x0077), 0);
    QVERIFY(QFile::setPermissions(folder.filePath(), QFile::Permissions(0x7755)));
    QVERIFY(socketPath(QStringLiteral("private")).isEmpty());
    QVERIFY(QFile::setPermissions(folder.filePath(), QFile::Permissions(0x7700)));
}

void TestRoomLink::instanceNamesAreChecked()
{
    for (const char *name : {"", "../x", "a/b", "a b", "a.b"})
        QVERIFY2(socketPath(QString::fromLatin1(name)).isEmpty(), name);
    QVERIFY(socketPath(QString(41, u'a')).isEmpty());
    QVERIFY(!socketPath(QStringLiteral("clinic-01")).isEmpty());
}

QTEST_GUILESS_MAIN(TestRoomLink)
#include "tst_roomlink.moc"
