#include "core/net/hundredmsclient.h"
#include "tests/support/fakeprovider.h"

#include <QTest>

#include <optional>

using namespace bedside;
using bedside::tests::FakeProvider;
using Fault = FakeProvider::Fault;

Q_DECLARE_METATYPE(bedside::tests::FakeProvider::Fault)

class HundredMsTest : public QObject
{
    Q_OBJECT

private:
    template<typename T, typename Call>
    Result<T> ask(Call call)
    {
        std::optional<Result<T>> answer;
        call(Continuation<T>(this, [&answer](Result<T> got) { answer = std::move(got); }));
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 15'000))
            return Error{ErrorCode::Bug, QStringLiteral("test.no_answer"), {}};
        return *answer;
    }

    Result<ProviderRoom> create(const QString &name)
    {
        return ask<ProviderRoom>([&](auto then) { m_client->createRoom(m_access, name, then); });
    }
    Result<Done> end(const QString &room, bool lock)
    {
        return ask<Done>(
            [&](auto then) { m_client->endRoom(m_access, room, lock, QStringLiteral("visit ended"), then); });
    }
    Result<Done> disable(const QString &room)
    {
        return ask<Done>([&](auto then) { m_client->disableRoom(m_access, room, then); });
    }

    std::unique_ptr<FakeProvider> m_provider;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<HundredMsClient> m_client;
    ProviderAccess m_access;

private slots:
    void init()
    {
        m_provider = std::make_unique<FakeProvider>();
        m_http = std::make_unique<HttpClient>();
        m_client = std::make_unique<HundredMsClient>(*m_http);
        m_access = {QUrl(m_provider->endpoint()), QStringLiteral("header.claims.signature"),
                    QStringLiteral("template-1")};
    }
    void cleanup()
    {
        m_client.reset();
        m_http.reset();
        m_provider.reset();
    }

    void sameNameGivesSameRoom()
    {
        const auto first = create(QStringLiteral("vm-0a1b"));
        const auto second = create(QStringLiteral("VM-0A1B"));
        QVERIFY(first && second);
        QCOMPARE(first->id, second->id);
        QCOMPARE(m_provider->rooms().size(), 1U);
        QCOMPARE(m_provider->rooms().front().templateId, QStringLiteral("template-1"));
        QCOMPARE(m_provider->lastAuthorization(), QStringLiteral("Bearer header.claims.signature"));
    }

    void slashAtTheEndOfTheEndpointIsHarmless()
    {
        m_access.apiEndpoint = QUrl(m_provider->endpoint() + u'/');
        QVERIFY(create(QStringLiteral("vm-1")));
        QCOMPARE(m_provider->calls(), QStringList{QStringLiteral("POST /v2/rooms")});
    }

    void endingLocksAndIsRepeatable()
    {
        const QString room = create(QStringLiteral("vm-1"))->id;
        m_provider->openSession(room);
        QVERIFY(end(room, true));
        QVERIFY(!m_provider->rooms().front().enabled);
        QCOMPARE(m_provider->rooms().front().timesEnded, 1);
        QVERIFY(end(room, true));
        QCOMPARE(m_provider->rooms().front().timesEnded, 1);
    }

    void endingAnEmptyRoomStillLocksIt()
    {
        const QString room = create(QStringLiteral("vm-1"))->id;
        QVERIFY(end(room, true));
        QVERIFY(!m_provider->rooms().front().enabled);
    }

    void endingWithoutLockLeavesTheRoomOpen()
    {
        const QString room = create(QStringLiteral("vm-1"))->id;
        QVERIFY(end(room, false));
        QVERIFY(m_provider->rooms().front().enabled);
    }

    void unknownRoomsCountAsDone()
    {
        QVERIFY(disable(QStringLiteral("nothing")));
        QVERIFY(end(QStringLiteral("nothing"), true));
    }

    void roomIdsThatAreNoneAreNeverSent()
    {
        for (const char *id : {"", "a/b", "../rooms", "a b", "a\n"}) {
            const auto answer = disable(QString::fromLatin1(id));
            QVERIFY(!answer);
            QCOMPARE(answer.error().reason, QStringLiteral("provider.room_id"));
        }
        QVERIFY(m_provider->calls().isEmpty());
    }

