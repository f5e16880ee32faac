#include "app/sandbox/room/roomservice.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace bedside::sandbox;

namespace {

struct Answer
{
    int status = 0;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QByteArray body;
    QByteArray allowedOrigin;
};

using Headers = QList<std::pair<QByteArray, QByteArray>>;

} // namespace

//! The HTTP side of the loopback room service: routes, asynchronous answers, who may call, disturbances.
class TestRoomHttp : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void answersRoutesWithParameters();
    void answersLater();
    void answersWhenTheHandlerForgets();
    void refusesOtherHostsAndOrigins();
    void letsTheRoomPageCall();
    void saysWhenThePortIsTaken();
    void disturbs_data();
    void disturbs();
    void disappearsAndComesBack();

private:
    Answer call(const QByteArray &method, const QString &path, const Headers &headers = {});

    std::unique_ptr<RoomService> m_service;
};

void TestRoomHttp::init()
{
    m_service = std::make_unique<RoomService>(RoomServiceOptions{});
    QVERIFY(m_service->start());
    m_service->setRoute("GET", QStringLiteral("/hello/:name"),
                        [](const HttpRequest &request, const HttpReply &reply) {
                            reply(HttpResponse::content(
                                "text/plain", "hello " + request.parameter(QStringLiteral("name")).toUtf8()));
                        });
}

Answer TestRoomHttp::call(const QByteArray &method, const QString &path, const Headers &headers)
{
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(m_service->origin() + path));
    for (const auto &[name, value] : headers)
        request.setRawHeader(name, value);
    const std::unique_ptr<QNetworkReply> reply(manager.sendCustomRequest(request, method));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->error(),
            reply->readAll(), reply->rawHeader("Access-Control-Allow-Origin")};
}

void TestRoomHttp::answersRoutesWithParameters()
{
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada")).body, "hello Ada");
    QCOMPARE(call("POST", QStringLiteral("/hello/Ada")).status, 405);
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada/more")).status, 404);
    QCOMPARE(call("GET", QStringLiteral("/hello")).status, 404);
    m_service->setRoute(
        "GET", QStringLiteral("/files/*"), [](const HttpRequest &request, const HttpReply &reply) {
            reply(HttpResponse::content("text/plain", request.parameter(QStringLiteral("*")).toUtf8()));
        });
    QCOMPARE(call("GET", QStringLiteral("/files/a/b.js?x=1")).body, "a/b.js");
}

void TestRoomHttp::answersLater()
{
    m_service->setRoute("GET", QStringLiteral("/later"), [this](const HttpRequest &, const HttpReply &reply) {
        QTimer::singleShot(50, m_service.get(),
                           [reply] { reply(HttpResponse::content("text/plain", "now")); });
    });
    QCOMPARE(call("GET", QStringLiteral("/later")).body, "now");
}

void TestRoomHttp::answersWhenTheHandlerForgets()
{
    m_service->setRoute("GET", QStringLiteral("/forgets"), [](const HttpRequest &, const HttpReply &) {});
    QCOMPARE(call("GET", QStringLiteral("/forgets")).status, 500);
}

void TestRoomHttp::refusesOtherHostsAndOrigins()
{
    const QString path = QStringLiteral("/hello/Ada");
    QCOMPARE(call("GET", path, {{"Host", "evil.example"}}).status, 403);
    QCOMPARE(call("GET", path, {{"Origin", "https://evil.example"}}).status, 403);
    QCOMPARE(call("OPTIONS", path, {{"Origin", "https://evil.example"}}).status, 403);
}

void TestRoomHttp::letsTheRoomPageCall()
{
    const Headers headers{{"Origin", "bedside-room://app"}};
    const Answer preflight = call("OPTIONS", QStringLiteral("/hello/Ada"), headers);
    QCOMPARE(preflight.status, 204);
    QCOMPARE(preflight.allowedOrigin, "bedside-room://app");
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada"), headers).allowedOrigin, "bedside-room://app");
}

void TestRoomHttp::saysWhenThePortIsTaken()
{
    RoomServiceOptions options;
    options.port = static_cast<quint16>(QUrl(m_service->origin()).port());
    RoomService second(options);
    const auto started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, bedside::ErrorCode::Offline);
}

void TestRoomHttp::disturbs_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("broken");
    using Kind = Fault::Kind;
    using std::chrono::milliseconds;
    const QByteArray good = "hello Ada";
    const QByteArray refused = R"({"code":429,"details":[],"message":"disturbed for a test"})";
    QTest::newRow("none") << Fault{} << 200 << good << false;
    QTest::newRow("delay") << Fault{Kind::Delay, {}, 0, milliseconds(30)} << 200 << good << false;
    QTest::newRow("429") << Fault{Kind::Status, {}, 429} << 429 << refused << false;
    QTest::newRow("nonsense") << Fault{Kind::Nonsense} << 200 << QByteArray("<<< this is no JSON") << false;
    QTest::newRow("cut off") << Fault{Kind::CutOff} << 200 << QByteArray() << true;
    QTest::newRow("other path") << Fault{Kind::Status, QStringLiteral("/v2"), 500} << 200 << good << false;
}

void TestRoomHttp::disturbs()
{
    QFETCH(Fault, fault);
    fault.times = 1;
    m_service->setFault(fault);
    const Answer answer = call("GET", QStringLiteral("/hello/Ada"));
    QTEST(answer.status, "status");
    QTEST(answer.body, "body");
    QTEST(answer.error == QNetworkReply::RemoteHostClosedError, "broken");
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada")).status, 200);
}

void TestRoomHttp::disappearsAndComesBack()
{
    Fault fault;
    fault.kind = Fault::Kind::Absent;
    m_service->setFault(fault);
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada")).error, QNetworkReply::ConnectionRefusedError);
    m_service->setFault(Fault());
    QCOMPARE(call("GET", QStringLiteral("/hello/Ada")).status, 200);
}

Q_DECLARE_METATYPE(Fault)
QTEST_GUILESS_MAIN(TestRoomHttp)
#include "tst_roomhttp.moc"
