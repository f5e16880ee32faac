#include "core/db/pgchangefeed.h"

#include "core/db/functioncall.h"
#include "core/db/link.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <poll.h>
#endif

#include <algorithm>
#include <condition_variable>
#include <thread>

namespace bedside::db {

namespace {

using Clock = std::chrono::steady_clock;

class Receiver final : public pqxx::notification_receiver
{
public:
    Receiver(pqxx::connection &connection, const std::string &channel, QStringList &ids)
        : pqxx::notification_receiver(connection, channel)
        , m_ids(ids)
    {
    }
    void operator()(const std::string &payload, int) override
    {
        m_ids += QString::fromStdString(payload).split(u' ', Qt::SkipEmptyParts);
    }

private:
    QStringList &m_ids;
};

//! Waits for input, at most so long; the wait also ends when the line is cut.
void awaitInput(int socket, std::chrono::milliseconds most)
{
#ifdef Q_OS_WIN
    WSAPOLLFD query{static_cast<SOCKET>(socket), POLLRDNORM, 0};
    ::WSAPoll(&query, 1, static_cast<int>(most.count()));
#else
    pollfd query{socket, POLLIN, 0};
    ::poll(&query, 1, static_cast<int>(most.count()));
#endif
}

} // namespace

//! What both threads know; see DbExecutor for why the thread may outlive the feed.
struct PgChangeFeed::World
{
    std::mutex mutex;
    std::condition_variable wake;
    std::thread thread;
    PgChangeFeed *owner = nullptr;
    ConnectionSettings settings;
    Times times;
    Link *link = nullptr;
    bool connecting = false;
    bool stop = false;
    bool reached = false;                     //!< the present attempt got as far as listening
    std::optional<Clock::time_point> askedAt; //!< a question is on its way since
};

PgChangeFeed::PgChangeFeed(ConnectionSettings settings, QObject *parent)
    : PgChangeFeed(std::move(settings), Times{}, parent)
{
}

PgChangeFeed::PgChangeFeed(ConnectionSettings settings, Times times, QObject *parent)
    : ChangeFeed(parent)
    , m_world(std::make_shared<World>())
    , m_times(times)
{
    m_gather.setSingleShot(true);
    m_gather.setTimerType(Qt::PreciseTimer);
    m_gather.setInterval(times.gather);
    connect(&m_gather, &QTimer::timeout, this, [this] {
        auto ids = std::exchange(m_gathered, {});
        ids.removeDuplicates();
        emit changed(ids);
    });
    m_watch.setInterval(std::max(times.silence / 8, std::chrono::milliseconds(50)));
    connect(&m_watch, &QTimer::timeout, this, &PgChangeFeed::watch);
    m_watch.start();
    m_world->owner = this;
    m_world->settings = std::move(settings);
    m_world->times = times;
    m_world->thread = std::thread([world = m_world] { work(world); });
}

PgChangeFeed::~PgChangeFeed()
{
    bool leave = false;
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->stop = true;
        m_world->owner = nullptr;
        leave = m_world->connecting;
        if (m_world->link)
            m_world->link->breakOff();
    }
    m_world->wake.notify_all();
    if (leave)
        m_world->thread.detach();
    else
        m_world->thread.join();
}

void PgChangeFeed::work(const std::shared_ptr<World> &world)
{
    auto rest = world->times.firstPause;
    do {
        world->reached = false;
        try {
            listen(*world);
        } catch (const std::exception &) {
            // Whatever it was, the remedy is a new session.
        }
        rest = world->reached ? world->times.firstPause : std::min(rest * 2, world->times.mostPause);
        tell(*world, &PgChangeFeed::lost);
    } while (pause(*world, rest));
}

void PgChangeFeed::listen(World &world)
{
    const auto mark = [&world](bool connecting, Link *link) {
        const std::lock_guard lock(world.mutex);
        world.connecting = connecting;
        world.link = link;
        world.askedAt = link ? std::optional(Clock::now()) : std::nullopt;
        return !world.stop;
    };
    if (!mark(true, nullptr))
        return;
    std::unique_ptr<Link> link;
    try {
        link = std::make_unique<Link>(world.settings, std::chrono::milliseconds(5'000));
    } catch (...) {
        mark(false, nullptr);
        throw;
    }
    try {
        if (mark(false, link.get()))
            follow(world, *link);
    } catch (...) {
        mark(false, nullptr);
        throw;
    }
    mark(false, nullptr);
}

void PgChangeFeed::follow(World &world, Link &link)
{
    const auto answered = [&world] {
        const std::lock_guard lock(world.mutex);
        world.askedAt.reset();
        return !world.stop;
    };
    auto &connection = link.connection();
    const std::string channel = query(link, "SELECT bedside_api.hint_channel()")[0][0].c_str();
    QStringList ids;
    const Receiver receiver(connection, channel, ids);
    // With 6.4 the LISTEN may wait for the next statement, so there is one before "connected" is said.
    query(link, "SELECT 1");
    world.reached = true;
    auto next = Clock::now() + world.times.heartbeat;
    tell(world, &PgChangeFeed::connected);
    while (answered()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now());
        awaitInput(connection.sock(), std::max(left, std::chrono::milliseconds(0)));
        connection.get_notifs();
        if (!ids.isEmpty())
            tell(world, [found = std::exchange(ids, {})](PgChangeFeed &feed) { feed.hinted(found); });
        if (Clock::now() < next)
            continue;
        {
            const std::lock_guard lock(world.mutex);
            world.askedAt = Clock::now();
        }
        query(link, "SELECT 1");
        next = Clock::now() + world.times.heartbeat;
        tell(world, &PgChangeFeed::alive);
    }
}

bool PgChangeFeed::pause(World &world, std::chrono::milliseconds pause)
{
    std::unique_lock lock(world.mutex);
    return !world.wake.wait_for(lock, pause, [&world] { return world.stop; });
}

template<typename Function>
void PgChangeFeed::tell(World &world, Function function)
{
    const std::lock_guard lock(world.mutex);
    if (auto *owner = world.owner)
        QMetaObject::invokeMethod(
            owner, [owner, function] { std::invoke(function, *owner); }, Qt::QueuedConnection);
}

void PgChangeFeed::alive()
{
    m_lastAlive = QDateTime::currentDateTimeUtc();
}

void PgChangeFeed::connected()
{
    alive();
    m_gathered.clear();
    m_gather.stop();
    setState(State::Live);
    emit resynced();
}

void PgChangeFeed::lost()
{
    setState(State::Lost);
}

void PgChangeFeed::hinted(const QStringList &ids)
{
    alive();
    m_gathered += ids;
    if (!m_gather.isActive())
        m_gather.start();
}

void PgChangeFeed::watch()
{
    bool silent = false;
    {
        const std::lock_guard lock(m_world->mutex);
        silent = m_world->askedAt && Clock::now() - *m_world->askedAt > m_times.silence;
        if (silent && m_world->link)
            m_world->link->breakOff();
    }
    if (silent)
        setState(State::Lost);
}

void PgChangeFeed::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        emit stateChanged(state);
}

} // namespace bedside::db
