#pragma once

#include "core/link/linkmessage.h"

#include <QLocalSocket>
#include <QObject>

namespace bedside::link {

//! Messages over one connected local socket. A line that decode() refuses, a line longer than kMaxLine or a
//! peer of another user ends the connection. Lives on the socket's thread; owns the socket.
class LinkChannel : public QObject
{
    Q_OBJECT

public:
    //! Takes `socket`, which is connected or connecting.
    explicit LinkChannel(QLocalSocket *socket, QObject *parent = nullptr);

    //! Sends at once; dropped when not connected or when the message is too long for one line.
    void send(const Message &message);
    bool isConnected() const { return m_socket->state() == QLocalSocket::ConnectedState; }
    //! Writes out what was sent, then ends the connection.
    void finish();

signals:
    void received(const bedside::link::Message &message);
    //! Once, for whatever reason, also when it never was connected.
    void closed();

private:
    void readLines();
    void close();

    QLocalSocket *m_socket;
    bool m_closed = false;
};

} // namespace bedside::link
