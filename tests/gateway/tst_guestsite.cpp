#include "app/gateway/guestdesks.h"
#include "app/gateway/guestsite.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace bedside;
using Json = nlohmann::json;

namespace {

//! A desk of one organization with one open code, so that the HTTP side can be tried without a database.
class OneCodeDesk : public GuestDesk
{
public:
    QString code = QStringLiteral("ABCDEFGHJK");
    QStringList calls;
    std::optional<Error> refuse;

    void arrive(QUuid, QString given, QString name, ParticipantKind kind,
                Continuation<GuestView> then) override
    {
        calls.append(QStringLiteral("arrive ") + given);
        if (refuse || given != code)
            return then(refuse.value_or(Error{ErrorCode::NotFound, QStringLiteral("code.unknown"), {}}));
        m_view.participant.id = QUuid::createUuid();
        m_view.participant.name = name;
        m_view.participant.kind = kind;
        m_view.organization = QStringLiteral("Practice");
        m_view.secret = QStringLiteral("key");
        then(m_view);
    }
    void status(QUuid participant, QString secret, Continuation<GuestView> then) override
    {
        answer(participant, secret, QStringLiteral("status"), {}, then);
    }
    void enter(QUuid participant, QString secret, Continuation<GuestView> then) override
    {
        answer(participant, secret, QStringLiteral("enter"),
               JoinGrant{QStringLiteral("room"), {}, {}, {}, {}, {}}, then);
    }
    void leave(QUuid participant, QString secret, Continuation<GuestView> then) override
    {
        answer(participant, secret, QStringLiteral("leave"), {}, then);
    }

private:
    void answer(QUuid participant, const QString &secret, const QString &call, std::optional<JoinGrant> grant,
                const Continuation<GuestView> &then)
    {
        calls.append(call);
        if (participant != m_view.participant.id || secret != u"key")
            return then(Error{ErrorCode::NotFound, QStringLiteral("participant.unknown"), {}});
        GuestView view = m_view;
        view.secret.clear();
        view.grant = grant;
        then(view);
    }

    GuestView m_view;
};

} // namespace

class GuestSiteTest : public QObject
{
    Q_OBJECT

private:
    GuestResponse ask(const QByteArray &method, const QString &path, const QByteArray &body = {},
                      const QByteArray &type = "application/json")
    {
        std::optional<GuestResponse> answer;
        m_site->handle({method, path, type, body}, [&answer](const GuestResponse &got) {
            Q_ASSERT(!answer);
            answer = got;
        });
        return answer.value_or(GuestResponse{});
    }
    GuestResponse arrive(const QByteArray &body)
    {
        return ask("POST", QStringLiteral("/api/guest/arrive"), body);
    }
    static QByteArray header(const GuestResponse &answer, const QByteArray &name)
    {
        for (const auto &[key, value] : answer.headers) {
            if (key == name)
                return value;
        }
        return {};
    }
    static Json body(const GuestResponse &answer)
    {
        return Json::parse(answer.body.begin(), answer.body.end(), nullptr, false);
    }
    void open(int arrivals = 1000, int wrong = 1000)
    {
        m_desk = std::make_unique<OneCodeDesk>();
        m_site = std::make_unique<GuestSite>(
            *m_desk, GuestSite::Options{m_pages.path(), QStringLiteral("guest.html"), arrivals, wrong});
        QVERIFY(m_site->load());
    }

