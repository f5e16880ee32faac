#include "app/sandbox/room/jsonrpc.h"
#include "app/sandbox/room/jwt.h"
#include "app/sandbox/room/roomservice.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>
#include <QWebSocket>

#include <memory>

using namespace bedside::sandbox;

namespace {

const KeyPair kKeys{"test-access-key", "test-secret"};
//! What a client's first offer is: a data channel and no media yet.
constexpr char kOffer[] =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:secret\r\n"
    "a=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=sctp-port:5000\r\n";

std::int64_t now()
{
    return QDateTime::currentSecsSinceEpoch();
}

QByteArray managementToken(std::int64_t expires)
{
    return signedToken(
        {{"access_key", kKeys.accessKey.toStdString()}, {"type", "management"}, {"exp", expires}},
        kKeys.secret);
}

struct Answer
{
    int status = 0;
    Json body;
};

//! A client on the signalling socket, without media.
class Client
{
public:
    Client(const QString &url, const QString &peer, const QByteArray &token,
           const QString &origin = QStringLiteral("bedside-room://app"))
        : m_socket(origin)
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &frame) { m_frames.push_back(parsed(frame.toStdString())); });
        QUrl address(url);
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("peer"), peer);
        query.addQueryItem(QStringLiteral("token"), QString::fromLatin1(token));
        address.setQuery(query);
        m_socket.open(address);
    }

    QWebSocket &socket() { return m_socket; }

    //! The parameters of the first notification of this kind after `from` frames; null before it came.
    Json notification(const std::string &method) const
    {
        for (const Json &frame : m_frames) {
            if (text(frame, "method") == method)
                return member(frame, "params");
        }
        return nullptr;
    }

    void forget() { m_frames.clear(); }

    //! The whole answer to a call, null without one.
    Json call(const char *method, const Json &params = Json::object())
    {
        const std::string id = std::to_string(++m_calls);
        m_socket.sendTextMessage(QString::fromStdString(
            Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}.dump()));
        Json answer;
        const bool answered = QTest::qWaitFor([&] {
            for (const Json &frame : m_frames) {
                if (text(frame, "id") == id)
                    answer = frame;
            }
            return !answer.is_null();
        });
        return answered ? answer : Json();
    }

    int errorOf(const char *method, const Json &params = Json::object())
    {
        return static_cast<int>(number(member(call(method, params), "error"), "code"));
    }

    bool join(const char *name)
    {
        const Json answer = call("join", {{"name", name}, {"offer", {{"type", "offer"}, {"sdp", kOffer}}}});
        return text(member(answer, "result"), "type") == "answer";
    }

private:
    QWebSocket m_socket;
    std::vector<Json> m_frames;
    int m_calls = 0;
};

} // namespace

//! The provider's interface of the room service as the gateway, the database's tokens and clients use it.
class TestRoomApi : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void managementNeedsAToken();
    void creatingARoomAgainGivesTheSame();
    void disabledRoomsLetNobodyIn();
    void roomsOutliveARestart();
    void damagedRoomsFileIsNamed();
    void codesBecomeTokens();
    void joinTokensAreVerified();
    void foreignPagesCannotConnect();
    void peersMeetAndPart();
    void unknownCallsFail();
    void rightsFollowTheRole();
    void rolesAreOfferedAndAccepted();
    void messagesReachTheirRecipients();
    void sharedValuesReachListeners();
    void lostConnectionsKeepTheirPlace();
    void peersAreRemovedByTheService();
    void sessionsAreRemembered();
    void listsComeInPages();

private:
    Answer call(const QByteArray &method, const QString &path, const Json &body = Json::object(),
                const QByteArray &bearer = managementToken(now() + 60));
    std::string newRoom(const char *name = "");
    QByteArray token(const std::string &role, std::int64_t seconds = 60) const;
    std::unique_ptr<Client> client(const char *peer, const std::string &role);
    std::unique_ptr<Client> joined(const char *peer, const std::string &role);
    QString signallingUrl();
    QString activePath(const char *rest = "") const;

    QTemporaryDir m_folder;
    RoomServiceOptions m_options;
    std::unique_ptr<RoomService> m_service;
    QNetworkAccessManager m_network;
    std::string m_room;
};

