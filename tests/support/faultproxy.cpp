#include "tests/support/faultproxy.h"

#include <QtEndian>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace bedside::testing {

namespace {

sockaddr_un socketAddress(const QString &directory)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray path = directory.toLocal8Bit() + "/.s.PGSQL.5432";
    qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
    return address;
}

const sockaddr *generic(const sockaddr_un &address)
{
    return static_cast<const sockaddr *>(static_cast<const void *>(&address));
}

// Takes one whole message off the front of a protocol stream; empty when more bytes are needed.
QByteArray takeMessage(QByteArray &stream, bool startup)
{
    const qsizetype header = startup ? 4 : 5;
    if (stream.size() < header)
        return {};
    const auto length = qFromBigEndian<quint32>(stream.constData() + header - 4);
    const qsizetype total = header - 4 + static_cast<qsizetype>(length);
    if (stream.size() < total)
        return {};
    QByteArray message = stream.left(total);
    stream.remove(0, total);
    return message;
}

} // namespace

struct FaultProxy::Link
{
    int client = -1;
    int server = -1;
    std::atomic<bool> swallowAnswer = false;
    std::thread requests;
    std::thread answers;

    void breakOff() const
    {
        ::shutdown(client, SHUT_RDWR);
        ::shutdown(server, SHUT_RDWR);
    }
};

FaultProxy::FaultProxy(const QString &upstreamDirectory)
    : m_directory(u"/tmp/fp-XXXXXX"_s) // a socket's path is short
    , m_upstream(upstreamDirectory)
{
    m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = socketAddress(m_directory.path());
    if (::bind(m_listener, generic(address), sizeof address) != 0 || ::listen(m_listener, 512) != 0)
        qFatal("the fault proxy cannot listen");
    m_acceptor = std::thread([this] { acceptConnections(); });
}

FaultProxy::~FaultProxy()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        for (const Link &link : m_links)
            link.breakOff();
    }
    m_changed.notify_all();
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (Link &link : m_links) {
        link.requests.join();
        link.answers.join();
        ::close(link.client);
        ::close(link.server);
    }
    ::close(m_listener);
}

void FaultProxy::setDelay(std::chrono::milliseconds eachWay)
{
    const std::lock_guard lock(m_mutex);
    m_delay = eachWay;
}

void FaultProxy::cutNext(Cut cut, QByteArray text)
{
    const std::lock_guard lock(m_mutex);
    m_cut = cut;
    m_cutText = std::move(text);
    m_cutArmed = true;
    m_hasCut = false;
}

void FaultProxy::setFrozen(bool frozen)
{
    const std::lock_guard lock(m_mutex);
    m_frozen = frozen;
    m_changed.notify_all();
}

void FaultProxy::acceptConnections()
{
    for (;;) {
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            return;
        const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = socketAddress(m_upstream);
        const std::lock_guard lock(m_mutex);
        if (m_stopping || ::connect(server, generic(address), sizeof address) != 0) {
            ::close(client);
            ::close(server);
            continue;
        }
        Link &link = m_links.emplace_back();
        link.client = client;
        link.server = server;
        link.requests = std::thread([this, &link] { pumpRequests(link); });
        link.answers = std::thread([this, &link] { pumpAnswers(link); });
    }
}

// Waits out delay and freeze, then sends; false when the proxy stops or the peer is gone.
bool FaultProxy::pass(int fd, const QByteArray &data)
{
    {
        std::unique_lock lock(m_mutex);
        if (m_delay.count() > 0) {
            const auto due = std::chrono::steady_clock::now() + m_delay;
            m_changed.wait_until(lock, due, [this] { return m_stopping; });
        }
        m_changed.wait(lock, [this] { return m_stopping || !m_frozen; });
        if (m_stopping)
            return false;
    }
    qsizetype sent = 0;
    while (sent < data.size()) {
        const auto n =
            ::send(fd, data.constData() + sent, static_cast<size_t>(data.size() - sent), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        sent += n;
    }
    return true;
}

bool FaultProxy::forwardRequest(Link &link, const QByteArray &request)
{
    bool cut = false;
    Cut kind = Cut::BeforeForward;
    {
        const std::lock_guard lock(m_mutex);
        cut = m_cutArmed && request.contains(m_cutText);
        kind = m_cut;
        m_cutArmed = m_cutArmed && !cut;
    }
    if (cut && kind == Cut::BeforeForward) {
        m_hasCut = true;
        return false;
    }
    if (cut)
        link.swallowAnswer = true;
    return pass(link.server, request);
}

// A request is held back until it is whole, so that a cut before it leaves nothing of it behind.
bool FaultProxy::forwardWhole(Link &link, QByteArray &stream, QByteArray &request, bool &startup)
{
    for (QByteArray message = takeMessage(stream, startup); !message.isEmpty();
         message = takeMessage(stream, startup)) {
        request += message;
        const char kind = startup ? '\0' : message.front();
        startup = false;
        if (kind == 'P' || kind == 'B' || kind == 'D' || kind == 'E' || kind == 'C')
            continue;
        if (kind == 'Q' || kind == 'S')
            ++m_requests;
        const bool open = forwardRequest(link, request);
        request.clear();
        if (!open)
            return false;
    }
    return true;
}

void FaultProxy::pumpRequests(Link &link)
{
    QByteArray stream;
    QByteArray request;
    bool startup = true;
    QByteArray buffer(65536, '\0');
    for (;;) {
        const auto n = ::recv(link.client, buffer.data(), static_cast<size_t>(buffer.size()), 0);
        if (n <= 0)
            break;
        stream.append(buffer.constData(), n);
        if (!forwardWhole(link, stream, request, startup))
            break;
    }
    link.breakOff();
}

void FaultProxy::pumpAnswers(Link &link)
{
    QByteArray stream;
    QByteArray buffer(65536, '\0');
    for (;;) {
        const auto n = ::recv(link.server, buffer.data(), static_cast<size_t>(buffer.size()), 0);
        if (n <= 0)
            break;
        if (!link.swallowAnswer) {
            if (!pass(link.client, buffer.left(n)))
                break;
            continue;
        }
        stream.append(buffer.constData(), n);
        QByteArray message = takeMessage(stream, false);
        while (!message.isEmpty() && !message.startsWith('Z'))
            message = takeMessage(stream, false);
        if (message.startsWith('Z')) {
            m_hasCut = true;
            break;
        }
    }
    link.breakOff();
}

} // namespace bedside::testing