    QTemporaryDir m_pages;
    std::unique_ptr<OneCodeDesk> m_desk;
    std::unique_ptr<GuestSite> m_site;

private slots:
    void initTestCase()
    {
        const auto write = [this](const QString &name, const QByteArray &text) {
            QFile file(m_pages.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(QStringLiteral("guest.html"), "<meta http-equiv=\"Content-Security-Policy\" "
                                            "content=\"default-src 'none'; connect-src 'self'\">");
        write(QStringLiteral("guest.js"), "1");
        write(QStringLiteral("room.css"), "a{}");
        write(QStringLiteral("secret.txt"), "no");
    }
    void init() { open(); }

    void aMissingPageIsNamed()
    {
        QTemporaryDir empty;
        GuestSite site(*m_desk, GuestSite::Options{empty.path()});
        const auto loaded = site.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().reason, QStringLiteral("page.missing"));
    }

    void pageIsTheSameForEveryCode()
    {
        const auto known = ask("GET", QStringLiteral("/meeting/ABCDEFGHJK"));
        const auto unknown = ask("GET", QStringLiteral("/meeting/zzz"));
        QCOMPARE(known.status, 200);
        QCOMPARE(known.body, unknown.body);
        QCOMPARE(known.headers, unknown.headers);
        QCOMPARE(header(known, "Content-Security-Policy"),
                 QByteArray("default-src 'none'; connect-src 'self'; frame-ancestors 'none'"));
        QCOMPARE(header(known, "Referrer-Policy"), QByteArray("no-referrer"));
        QVERIFY(m_desk->calls.isEmpty());
    }

    void onlyThePagesOwnFilesAreServed()
    {
        QCOMPARE(ask("GET", QStringLiteral("/room/guest.js")).contentType,
                 QByteArray("text/javascript; charset=utf-8"));
        for (const char *path : {"/room/secret.txt", "/room/../guest.js", "/room//etc/passwd", "/room/", "/",
                                 "/guest.js", "/api/guest/", "/api/guest/create"}) {
            QCOMPARE(ask("GET", QString::fromLatin1(path)).status, 404);
        }
    }

    void arriveThenEnter()
    {
        const auto arrived = arrive(R"({"code":"abcde-fghjk","name":"  Ana   B ","kind":"family"})");
        QCOMPARE(arrived.status, 200);
        const Json view = body(arrived);
        QCOMPARE(view["participant"]["name"], "Ana B");
        QCOMPARE(view["participant"]["state"], "waiting");
        QCOMPARE(view["secret"], "key");
        QVERIFY(!view.contains("grant"));
        const QByteArray me = QByteArray::fromStdString(
            Json{{"participant", view["participant"]["id"]}, {"secret", "key"}}.dump());
        QVERIFY(!body(ask("POST", QStringLiteral("/api/guest/status"), me)).contains("secret"));
        QCOMPARE(body(ask("POST", QStringLiteral("/api/guest/enter"), me))["grant"]["room_id"], "room");
        QCOMPARE(ask("POST", QStringLiteral("/api/guest/leave"), me).status, 200);
    }

    void badBodiesNeverReachTheDesk_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("reason");
        const QString malformed = QStringLiteral("request.malformed");
        const auto row = [](const char *name, const QByteArray &body, const QString &reason) {
            QTest::newRow(name) << body << reason;
        };
        row("empty", "", malformed);
        row("array", "[]", malformed);
        row("text", "\"x\"", malformed);
        row("role asked for", R"({"code":"ABCDEFGHJK","name":"A","kind":"guest","role":"host"})", malformed);
        row("doubled field", R"({"code":"ABCDEFGHJK","code":"ABCDEFGHJK","name":"A","kind":"guest"})",
            malformed);
        row("number", R"({"code":12345678,"name":"A","kind":"guest"})", malformed);
        row("nested", R"({"code":{"a":"b"},"name":"A","kind":"guest"})", malformed);
        row("null", R"({"code":null,"name":"A","kind":"guest"})", malformed);
        row("trailing", R"({"code":"ABCDEFGHJK","name":"A","kind":"guest"} x)", malformed);
        row("no UTF-8", "{\"code\":\"ABCDEFGHJK\",\"name\":\"\xff\",\"kind\":\"guest\"}", malformed);
        row("no code", R"({"name":"A","kind":"guest"})", malformed);
        row("operation", R"({"operation":"1","code":"ABCDEFGHJK","name":"A","kind":"guest"})", malformed);
        row("practitioner", R"({"code":"ABCDEFGHJK","name":"A","kind":"practitioner"})",
            QStringLiteral("kind.unknown"));
        row("no kind", R"({"code":"ABCDEFGHJK","name":"A"})", QStringLiteral("kind.unknown"));
        row("no name", R"({"code":"ABCDEFGHJK","name":" \t ","kind":"guest"})",
            QStringLiteral("name.missing"));
        row("long name", R"({"code":"ABCDEFGHJK","kind":"guest","name":")" + QByteArray(81, 'x') + R"("})",
            QStringLiteral("name.too_long"));
        row("short code", R"({"code":"ABC","name":"A","kind":"guest"})", QStringLiteral("code.malformed"));
    }

