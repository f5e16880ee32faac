#include "app/sandbox/room/mediasocket.h"

#include "app/sandbox/room/mediaconnection.h"
#include "app/sandbox/room/sctpassociation.h"
#include "app/sandbox/room/stun.h"

#include <QVariant>

#include <set>

namespace bedside::sandbox {

namespace {

constexpr int kTickMilliseconds = 20;
constexpr int kBufferBytes = 2 * 1024 * 1024;
constexpr qint64 kLargestDatagram = 65536;

} // namespace

MediaSocket::MediaSocket(QObject *parent)
    : QObject(parent)
    , m_buffer(kLargestDatagram)
{
    connect(&m_socket, &QUdpSocket::readyRead, this, &MediaSocket::readAll);
    connect(&m_ticks, &QTimer::timeout, this, &MediaSocket::tick);
    m_ticks.setTimerType(Qt::PreciseTimer);
}

bool MediaSocket::listen()
{
    const bool bound = m_socket.bind(QHostAddress::LocalHost, 0);
    m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, kBufferBytes);
    m_socket.setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, kBufferBytes);
    return bound;
}

void MediaSocket::send(const Endpoint &to, BytesView datagram)
{
    m_socket.writeDatagram(reinterpret_cast<const char *>(datagram.data()),
                           static_cast<qint64>(datagram.size()), QHostAddress(to.address), to.port);
}

void MediaSocket::add(const std::string &ufrag, const std::string &password, MediaConnection *connection)
{
    m_credentials[ufrag] = {password, connection};
    if (!m_ticks.isActive())
        m_ticks.start(kTickMilliseconds);
}

void MediaSocket::remove(const MediaConnection *connection)
{
    std::erase_if(m_credentials, [&](const auto &entry) { return entry.second.connection == connection; });
    std::erase_if(m_byAddress, [&](const auto &entry) { return entry.second == connection; });
    if (m_credentials.empty())
        m_ticks.stop();
}

void MediaSocket::readAll()
{
    while (m_socket.hasPendingDatagrams()) {
        QHostAddress address;
        quint16 port = 0;
        const qint64 size = m_socket.readDatagram(reinterpret_cast<char *>(m_buffer.data()), kLargestDatagram,
                                                  &address, &port);
        if (size > 0)
            handle({address.toIPv4Address(), port}, {m_buffer.data(), static_cast<std::size_t>(size)});
    }
}

void MediaSocket::handle(const Endpoint &from, BytesView datagram)
{
    if (isStun(datagram))
        return handleCheck(from, datagram);
    const auto found = m_byAddress.find(from.key());
    if (found != m_byAddress.end())
        found->second->receive(datagram);
}

void MediaSocket::handleCheck(const Endpoint &from, BytesView datagram)
{
    const auto request = parseBindingRequest(datagram);
    if (!request)
        return;
    const auto found = m_credentials.find(request->localUfrag);
    if (found == m_credentials.end() || !hasIntegrity(datagram, *request, found->second.password))
        return;
    MediaConnection *connection = found->second.connection;
    m_byAddress[from.key()] = connection;
    connection->checked(from, request->useCandidate);
    send(from, bindingResponse(*request, from.address, from.port, found->second.password));
}

void MediaSocket::tick()
{
    SctpAssociation::drive();
    std::set<MediaConnection *> connections;
    for (const auto &entry : m_credentials)
        connections.insert(entry.second.connection);
    for (MediaConnection *connection : connections)
        connection->tick();
}

} // namespace bedside::sandbox