    void faultsAreNamed_data()
    {
        QTest::addColumn<FakeProvider::Fault>("fault");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("pause");
        const auto row = [](const char *name, Fault fault, ErrorCode code, const char *reason,
                            int pause = 0) {
            QTest::newRow(name) << fault << code << QString::fromLatin1(reason) << pause;
        };
        row("429 header", Fault::RateLimited, ErrorCode::Busy, "provider.rate_limited", 7);
        row("429 text", Fault::RateLimitedText, ErrorCode::Busy, "provider.rate_limited", 45);
        row("500", Fault::Failing, ErrorCode::Busy, "provider.failing");
        row("500 after effect", Fault::FailingAfter, ErrorCode::Busy, "provider.failing");
        row("not JSON", Fault::NotJson, ErrorCode::Invalid, "provider.nonsense");
        row("wrong shape", Fault::WrongShape, ErrorCode::Invalid, "provider.nonsense");
        row("huge", Fault::Huge, ErrorCode::Invalid, "provider.nonsense");
        row("redirect", Fault::Redirect, ErrorCode::Invalid, "provider.nonsense");
        row("401", Fault::Unauthorized, ErrorCode::Denied, "provider.denied");
        row("403", Fault::Forbidden, ErrorCode::Denied, "provider.denied");
        row("400", Fault::BadRequest, ErrorCode::Invalid, "provider.refused");
        row("lost reply", Fault::LostReply, ErrorCode::Offline, "provider.unreachable");
    }

    void faultsAreNamed()
    {
        QFETCH(FakeProvider::Fault, fault);
        QFETCH(ErrorCode, code);
        QFETCH(QString, reason);
        QFETCH(int, pause);
        m_provider->plan({fault});
        const auto answer = create(QStringLiteral("vm-1"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, code);
        QCOMPARE(answer.error().reason, reason);
        QCOMPARE(answer.error().retryAfterSeconds, pause);
        QVERIFY2(!answer.error().detail.contains(u"header.claims"), "an error must not hold the token");

        QVERIFY2(create(QStringLiteral("vm-1")), "the next call goes well");
        QCOMPARE(m_provider->rooms().size(), 1U);
    }

    void slowAnswersStillCount()
    {
        m_provider->plan({Fault::Slow});
        QVERIFY(create(QStringLiteral("vm-1")));
    }

    void theDeadlineIsForTheWholeExchange()
    {
        m_provider->plan({Fault::Slow});
        HttpRequest request;
        request.url = QUrl(m_provider->endpoint() + QStringLiteral("/rooms/x"));
        request.deadline = std::chrono::milliseconds(200);
        const auto answer = ask<HttpAnswer>([&](auto then) { m_http->send(request, then); });
        QVERIFY(!answer);
        QCOMPARE(answer.error().reason, QStringLiteral("http.deadline"));
    }

    void nobodyListening()
    {
        m_provider.reset();
        const auto answer = create(QStringLiteral("vm-1"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Offline);
        QCOMPARE(answer.error().reason, QStringLiteral("provider.unreachable"));
    }

    void plainHttpStaysOnThisComputer_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *url, bool allowed) {
            QTest::newRow(url) << QString::fromLatin1(url) << allowed;
        };
        row("https://api.100ms.live/v2", true);
        row("http://127.0.0.1:8080/v2", true);
        row("http://[::1]/v2", true);
        row("http://localhost/v2", true);
        row("http://api.100ms.live/v2", false);
        row("http://127.0.0.1.example.org/v2", false);
        row("http://localhost.example.org/v2", false);
        row("ftp://127.0.0.1/", false);
        row("file:///etc/passwd", false);
        row("", false);
    }

    void plainHttpStaysOnThisComputer()
    {
        QFETCH(QString, url);
        QFETCH(bool, allowed);
        QCOMPARE(HttpClient::isAllowed(QUrl(url)), allowed);
        if (allowed)
            return;
        m_access.apiEndpoint = QUrl(url);
        const auto answer = create(QStringLiteral("vm-1"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().reason, QStringLiteral("provider.address"));
        QVERIFY(m_provider->calls().isEmpty());
    }

    void answersForDestroyedReceiversAreDropped()
    {
        auto receiver = std::make_unique<QObject>();
        bool called = false;
        m_client->createRoom(m_access, QStringLiteral("vm-1"),
                             Continuation<ProviderRoom>(receiver.get(), [&called](auto) { called = true; }));
        receiver.reset();
        QVERIFY(create(QStringLiteral("vm-1")));
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(HundredMsTest)
#include "tst_hundredms.moc"
