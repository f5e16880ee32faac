#include "app/sandbox/room/jsonrpc.h"
#include "app/sandbox/room/jwt.h"
#include "app/sandbox/room/publication.h"
#include "app/sandbox/room/rtcp.h"
#include "app/sandbox/room/rtp.h"
#include "app/sandbox/room/sdp.h"
#include "app/sandbox/room/stun.h"

#include <QTest>

using namespace bedside::sandbox;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;

//! A publisher's offer after it stopped its first camera track and started another one.
constexpr std::string_view kOffer =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 3\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:secret\r\n"
    "a=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=sctp-port:5000\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=mid:1\r\na=sendonly\r\na=msid:stream1 mic\r\n"
    "a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:111 opus/48000/2\r\n"
    "a=rtpmap:63 red/48000/2\r\na=ssrc:1111 cname:x\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=inactive\r\na=rtpmap:96 VP8/90000\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 98 97\r\na=bundle-only\r\na=mid:3\r\na=sendonly\r\na=msid:stream1 camera\r\n"
    "a=rtpmap:98 VP9/90000\r\na=rtpmap:97 VP8/90000\r\na=ssrc-group:FID 2222 2223\r\na=ssrc:2222 cname:x\r\n";

const LocalTransport kLocal{"ufrag", "password", "sha-256 CC:DD", 40000};

Bytes rtpPacket(std::uint16_t sequence, const Bytes &payload)
{
    Bytes packet{0x80, 0x80 | 97};
    append16(packet, sequence);
    append32(packet, 90'000);
    append32(packet, 2222);
    append(packet, payload);
    return packet;
}

const Bytes kKeyFrame{0x10, 0x00, 0x9D};
const Bytes kDeltaFrame{0x10, 0x01, 0x9D};

Json claims(const char *type)
{
    return {{"access_key", "key"}, {"type", type}, {"nbf", kNow - 10}, {"exp", kNow + 60}, {"room_id", "r"}};
}

} // namespace

//! The parts of the room service that are text or bytes in, text or bytes out.
class TestRoomWire : public QObject
{
    Q_OBJECT

private slots:
    void readsOffers();
    void answersMirrorTheOffer();
    void offersKeepTheirLines();
    void rejectsWhatIsNoSdp();
    void checksAreAnsweredWhenSigned();
    void brokenStunIsIgnored();
    void packetsAreReadAndRewritten();
    void extensionsAndPaddingAreStripped();
    void truncatedPacketsAreRefused();
    void keyFramesAreFound();
    void sequenceRollsOver();
    void pausesLeaveNoGap();
    void lostPacketsAreRepeated();
    void videoStartsWithAKeyFrame();
    void feedbackIsRead();
    void feedbackIsWritten();
    void framesAreReadAndWritten();
    void tokensAreVerified();
};

void TestRoomWire::readsOffers()
{
    const auto offer = parseSdp(kOffer);
    QVERIFY(offer);
    QCOMPARE(offer->media.size(), std::size_t{4});
    QVERIFY(offer->media[2].isRejected());
    QVERIFY(!offer->media[3].isRejected());
    QCOMPARE(offer->transportAttribute("ice-ufrag"), "abcd");
    QCOMPARE(offer->transportAttribute("fingerprint"), "sha-256 AA:BB");
    const auto tracks = offeredTracks(*offer);
    QCOMPARE(tracks.size(), std::size_t{2});
    QCOMPARE(tracks[0].trackId, "mic");
    QCOMPARE(tracks[0].audioLevelId, 14);
    QCOMPARE(tracks[1].streamId, "stream1");
    QCOMPARE(tracks[1].ssrc, 2222U);
}

void TestRoomWire::answersMirrorTheOffer()
{
    const std::string text = publishAnswer(*parseSdp(kOffer), kLocal, 7);
    const auto answer = parseSdp(text);
    QVERIFY(answer);
    QVERIFY(text.find("a=group:BUNDLE 0 1 3\r\n") != std::string::npos);
    QCOMPARE(answer->media.size(), std::size_t{4});
    QCOMPARE(answer->media[1].formats, std::vector<std::string>{"111"});
    QVERIFY(answer->media[1].attribute("recvonly"));
    QCOMPARE(answer->media[1].attribute("setup").value_or(""), "passive");
    QCOMPARE(answer->media[2].port, 0);
    QVERIFY(answer->media[2].isRejected());
    QCOMPARE(answer->media[2].mid(), "2");
    QCOMPARE(answer->media[3].port, 40000);
    QCOMPARE(answer->media[3].formats, std::vector<std::string>{"97"});
    QVERIFY(text.find("a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n") != std::string::npos);
}

