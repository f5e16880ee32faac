#include "core/db/link.h"

#include "core/db/connectionstring.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace bedside::db {

namespace {

constexpr int kMostLooks = 100;

#ifdef Q_OS_WIN

int guardSocket(int socket)
{
    return socket;
}
void releaseSocket(int) {}
void cut(int socket)
{
    ::shutdown(static_cast<SOCKET>(socket), SD_BOTH);
}
bool hasInput(int socket)
{
    WSAPOLLFD query{static_cast<SOCKET>(socket), POLLRDNORM, 0};
    return ::WSAPoll(&query, 1, 0) != 0;
}

#else

int guardSocket(int socket)
{
    return ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
}
void releaseSocket(int socket)
{
    ::close(socket);
}
void cut(int socket)
{
    ::shutdown(socket, SHUT_RDWR);
}
bool hasInput(int socket)
{
    pollfd query{socket, POLLIN, 0};
    return ::poll(&query, 1, 0) != 0;
}

#endif

} // namespace

Link::Link(const ConnectionSettings &settings, std::chrono::milliseconds statementLimit)
    : m_connection(std::make_unique<pqxx::connection>(connectionString(settings, statementLimit)))
{
    forbidReconnect(*m_connection);
    m_socket = guardSocket(m_connection->sock());
}

Link::~Link()
{
    const std::lock_guard lock(m_guard);
    m_connection.reset();
    if (m_socket >= 0)
        releaseSocket(m_socket);
    m_socket = -1;
}

bool Link::isGone()
{
    if (!m_connection->is_open())
        return true;
    // The server's farewell is read first, the end of the line only after it.
    try {
        for (int looks = 0; m_connection->is_open() && hasInput(m_connection->sock()); ++looks) {
            if (looks > kMostLooks)
                return true;
            m_connection->get_notifs();
        }
        return !m_connection->is_open();
    } catch (const std::exception &) {
        return true;
    }
}

void Link::breakOff()
{
    const std::lock_guard lock(m_guard);
    if (m_socket >= 0)
        cut(m_socket);
}

} // namespace bedside::db