void TestRoomApi::init()
{
    m_service.reset();
    m_options.accessKey = QString::fromLatin1(kKeys.accessKey);
    m_options.secret = kKeys.secret;
    m_options.grace = std::chrono::milliseconds(400);
    m_options.roomsFile = m_folder.filePath(QStringLiteral("rooms.json"));
    QFile::remove(m_options.roomsFile);
    m_service = std::make_unique<RoomService>(m_options);
    QVERIFY(m_service->start());
    m_room = newRoom();
    QVERIFY(!m_room.empty());
}

Answer TestRoomApi::call(const QByteArray &method, const QString &path, const Json &body,
                         const QByteArray &bearer)
{
    QNetworkRequest request(QUrl(m_service->origin() + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    if (!bearer.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + bearer);
    const std::unique_ptr<QNetworkReply> reply(
        m_network.sendCustomRequest(request, method, QByteArray::fromStdString(body.dump())));
    if (!QTest::qWaitFor([&] { return reply->isFinished(); }))
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            parsed(reply->readAll().toStdString())};
}

std::string TestRoomApi::newRoom(const char *name)
{
    return text(call("POST", QStringLiteral("/v2/rooms"), {{"name", name}}).body, "id");
}

QByteArray TestRoomApi::token(const std::string &role, std::int64_t seconds) const
{
    return joinToken(kKeys, {{"room_id", m_room}, {"role", role}, {"user_id", "user-" + role}}, now(),
                     seconds);
}

QString TestRoomApi::signallingUrl()
{
    const Answer init = call("GET", QStringLiteral("/init?peer_id=x"), {}, token("clinician"));
    return QString::fromStdString(text(init.body, "endpoint"));
}

QString TestRoomApi::activePath(const char *rest) const
{
    return QStringLiteral("/v2/active-rooms/") + QString::fromStdString(m_room) + QLatin1String(rest);
}

std::unique_ptr<Client> TestRoomApi::client(const char *peer, const std::string &role)
{
    auto made = std::make_unique<Client>(signallingUrl(), QLatin1String(peer), token(role));
    const bool welcome = QTest::qWaitFor([&] { return !made->notification("on-policy-change").is_null(); });
    return welcome ? std::move(made) : nullptr;
}

std::unique_ptr<Client> TestRoomApi::joined(const char *peer, const std::string &role)
{
    auto made = client(peer, role);
    return made && made->join(peer) ? std::move(made) : nullptr;
}

void TestRoomApi::managementNeedsAToken()
{
    const QString rooms = QStringLiteral("/v2/rooms");
    QCOMPARE(call("GET", rooms, {}, {}).status, 401);
    QCOMPARE(call("GET", rooms, {}, token("clinician")).status, 401);
    QCOMPARE(call("GET", rooms, {}, managementToken(now() - 1)).status, 401);
    QCOMPARE(call("GET", rooms).status, 200);
    QCOMPARE(call("GET", QStringLiteral("/v2/rooms/nowhere")).status, 404);
    QCOMPARE(call("GET", activePath()).status, 404);
}

void TestRoomApi::creatingARoomAgainGivesTheSame()
{
    const std::string first = newRoom("visit-1");
    QCOMPARE(newRoom("Visit-1"), first);
    QVERIFY(newRoom("visit-2") != first);
    QCOMPARE(call("POST", QStringLiteral("/v2/rooms"), {{"name", "Jane Doe"}}).status, 400);
    const Answer found = call("GET", QStringLiteral("/v2/rooms?name=visit-1"));
    QCOMPARE(found.body["data"].size(), std::size_t{1});
}

void TestRoomApi::disabledRoomsLetNobodyIn()
{
    const QString path = QStringLiteral("/v2/rooms/") + QString::fromStdString(m_room);
    const auto doctor = joined("doctor", "clinician");
    QVERIFY(doctor);
    QCOMPARE(call("POST", path, {{"enabled", false}}).body["enabled"], Json(false));
    QCOMPARE(call("GET", QStringLiteral("/init?peer_id=other"), {}, token("patient")).status, 403);
    QCOMPARE(call("GET", QStringLiteral("/init?peer_id=doctor"), {}, token("clinician")).status, 200);
    QCOMPARE(call("POST", path, {{"enabled", true}}).body["enabled"], Json(true));
    QCOMPARE(call("GET", QStringLiteral("/init?peer_id=other"), {}, token("patient")).status, 200);
}

void TestRoomApi::roomsOutliveARestart()
{
    const std::string room = newRoom("visit-1");
    const QString path = QStringLiteral("/v2/rooms/") + QString::fromStdString(room);
    call("POST", path, {{"enabled", false}});
    m_service = std::make_unique<RoomService>(m_options);
    QVERIFY(m_service->start());
    const Json found = call("GET", path).body;
    QCOMPARE(text(found, "name"), "visit-1");
    QCOMPARE(found["enabled"], Json(false));
    QCOMPARE(newRoom("visit-1"), room);
}

void TestRoomApi::damagedRoomsFileIsNamed()
{
    QFile file(m_options.roomsFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    RoomService service(m_options);
    const auto started = service.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, bedside::ErrorCode::Invalid);
    QCOMPARE(started.error().detail, m_options.roomsFile);
}

void TestRoomApi::codesBecomeTokens()
{
    const QString base = QStringLiteral("/v2/room-codes/room/") + QString::fromStdString(m_room);
    QCOMPARE(call("POST", base).body["data"].size(), std::size_t{7});
    const std::string code = text(call("POST", base + QStringLiteral("/role/patient")).body, "code");
    QCOMPARE(code.size(), std::size_t{12});
    QCOMPARE(call("POST", base + QStringLiteral("/role/king")).status, 400);
    const QString exchange = QStringLiteral("/v2/token");
    const Answer answer = call("POST", exchange, {{"code", code}, {"user_id", "abc"}}, {});
    const auto claims =
        verifiedClaims(QByteArray::fromStdString(text(answer.body, "token")), kKeys, TokenType::Join, now());
    QVERIFY(claims);
    QCOMPARE(text(*claims, "role"), "patient");
    QCOMPARE(text(*claims, "user_id"), "abc");
    QCOMPARE(call("POST", exchange, {{"code", "abc-defg-hij"}}, {}).status, 404);
    call("POST", QStringLiteral("/v2/room-codes/code"), {{"code", code}, {"enabled", false}});
    QCOMPARE(call("POST", exchange, {{"code", code}}, {}).status, 403);
}

void TestRoomApi::joinTokensAreVerified()
{
    const QString init = QStringLiteral("/init?peer_id=x");
    QCOMPARE(call("GET", init, {}, {}).status, 401);
    QCOMPARE(call("GET", init, {}, token("patient", -1)).status, 401);
    QCOMPARE(call("GET", init, {}, token("king")).status, 400);
    QCOMPARE(call("GET", init, {}, managementToken(now() + 60)).status, 401);
    Client stranger(signallingUrl(), QStringLiteral("x"), token("patient", -1));
    QTRY_COMPARE(number(stranger.notification("on-error"), "code"), 401);
    QTRY_COMPARE(stranger.socket().state(), QAbstractSocket::UnconnectedState);
}

void TestRoomApi::foreignPagesCannotConnect()
{
    Client foreign(signallingUrl(), QStringLiteral("x"), token("patient"),
                   QStringLiteral("https://evil.example"));
    QTRY_VERIFY(foreign.socket().error() != QAbstractSocket::UnknownSocketError);
    QCOMPARE(foreign.socket().state(), QAbstractSocket::UnconnectedState);
    QVERIFY(foreign.notification("on-policy-change").is_null());
}

void TestRoomApi::peersMeetAndPart()
{
    const auto doctor = joined("doctor", "clinician");
    QVERIFY(doctor);
    QTRY_VERIFY(doctor->notification("peer-list").is_object());
    QTRY_VERIFY(doctor->notification("offer").is_object());
    const auto patient = joined("patient", "patient");
    QVERIFY(patient);
    QTRY_COMPARE(text(doctor->notification("on-peer-join"), "peer_id"), "patient");
    QTRY_VERIFY(patient->notification("peer-list").is_object());
    QCOMPARE(text(patient->notification("peer-list")["peers"]["doctor"], "role"), "clinician");
    QCOMPARE(m_service->participantCount(QString::fromStdString(m_room)), 2);
    patient->call("leave");
    QTRY_COMPARE(text(doctor->notification("on-peer-leave"), "peer_id"), "patient");
    QCOMPARE(m_service->participantCount(QString::fromStdString(m_room)), 1);
}

void TestRoomApi::unknownCallsFail()
{
    const auto doctor = client("doctor", "clinician");
    QVERIFY(doctor);
    QCOMPARE(doctor->errorOf("broadcast"), 400);
    QVERIFY(doctor->join("doctor"));
    QCOMPARE(doctor->errorOf("poll-start"), 400);
    QCOMPARE(doctor->errorOf("join"), 400);
    QCOMPARE(doctor->errorOf("offer", {{"desc", {{"sdp", "nonsense"}}}}), 400);
    QCOMPARE(member(doctor->call("ping"), "result"), Json::object());
}

void TestRoomApi::rightsFollowTheRole()
{
    const auto doctor = joined("doctor", "clinician");
    const auto patient = joined("patient", "patient");
    QVERIFY(doctor && patient);
    const Json change{{"requested_for", "doctor"}, {"role", "observer"}, {"force", true}};
    QCOMPARE(patient->errorOf("role-change-request", change), 403);
    QCOMPARE(patient->errorOf("end-room", {{"lock", true}}), 403);
    QCOMPARE(patient->errorOf("peer-leave-request", {{"requested_for", "doctor"}}), 403);
    QCOMPARE(patient->errorOf("track-update-request", {{"requested_for", "doctor"}, {"mute", true}}), 403);
    QCOMPARE(patient->errorOf("role-change", {{"role", "clinician"}, {"token", "guess"}}), 403);
    QCOMPARE(patient->errorOf("group-add", {{"peer_id", "doctor"}, {"name", "x"}}), 403);
    patient->forget();
    QCOMPARE(doctor->errorOf("end-room", {{"lock", true}}), 0);
    QTRY_COMPARE(patient->notification("on-peer-leave-request")["room_end"], Json(true));
    QCOMPARE(call("GET", QStringLiteral("/init?peer_id=other"), {}, token("patient")).status, 403);
}

void TestRoomApi::rolesAreOfferedAndAccepted()
{
    const auto doctor = joined("doctor", "clinician");
    const auto patient = joined("patient", "waiting-room");
    QVERIFY(doctor && patient);
    QCOMPARE(doctor->errorOf("role-change-request", {{"requested_for", "patient"}, {"role", "king"}}), 400);
    QCOMPARE(doctor->errorOf("role-change-request", {{"requested_for", "nobody"}, {"role", "patient"}}), 404);
    QCOMPARE(doctor->errorOf("role-change-request", {{"requested_for", "patient"}, {"role", "patient"}}), 0);
    QTRY_VERIFY(patient->notification("on-role-change-request").is_object());
    const Json offered = patient->notification("on-role-change-request");
    QCOMPARE(text(offered, "requested_by"), "doctor");
    patient->forget();
    QCOMPARE(patient->errorOf("role-change", {{"role", "clinician"}, {"token", text(offered, "token")}}),
             403);
    QCOMPARE(patient->errorOf("role-change", {{"role", "patient"}, {"token", text(offered, "token")}}), 0);
    QCOMPARE(text(patient->notification("on-policy-change"), "name"), "patient");
    QTRY_COMPARE(text(doctor->notification("on-peer-update"), "role"), "patient");
}

void TestRoomApi::messagesReachTheirRecipients()
{
    const auto doctor = joined("doctor", "clinician");
    const auto patient = joined("patient", "patient");
    const auto family = joined("family", "family");
    QVERIFY(doctor && patient && family);
    const Json info{{"message", "hello"}, {"type", "chat"}};
    QVERIFY(!text(member(doctor->call("broadcast", {{"info", info}, {"peer_id", "patient"}}), "result"),
                  "message_id")
                 .empty());
    QTRY_COMPARE(patient->notification("on-broadcast")["private"], Json(true));
    patient->call("ping");
    family->call("ping");
    QVERIFY(family->notification("on-broadcast").is_null());
    QCOMPARE(doctor->errorOf("broadcast", {{"info", info}, {"peer_id", "nobody"}}), 404);
    call("POST", activePath("/send-message"), {{"message", "from the service"}, {"role", "family"}});
    QTRY_COMPARE(text(family->notification("on-broadcast")["info"], "message"), "from the service");
    QVERIFY(doctor->notification("on-broadcast").is_null());
}

void TestRoomApi::sharedValuesReachListeners()
{
    const auto doctor = joined("doctor", "clinician");
    const auto patient = joined("patient", "patient");
    QVERIFY(doctor && patient);
    doctor->call("set-metadata", {{"key", "topic"}, {"data", "one"}});
    patient->call("listen-metadata-change", {{"keys", {"topic"}}});
    QTRY_COMPARE(patient->notification("on-metadata-change")["values"][0]["data"], Json("one"));
    patient->forget();
    QCOMPARE(doctor->errorOf("set-metadata", {{"key", "topic"}, {"data", "x"}, {"if_change_version", 0}}),
             409);
    doctor->call("set-metadata", {{"key", "topic"}, {"data", "two"}, {"if_change_version", 1}});
    QTRY_COMPARE(patient->notification("on-metadata-change")["values"][0]["data"], Json("two"));
    QCOMPARE(text(member(doctor->call("get-metadata", {{"key", "topic"}}), "result"), "data"), "two");
    doctor->call("group-join", {{"name", "_handraise"}});
    QTRY_COMPARE(patient->notification("on-peer-update")["groups"], Json::array({"_handraise"}));
}

void TestRoomApi::lostConnectionsKeepTheirPlace()
{
    const auto doctor = joined("doctor", "clinician");
    auto patient = joined("patient", "patient");
    QVERIFY(doctor && patient);
    patient->socket().abort();
    patient = client("patient", "patient");
    QVERIFY(patient);
    QTRY_VERIFY(patient->notification("peer-list").is_object());
    QTRY_VERIFY(patient->notification("offer").is_object());
    QVERIFY(doctor->notification("on-peer-leave").is_null());
    QCOMPARE(patient->errorOf("join"), 400);
    patient->socket().abort();
    QTRY_COMPARE(text(doctor->notification("on-peer-leave"), "peer_id"), "patient");
}

void TestRoomApi::peersAreRemovedByTheService()
{
    const auto doctor = joined("doctor", "clinician");
    const auto patient = joined("patient", "patient");
    QVERIFY(doctor && patient);
    QCOMPARE(call("GET", activePath()).body["session"]["peers"].size(), std::size_t{2});
    QCOMPARE(call("POST", activePath("/remove-peers"), {{"reason", "none named"}}).status, 400);
    QCOMPARE(call("POST", activePath("/remove-peers"), {{"peer_id", "nobody"}}).status, 404);
    QCOMPARE(call("POST", activePath("/remove-peers"), {{"role", "patient"}, {"reason", "done"}}).status,
             200);
    QTRY_COMPARE(text(patient->notification("on-peer-leave-request"), "reason"), "done");
    QCOMPARE(patient->notification("on-peer-leave-request")["room_end"], Json(false));
    patient->socket().close();
    QTRY_COMPARE(text(doctor->notification("on-peer-leave"), "peer_id"), "patient");
    QCOMPARE(call("POST", activePath("/peers/doctor"), {{"name", "Dr X"}}).body["name"], Json("Dr X"));
    QCOMPARE(call("POST", activePath("/peers/patient"), {{"name", "P"}}).status, 404);
}

void TestRoomApi::sessionsAreRemembered()
{
    auto doctor = joined("doctor", "clinician");
    QVERIFY(doctor);
    const QString all = QStringLiteral("/v2/sessions?room_id=") + QString::fromStdString(m_room);
    const Json active = call("GET", all + QStringLiteral("&active=true")).body["data"];
    QCOMPARE(active.size(), std::size_t{1});
    QCOMPARE(text(active[0]["peers"]["doctor"], "user_id"), "user-clinician");
    doctor->call("leave");
    QTRY_COMPARE(call("GET", all + QStringLiteral("&active=true")).body["data"].size(), std::size_t{0});
    const Json ended = call("GET", all + QStringLiteral("&active=false")).body["data"];
    QCOMPARE(ended.size(), std::size_t{1});
    QVERIFY(!text(ended[0]["peers"]["doctor"], "left_at").empty());
}

void TestRoomApi::listsComeInPages()
{
    for (int i = 0; i < 14; ++i)
        newRoom();
    const Json first = call("GET", QStringLiteral("/v2/rooms")).body;
    QCOMPARE(first["data"].size(), std::size_t{10});
    const QString next = QStringLiteral("/v2/rooms?start=") + QString::fromStdString(text(first, "last"));
    const Json second = call("GET", next).body;
    QCOMPARE(second["data"].size(), std::size_t{5});
    QCOMPARE(text(second, "last"), "");
}

QTEST_GUILESS_MAIN(TestRoomApi)
#include "tst_roomapi.moc"