void TestRoomWire::offersKeepTheirLines()
{
    const std::vector<SentLine> lines{{"1", MediaKind::Audio, false, "s", "gone", 5},
                                      {"2", MediaKind::Video, true, "s", "camera", 6}};
    const auto offer = parseSdp(subscribeOffer(lines, kLocal, 3));
    QVERIFY(offer);
    QCOMPARE(offer->media.size(), std::size_t{3});
    QCOMPARE(offer->attributes.front(), "group:BUNDLE 0 1 2");
    QVERIFY(offer->media[1].attribute("inactive"));
    QVERIFY(!offer->media[1].attribute("msid"));
    QCOMPARE(offer->media[2].attribute("msid").value_or(""), "s camera");
    QCOMPARE(offeredTracks(*offer).size(), std::size_t{1});
}

void TestRoomWire::rejectsWhatIsNoSdp()
{
    QVERIFY(!parseSdp(""));
    QVERIFY(!parseSdp("hello"));
    QVERIFY(!parseSdp("v=0\r\n"));
    QVERIFY(!parseSdp("v=0\r\nm=audio\r\n"));
    QVERIFY(!parseSdp("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF\r\n"));
}

void TestRoomWire::checksAreAnsweredWhenSigned()
{
    const Bytes packet = bindingRequest("ours:theirs", "password", true);
    const auto request = parseBindingRequest(packet);
    QVERIFY(request);
    QCOMPARE(request->localUfrag, "ours");
    QVERIFY(request->useCandidate);
    QVERIFY(hasIntegrity(packet, *request, "password"));
    QVERIFY(!hasIntegrity(packet, *request, "passwort"));

    const Bytes answer = bindingResponse(*request, 0x7F000001, 5004, "password");
    QVERIFY(isStun(answer));
    QCOMPARE(read16(answer, 0), std::uint16_t{0x0101});
    QVERIFY(std::equal(request->transaction.begin(), request->transaction.end(), answer.begin() + 8));
    QCOMPARE(read16(answer, 26), static_cast<std::uint16_t>(5004 ^ 0x2112));
    QCOMPARE(read32(answer, 28), 0x7F000001U ^ 0x2112A442U);
}

void TestRoomWire::brokenStunIsIgnored()
{
    const Bytes whole = bindingRequest("ours:theirs", "password", false);
    for (std::size_t size = 0; size < whole.size(); ++size)
        QVERIFY(!parseBindingRequest(BytesView(whole).first(size)));
    Bytes longAttribute = whole;
    write16(longAttribute, 22, 0xFFFF);
    QVERIFY(!parseBindingRequest(longAttribute));
}

