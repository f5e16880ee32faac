#include "core/db/dbexecutor.h"

#include "core/db/dberror.h"
#include "core/db/link.h"

#include <QTimer>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace bedside::db {

enum class Phase { Queued, Connecting, Sent, Answered };

struct DbExecutor::Call
{
    Effect effect = Effect::Reads;
    std::function<std::any(Link &)> query;
    Deliver deliver; //!< owner's thread only
    Phase phase = Phase::Queued;
};

//! Everything both threads know. The thread holds it too, so that it can be left behind while it waits in a
//! connection attempt nobody can interrupt.
struct DbExecutor::World
{
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Call>> queue;
    std::thread thread;
    DbExecutor *owner = nullptr; //!< null once the executor is gone
    ConnectionSettings settings;
    Limits limits;
    Link *link = nullptr; //!< for breakOff() only
    bool fresh = true;    //!< the settings changed: begin a new session
    bool stop = false;
    bool connecting = false;
};

DbExecutor::DbExecutor(ConnectionSettings settings, Limits limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
    , m_world(std::make_shared<World>())
{
    m_world->owner = this;
    m_world->settings = std::move(settings);
    m_world->limits = limits;
    m_world->thread = std::thread([world = m_world] { work(world); });
}

DbExecutor::~DbExecutor()
{
    bool leave = false;
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->stop = true;
        m_world->owner = nullptr;
        m_world->queue.clear();
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

void DbExecutor::setSettings(ConnectionSettings settings)
{
    const std::lock_guard lock(m_world->mutex);
    m_world->settings = std::move(settings);
    m_world->fresh = true;
}

void DbExecutor::enqueue(Effect effect, std::chrono::milliseconds deadline,
                         std::function<std::any(Link &)> query, Deliver deliver)
{
    auto call = std::make_shared<Call>();
    call->effect = effect;
    call->query = std::move(query);
    call->deliver = std::move(deliver);
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->queue.push_back(call);
    }
    m_world->wake.notify_all();
    QTimer::singleShot(deadline, Qt::PreciseTimer, this, [this, call] { expire(call); });
}

void DbExecutor::expire(const std::shared_ptr<Call> &call)
{
    Error error{ErrorCode::Offline, QStringLiteral("server.silent"), {}};
    {
        const std::lock_guard lock(m_world->mutex);
        if (call->phase == Phase::Answered)
            return;
        if (call->phase == Phase::Sent) {
            if (call->effect == Effect::Writes)
                error.code = ErrorCode::OutcomeUnknown;
            if (m_world->link)
                m_world->link->breakOff();
        }
        call->phase = Phase::Answered;
        std::erase(m_world->queue, call);
    }
    const auto deliver = std::exchange(call->deliver, {});
    deliver({}, error);
}

std::shared_ptr<DbExecutor::Call> DbExecutor::next(World &world, std::unique_ptr<Link> &link)
{
    std::unique_lock lock(world.mutex);
    const auto ready = [&world] { return world.stop || !world.queue.empty(); };
    if (link && world.limits.idle.count() > 0 && !world.wake.wait_for(lock, world.limits.idle, ready)) {
        lock.unlock();
        drop(world, link);
        lock.lock();
    }
    world.wake.wait(lock, ready);
    if (world.stop)
        return {};
    auto call = world.queue.front();
    world.queue.pop_front();
    const bool renew = std::exchange(world.fresh, false);
    lock.unlock();
    if (link && (renew || link->isGone()))
        drop(world, link);
    return call;
}

void DbExecutor::drop(World &world, std::unique_ptr<Link> &link)
{
    {
        const std::lock_guard lock(world.mutex);
        world.link = nullptr;
    }
    link.reset();
}

void DbExecutor::work(const std::shared_ptr<World> &world)
{
    std::unique_ptr<Link> link;
    while (const auto call = next(*world, link)) {
        if (!perform(*world, call, link))
            drop(*world, link);
    }
    drop(*world, link);
}

void DbExecutor::connect(World &world, const std::shared_ptr<Call> &call, std::unique_ptr<Link> &link)
{
    ConnectionSettings settings;
    {
        const std::lock_guard lock(world.mutex);
        if (call->phase == Phase::Queued)
            call->phase = Phase::Connecting;
        world.connecting = true;
        settings = world.settings;
    }
    std::exception_ptr problem;
    try {
        link = std::make_unique<Link>(settings, world.limits.statement);
    } catch (...) {
        problem = std::current_exception();
    }
    {
        const std::lock_guard lock(world.mutex);
        world.connecting = false;
        world.link = link.get();
    }
    if (problem)
        answer(world, call, {}, errorFromConnecting(problem));
}

bool DbExecutor::perform(World &world, const std::shared_ptr<Call> &call, std::unique_ptr<Link> &link)
{
    if (!link)
        connect(world, call, link);
    if (!link)
        return false;
    {
        const std::lock_guard lock(world.mutex);
        if (world.stop || call->phase == Phase::Answered)
            return true;
        call->phase = Phase::Sent;
    }
    try {
        answer(world, call, call->query(*link), std::nullopt);
        return true;
    } catch (...) {
        const auto sent = call->effect == Effect::Writes ? Sent::Yes : Sent::No;
        const auto error = errorFromException(std::current_exception(), sent);
        answer(world, call, {}, error);
        return error.code != ErrorCode::OutcomeUnknown && error.code != ErrorCode::Offline &&
               link->connection().is_open();
    }
}

void DbExecutor::answer(World &world, const std::shared_ptr<Call> &call, std::any value,
                        std::optional<Error> error)
{
    const std::lock_guard lock(world.mutex);
    if (!world.owner || call->phase == Phase::Answered)
        return;
    // The deadline may still win on the owner's thread; both look at the phase there.
    auto deliver = [call, value = std::move(value), error = std::move(error), shared = &world]() mutable {
        {
            const std::lock_guard phaseLock(shared->mutex);
            if (std::exchange(call->phase, Phase::Answered) == Phase::Answered)
                return;
        }
        const auto give = std::exchange(call->deliver, {});
        give(std::move(value), std::move(error));
    };
    QMetaObject::invokeMethod(world.owner, std::move(deliver), Qt::QueuedConnection);
}

} // namespace bedside::db
