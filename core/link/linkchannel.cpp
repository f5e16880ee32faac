#include "core/link/linkchannel.h"

#include "core/link/linkpath.h"

#include <QPointer>

namespace bedside::link {

LinkChannel::LinkChannel(QLocalSocket *socket, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
{
    m_socket->setParent(this);
    connect(m_socket, &QLocalSocket::readyRead, this, &LinkChannel::readLines);
    connect(m_socket, &QLocalSocket::disconnected, this, &LinkChannel::close);
    connect(m_socket, &QLocalSocket::errorOccurred, this, &LinkChannel::close);
}

void LinkChannel::send(const Message &message)
{
    const QByteArray line = encode(message);
    if (m_closed || !isConnected() || line.size() > kMaxLine)
        return;
    m_socket->write(line);
    m_socket->write("\n", 1);
    m_socket->flush();
}

void LinkChannel::finish()
{
    if (isConnected())
        m_socket->disconnectFromServer();
    else
        close();
}

void LinkChannel::readLines()
{
    if (!isSameUser(*m_socket)) {
        close();
        return;
    }
    const QPointer<LinkChannel> alive(this);
    while (alive && !m_closed && m_socket->canReadLine()) {
        QByteArray line = m_socket->readLine(kMaxLine + 2);
        line.chop(line.endsWith('\n') ? 1 : 0);
        const std::optional<Message> message = decode(line);
        if (!message) {
            close();
            return;
        }
        emit received(*message);
    }
    if (alive && !m_closed && m_socket->bytesAvailable() > kMaxLine)
        close();
}

void LinkChannel::close()
{
    if (m_closed)
        return;
    // What the peer said before it went is still heard.
    if (m_socket->canReadLine())
        readLines();
    if (m_closed)
        return;
    m_closed = true;
    m_socket->abort();
    emit closed();
}

} // namespace bedside::link
