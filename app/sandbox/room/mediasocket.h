#pragma once

#include "app/sandbox/room/bytes.h"

#include <QHostAddress>
#include <QObject>
#include <QTimer>
#include <QUdpSocket>

#include <string>
#include <unordered_map>

namespace bedside::sandbox {

class MediaConnection;

//! Where a datagram came from or goes to.
struct Endpoint
{
    quint32 address = 0;
    quint16 port = 0;

    bool isNull() const { return port == 0; }
    quint64 key() const { return quint64{address} << 16 | port; }
    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

//! The one UDP socket of all media, on 127.0.0.1: answers connectivity checks and hands everything else to
//! the connection whose check came from there.
class MediaSocket : public QObject
{
    Q_OBJECT

public:
    explicit MediaSocket(QObject *parent = nullptr);

    bool listen();
    quint16 port() const { return m_socket.localPort(); }
    void send(const Endpoint &to, BytesView datagram);

    //! From now on checks with this user name fragment and password belong to the connection.
    void add(const std::string &ufrag, const std::string &password, MediaConnection *connection);
    //! Forgets all of the connection's names and addresses.
    void remove(const MediaConnection *connection);

private:
    struct Credential
    {
        std::string password;
        MediaConnection *connection = nullptr;
    };

    void readAll();
    void handle(const Endpoint &from, BytesView datagram);
    void handleCheck(const Endpoint &from, BytesView datagram);
    void tick();

    QUdpSocket m_socket;
    Bytes m_buffer; //!< for the datagram that is read
    QTimer m_ticks;
    std::unordered_map<std::string, Credential> m_credentials;
    std::unordered_map<quint64, MediaConnection *> m_byAddress;
};

} // namespace bedside::sandbox
