#pragma once

#include "app/sandbox/room/jwt.h"
#include "app/sandbox/room/meetings.h"

#include <QHash>
#include <QObject>
#include <QWebSocketServer>

#include <functional>
#include <string>

class QWebSocket;

namespace bedside::sandbox {

//! The WebSocket side: who may come in, and the way of frames between sockets and sessions.
class Signalling : public QObject
{
    Q_OBJECT

public:
    using OriginCheck = std::function<bool(const QByteArray &origin)>;

    Signalling(RoomDirectory &rooms, Meetings &meetings, KeyPair keys, OriginCheck allowsOrigin,
               QObject *parent = nullptr);
    ~Signalling() override;

    //! On 127.0.0.1, any free port.
    bool listen();
    //! ws://127.0.0.1:PORT/ws
    std::string url() const;

    //! Whether this token lets the peer into a room now; the error tells why not (401, 403, 404).
    struct Admission
    {
        Room *room = nullptr;
        Json claims;
        RpcError error{0, {}};
    };
    Admission admission(const QByteArray &token, const std::string &peerId) const;

    //! Breaks all connections without a farewell.
    void dropAll();

private:
    struct Seat
    {
        std::string roomId;
        std::string peerId;
    };

    void accept();
    void admit(QWebSocket *socket);
    void refuse(QWebSocket *socket, const RpcError &error);
    void takeSeat(QWebSocket *socket, const Seat &seat, const Json &claims);
    void handleFrame(QWebSocket *socket, const QString &frame);
    void lost(QWebSocket *socket);
    bool isKnown(const std::string &roomId, const std::string &peerId) const;

    RoomDirectory &m_rooms;
    Meetings &m_meetings;
    KeyPair m_keys;
    OriginCheck m_allowsOrigin;
    QWebSocketServer m_server;
    QHash<QWebSocket *, Seat> m_seats;
};

} // namespace bedside::sandbox
