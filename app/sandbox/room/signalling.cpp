#include "app/sandbox/room/signalling.h"

#include <QDateTime>
#include <QPointer>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketCorsAuthenticator>

namespace bedside::sandbox {

namespace {

constexpr quint64 kLargestFrame = 1024 * 1024;
constexpr qsizetype kLongestId = 128;

std::string queryItem(const QUrl &url, const char *name)
{
    const QString value = QUrlQuery(url).queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
    return value.left(kLongestId).toStdString();
}

} // namespace

Signalling::Signalling(RoomDirectory &rooms, Meetings &meetings, KeyPair keys, OriginCheck allowsOrigin,
                       QObject *parent)
    : QObject(parent)
    , m_rooms(rooms)
    , m_meetings(meetings)
    , m_keys(std::move(keys))
    , m_allowsOrigin(std::move(allowsOrigin))
    , m_server(QStringLiteral("room"), QWebSocketServer::NonSecureMode)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &Signalling::accept);
    connect(&m_server, &QWebSocketServer::originAuthenticationRequired, this,
            [this](QWebSocketCorsAuthenticator *authenticator) {
                authenticator->setAllowed(m_allowsOrigin(authenticator->origin().toUtf8()));
            });
}

Signalling::~Signalling()
{
    for (QWebSocket *socket : m_seats.keys())
        disconnect(socket, nullptr, this, nullptr);
}

bool Signalling::listen()
{
    return m_server.listen(QHostAddress::LocalHost, 0);
}

std::string Signalling::url() const
{
    return "ws://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/ws";
}

bool Signalling::isKnown(const std::string &roomId, const std::string &peerId) const
{
    const Meetings::Meeting *meeting = m_meetings.find(roomId);
    const Peer *peer = meeting == nullptr ? nullptr : meeting->session->find(peerId);
    return peer != nullptr && peer->joined && !peer->removed;
}

Signalling::Admission Signalling::admission(const QByteArray &token, const std::string &peerId) const
{
    const auto timeless = verifiedClaims(token, m_keys, TokenType::Join, std::nullopt);
    if (!timeless)
        return {nullptr, {}, {401, timeless.error().detail.toStdString()}};
    const Json &claims = *timeless;
    Room *room = m_rooms.find(text(claims, "room_id"));
    if (room == nullptr)
        return {nullptr, {}, {404, "room not found"}};
    if (findRole(text(claims, "role")) == nullptr)
        return {nullptr, {}, {400, "role is unknown"}};
    if (isKnown(room->id, peerId))
        return {room, claims, {0, {}}};
    const auto timely = verifiedClaims(token, m_keys, TokenType::Join, QDateTime::currentSecsSinceEpoch());
    if (!timely)
        return {nullptr, {}, {401, timely.error().detail.toStdString()}};
    if (!room->enabled)
        return {nullptr, {}, {403, "room is disabled"}};
    return {room, claims, {0, {}}};
}

void Signalling::accept()
{
    while (QWebSocket *socket = m_server.nextPendingConnection()) {
        socket->setMaxAllowedIncomingMessageSize(kLargestFrame);
        connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
        admit(socket);
    }
}

void Signalling::admit(QWebSocket *socket)
{
    const QUrl url = socket->requestUrl();
    const std::string peerId = queryItem(url, "peer");
    const QString token = QUrlQuery(url).queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded);
    const Admission admission = this->admission(token.toLatin1(), peerId);
    if (peerId.empty())
        return refuse(socket, {400, "peer is missing"});
    if (admission.room == nullptr)
        return refuse(socket, admission.error);
    takeSeat(socket, {admission.room->id, peerId}, admission.claims);
}

void Signalling::refuse(QWebSocket *socket, const RpcError &error)
{
    const Json params{{"code", error.code}, {"message", error.message}};
    socket->sendTextMessage(QString::fromStdString(notificationFrame("on-error", params)));
    socket->close(QWebSocketProtocol::CloseCodePolicyViolated);
}

void Signalling::takeSeat(QWebSocket *socket, const Seat &seat, const Json &claims)
{
    // A client that comes back may be faster than the end of its old connection.
    for (auto other = m_seats.begin(); other != m_seats.end(); ++other) {
        if (other->peerId == seat.peerId && other->roomId == seat.roomId) {
            QWebSocket *old = other.key();
            m_seats.erase(other);
            old->abort();
            break;
        }
    }
    m_seats.insert(socket, seat);
    connect(socket, &QWebSocket::textMessageReceived, this,
            [this, socket](const QString &frame) { handleFrame(socket, frame); });
    connect(socket, &QWebSocket::disconnected, this, [this, socket] { lost(socket); });
    const QPointer<QWebSocket> guarded(socket);
    const auto send = [guarded](const std::string &frame) {
        if (guarded && guarded->isValid())
            guarded->sendTextMessage(QString::fromStdString(frame));
    };
    const auto close = [guarded] {
        if (guarded && guarded->isValid())
            guarded->close();
    };
    Meetings::Meeting &meeting = m_meetings.open(*m_rooms.find(seat.roomId));
    meeting.session->attach(seat.peerId, claims, {send, close});
}

void Signalling::handleFrame(QWebSocket *socket, const QString &frame)
{
    const auto request = parseRequest(frame.toStdString());
    const Seat seat = m_seats.value(socket);
    Meetings::Meeting *meeting = m_meetings.find(seat.roomId);
    Peer *peer = meeting == nullptr ? nullptr : meeting->session->find(seat.peerId);
    if (!request || peer == nullptr)
        return;
    const CallOutcome outcome = meeting->calls.run(*peer, *request);
    if (request->isCall()) {
        const std::string answer = outcome.error ? errorFrame(request->id, *outcome.error)
                                                 : resultFrame(request->id, outcome.result);
        socket->sendTextMessage(QString::fromStdString(answer));
    }
    if (outcome.then)
        outcome.then();
}

void Signalling::lost(QWebSocket *socket)
{
    const auto found = m_seats.constFind(socket);
    if (found == m_seats.constEnd())
        return;
    const Seat seat = *found;
    m_seats.erase(found);
    if (const Meetings::Meeting *meeting = m_meetings.find(seat.roomId))
        meeting->session->detach(seat.peerId);
}

void Signalling::dropAll()
{
    for (QWebSocket *socket : m_seats.keys())
        socket->abort();
}

} // namespace bedside::sandbox