void TestRoomWire::packetsAreReadAndRewritten()
{
    const Bytes data = rtpPacket(77, kKeyFrame);
    const auto packet = parseRtp(data);
    QVERIFY(packet);
    QCOMPARE(packet->payloadType, std::uint8_t{97});
    QVERIFY(packet->marker);
    const Bytes out = rewritten(*packet, 96, 5, 99);
    const auto again = parseRtp(out);
    QVERIFY(again);
    QCOMPARE(again->payloadType, std::uint8_t{96});
    QVERIFY(again->marker);
    QCOMPARE(again->sequence, std::uint16_t{5});
    QCOMPARE(again->timestamp, 90'000U);
    QCOMPARE(again->ssrc, 99U);
    QVERIFY(std::equal(kKeyFrame.begin(), kKeyFrame.end(), again->payload.begin(), again->payload.end()));
}

void TestRoomWire::extensionsAndPaddingAreStripped()
{
    Bytes data{0xB1, 111};
    append16(data, 1);
    append32(data, 2);
    append32(data, 3);
    append32(data, 4); // contributing source
    append16(data, 0xBEDE);
    append16(data, 1);
    append(data, Bytes{0xE0, 0x80 | 27, 0, 0, 'h', 'i', 0, 2});
    const auto packet = parseRtp(data);
    QVERIFY(packet);
    QCOMPARE(audioLevel(*packet, 14), std::optional<int>(100));
    QCOMPARE(audioLevel(*packet, 3), std::optional<int>());
    QCOMPARE(rewritten(*packet, 111, 1, 3).size(), std::size_t{14});
}

void TestRoomWire::truncatedPacketsAreRefused()
{
    Bytes data{0x9F, 111};
    append16(data, 1);
    append32(data, 2);
    append32(data, 3);
    QVERIFY(!parseRtp(data));
    QVERIFY(!parseRtp(Bytes{0x80}));
    QVERIFY(!parseRtp({}));
    Bytes padded = rtpPacket(1, Bytes{200});
    padded[0] |= 0x20;
    QVERIFY(!parseRtp(padded));
}

void TestRoomWire::keyFramesAreFound()
{
    QVERIFY(startsVp8KeyFrame(kKeyFrame));
    QVERIFY(!startsVp8KeyFrame(kDeltaFrame));
    QVERIFY(!startsVp8KeyFrame(Bytes{0x00, 0x00, 0x00}));
    QVERIFY(startsVp8KeyFrame(Bytes{0x90, 0x80, 0x81, 0x23, 0x00}));
    QVERIFY(!startsVp8KeyFrame(Bytes{0x90, 0xF0, 0x81, 0x23, 0x01, 0x20, 0x01}));
    QVERIFY(!startsVp8KeyFrame(Bytes{0x90, 0x80}));
    QVERIFY(!startsVp8KeyFrame({}));
}

void TestRoomWire::sequenceRollsOver()
{
    SequenceRewriter rewriter(65'534);
    for (unsigned i = 0; i < 70'000; ++i) {
        const auto in = static_cast<std::uint16_t>(65'000 + i);
        QCOMPARE(rewriter.map(in), std::optional<std::uint16_t>(static_cast<std::uint16_t>(65'534 + i)));
    }
}

void TestRoomWire::pausesLeaveNoGap()
{
    SequenceRewriter rewriter(100);
    QCOMPARE(rewriter.map(10), std::optional<std::uint16_t>(100));
    QCOMPARE(rewriter.map(12), std::optional<std::uint16_t>(102));
    QCOMPARE(rewriter.map(11), std::optional<std::uint16_t>(101));
    rewriter.pause();
    QCOMPARE(rewriter.map(500), std::optional<std::uint16_t>(103));
    QCOMPARE(rewriter.map(499), std::optional<std::uint16_t>());
    QCOMPARE(rewriter.map(501), std::optional<std::uint16_t>(104));
}

void TestRoomWire::lostPacketsAreRepeated()
{
    PacketRing ring;
    ring.store(65'535, Bytes{1});
    ring.store(0, Bytes{2});
    QVERIFY(ring.find(65'535) != nullptr);
    QCOMPARE(*ring.find(0), Bytes{2});
    QVERIFY(ring.find(1) == nullptr);
    for (unsigned i = 1; i <= 512; ++i)
        ring.store(static_cast<std::uint16_t>(i), Bytes{3});
    QVERIFY(ring.find(0) == nullptr);
}

void TestRoomWire::videoStartsWithAKeyFrame()
{
    std::vector<Bytes> sent;
    Forwarder forwarder(
        MediaKind::Video, 9, [&](Bytes packet) { sent.push_back(std::move(packet)); }, [](Bytes) {});
    const auto forward = [&](std::uint16_t sequence, const Bytes &payload) {
        const Bytes data = rtpPacket(sequence, payload);
        forwarder.forward(*parseRtp(data));
    };
    forward(1, kKeyFrame);
    QVERIFY(sent.empty());
    forwarder.start();
    forward(2, kDeltaFrame);
    QVERIFY(sent.empty());
    QVERIFY(forwarder.waitsForKeyFrame());
    forward(3, kKeyFrame);
    forward(4, kDeltaFrame);
    forwarder.setPaused(true);
    forward(5, kDeltaFrame);
    QCOMPARE(sent.size(), std::size_t{2});
    forwarder.setPaused(false);
    forward(6, kDeltaFrame);
    forward(7, kKeyFrame);
    QCOMPARE(sent.size(), std::size_t{3});
    QCOMPARE(read16(sent[2], 2), static_cast<std::uint16_t>(read16(sent[0], 2) + 2));
    forwarder.repeat({read16(sent[1], 2)});
    QCOMPARE(sent.size(), std::size_t{4});
    QCOMPARE(sent[3], sent[1]);
}

void TestRoomWire::feedbackIsRead()
{
    Bytes nack{0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 9, 0xFF, 0xFF, 0, 5};
    const Bytes pictureLoss{0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 9};
    append(nack, pictureLoss);
    const auto items = parseRtcp(nack);
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(items[0].sequences, (std::vector<std::uint16_t>{65'535, 0, 2}));
    QCOMPARE(items[1].kind, RtcpItem::Kind::KeyFrameRequest);
    QCOMPARE(items[1].ssrc, 9U);
    for (std::size_t size = 0; size < 16; ++size)
        QVERIFY(parseRtcp(BytesView(nack).first(size)).empty());
}

void TestRoomWire::feedbackIsWritten()
{
    const RtcpItem original{RtcpItem::Kind::SenderReport, 1, 0x1122334455667788, 99, {}};
    const auto report = parseRtcp(senderReport(original, 7, 10, 1000));
    QCOMPARE(report.size(), std::size_t{1});
    QCOMPARE(report[0].ssrc, 7U);
    QCOMPARE(report[0].ntp, original.ntp);
    QCOMPARE(report[0].timestamp, 99U);
    const auto wish = parseRtcp(pictureLossIndication(1, 9));
    QCOMPARE(wish.size(), std::size_t{1});
    QCOMPARE(wish[0].ssrc, 9U);
    const Bytes limit = bitrateLimit(1, 4'000'000, {5, 6});
    QCOMPARE(limit.size(), std::size_t{8 + 28});
    const std::uint32_t rate = read32(limit, 8 + 16);
    QCOMPARE(rate >> 24, 2U);
    QCOMPARE((rate & 0x3FFFF) << (rate >> 18 & 0x3F), 4'000'000U);
}

void TestRoomWire::framesAreReadAndWritten()
{
    const auto call = parseRequest(R"({"jsonrpc":"2.0","id":"7","method":"ping","params":{"timestamp":1}})");
    QVERIFY(call && call->isCall());
    QCOMPARE(number(call->params, "timestamp"), 1);
    const auto notification = parseRequest(R"({"method":"leave"})");
    QVERIFY(notification && !notification->isCall() && notification->params.is_object());
    QVERIFY(!parseRequest("nonsense"));
    QVERIFY(!parseRequest("[]"));
    QVERIFY(!parseRequest(R"({"id":1,"result":{}})"));
    QCOMPARE(resultFrame("7", nullptr), R"({"id":"7","jsonrpc":"2.0","result":{}})");
    QCOMPARE(errorFrame("7", {400, "no"}),
             R"({"error":{"code":400,"message":"no"},"id":"7","jsonrpc":"2.0"})");
    QCOMPARE(text(parsed(R"({"a":1})"), "a", "other"), "other");
}

void TestRoomWire::tokensAreVerified()
{
    const KeyPair keys{"key", "secret"};
    const auto check = [&](const QByteArray &token, TokenType type, std::int64_t now = kNow) {
        const auto result = verifiedClaims(token, keys, type, now);
        return result ? QStringLiteral("good") : result.error().detail;
    };
    const QByteArray token = signedToken(claims("app"), keys.secret);
    QCOMPARE(check(token, TokenType::Join), QStringLiteral("good"));
    QCOMPARE(check(token, TokenType::Management), QStringLiteral("token is of the wrong type"));
    QCOMPARE(check(token, TokenType::Join, kNow + 60), QStringLiteral("token is expired"));
    QCOMPARE(check(token, TokenType::Join, kNow - 11), QStringLiteral("token is not valid yet"));
    QCOMPARE(check(signedToken(claims("app"), "other"), TokenType::Join),
             QStringLiteral("signature is invalid"));
    QCOMPARE(check("a.b", TokenType::Join), QStringLiteral("token is malformed"));
    Json other = claims("app");
    other["access_key"] = "another";
    QCOMPARE(check(signedToken(other, keys.secret), TokenType::Join),
             QStringLiteral("access key is unknown"));
    const QByteArray unsignedToken = QByteArray(R"({"alg":"none"})").toBase64(QByteArray::Base64UrlEncoding) +
                                     token.mid(token.indexOf('.'));
    QCOMPARE(check(unsignedToken, TokenType::Join), QStringLiteral("signing method is not HS256"));
    const QByteArray made = joinToken(keys, {{"room_id", "r"}, {"role", "patient"}}, kNow, 60);
    QCOMPARE(check(made, TokenType::Join), QStringLiteral("good"));
    QVERIFY(verifiedClaims(token, keys, TokenType::Join, std::nullopt));
}

QTEST_APPLESS_MAIN(TestRoomWire)
#include "tst_roomwire.moc"