    void badBodiesNeverReachTheDesk()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, reason);
        const auto answer = arrive(body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(this->body(answer)["error"]["code"], reason.toStdString());
        QVERIFY(m_desk->calls.isEmpty());
    }

    void sizeMethodAndType()
    {
        QCOMPARE(arrive(QByteArray(5000, ' ')).status, 413);
        QCOMPARE(ask("GET", QStringLiteral("/api/guest/arrive")).status, 405);
        QCOMPARE(ask("POST", QStringLiteral("/meeting/x")).status, 405);
        QCOMPARE(ask("POST", QStringLiteral("/api/guest/arrive"), "{}", "text/plain").status, 415);
        QCOMPARE(
            ask("POST", QStringLiteral("/api/guest/arrive"), "{}", "application/json; charset=utf-8").status,
            400);
    }

    void reasonsOfTheHouseStayInside()
    {
        m_desk->refuse = Error{ErrorCode::Denied, QStringLiteral("duty.missing"), QStringLiteral("detail")};
        const auto answer = arrive(R"({"code":"ABCDEFGHJK","name":"A","kind":"guest"})");
        QCOMPARE(answer.status, 503);
        QCOMPARE(body(answer), (Json{{"error", {{"code", "service.unavailable"}}}}));
        QCOMPARE(header(answer, "Retry-After"), QByteArray("5"));
    }

    void arrivalsAreLimited()
    {
        open(3, 100);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(arrive(R"({"code":"ABCDEFGHJK","name":"A","kind":"guest"})").status, 200);
        const auto answer = arrive(R"({"code":"ABCDEFGHJK","name":"A","kind":"guest"})");
        QCOMPARE(answer.status, 429);
        QVERIFY(header(answer, "Retry-After").toInt() >= 1);
    }

    void wrongCodesAreLimitedMoreStrictly()
    {
        open(100, 2);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(arrive(R"({"code":"ZZZZZZZZZZ","name":"A","kind":"guest"})").status, 404);
        QCOMPARE(arrive(R"({"code":"ABCDEFGHJK","name":"A","kind":"guest"})").status, 429);
    }

    void severalOrganizationsAreAskedInTurn()
    {
        OneCodeDesk first;
        OneCodeDesk second;
        second.code = QStringLiteral("2222222222");
        GuestDesks both({&first, &second});
        GuestSite site(both, GuestSite::Options{m_pages.path(), QStringLiteral("guest.html")});
        QVERIFY(site.load());
        int status = 0;
        site.handle({"POST", QStringLiteral("/api/guest/arrive"), "application/json",
                     R"({"code":"2222222222","name":"A","kind":"guest"})"},
                    [&status](const GuestResponse &answer) { status = answer.status; });
        QCOMPARE(status, 200);
        QCOMPARE(first.calls.size(), 1);
        site.handle({"POST", QStringLiteral("/api/guest/arrive"), "application/json",
                     R"({"code":"3333333333","name":"A","kind":"guest"})"},
                    [&status](const GuestResponse &answer) { status = answer.status; });
        QCOMPARE(status, 404);
    }
};

QTEST_GUILESS_MAIN(GuestSiteTest)
#include "tst_guestsite.moc"
