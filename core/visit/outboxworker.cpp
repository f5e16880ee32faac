#include "core/visit/outboxworker.h"

#include <QRandomGenerator>

#include <algorithm>

namespace bedside {

using namespace std::chrono_literals;

namespace {

constexpr int kStoreTries = 5;
constexpr auto kStoreRetryPause = 1s;
constexpr auto kLongestBackoff = 300s;
constexpr auto kLongestPause = 300s;
//! After a refusal that concerns every call alike: no settings, wrong key, provider away.
constexpr auto kRefusedPause = 15s;
constexpr auto kAwayPause = 2s;

} // namespace

std::chrono::seconds outboxBackoff(int attempt, int retryAfterSeconds)
{
    if (retryAfterSeconds > 0)
        return std::chrono::seconds(retryAfterSeconds);
    const int doublings = std::clamp(attempt, 1, 9);
    const auto base = std::min<std::chrono::milliseconds>(kLongestBackoff, 1s * (1 << doublings));
    const double spread = 0.8 + 0.4 * QRandomGenerator::global()->generateDouble();
    const auto spreadBase = std::chrono::duration<double>(base) * spread;
    return std::max(1s, std::chrono::round<std::chrono::seconds>(spreadBase));
}

OutboxWorker::OutboxWorker(OutboxStore &store, VideoProvider &provider, Options options, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_provider(provider)
    , m_options(std::move(options))
    , m_interval(m_options.poll)
{
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        m_paused = false;
        look();
    });
    connect(&m_expiry, &QTimer::timeout, this, &OutboxWorker::expire);
}

void OutboxWorker::start()
{
    m_expiry.start(m_options.expireEvery);
    expire();
    look();
}

void OutboxWorker::wake()
{
    if (!m_paused)
        look();
}

void OutboxWorker::stop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_poll.stop();
    m_expiry.stop();
    if (m_open == 0 && !m_looking)
        QMetaObject::invokeMethod(this, &OutboxWorker::stopped, Qt::QueuedConnection);
}

void OutboxWorker::look()
{
    if (m_stopping)
        return;
    if (m_looking || m_open > 0) {
        m_again = true;
        return;
    }
    m_looking = true;
    m_again = false;
    m_poll.stop();
    m_store.claim(m_options.name, m_options.batch, m_options.lease,
                  Continuation<QList<OutboxJob>>(
                      this, [this](const Result<QList<OutboxJob>> &answer) { claimed(answer); }));
}

void OutboxWorker::claimed(const Result<QList<OutboxJob>> &answer)
{
    m_looking = false;
    database(answer ? nullptr : &answer.error());
    if (!answer || answer->isEmpty()) {
        m_open = 1;
        settle();
        return;
    }
    m_open = static_cast<int>(answer->size());
    m_again = m_again || m_open == m_options.batch;
    const QList<OutboxJob> jobs = *answer;
    m_store.providerAccess(
        Continuation<ProviderAccess>(this, [this, jobs](const Result<ProviderAccess> &access) {
            if (!access)
                pauseFor(kRefusedPause);
            for (const OutboxJob &job : jobs) {
                if (access)
                    carryOut(job, *access);
                else
                    storeFailure(job, access.error());
            }
        }));
}

void OutboxWorker::carryOut(const OutboxJob &job, const ProviderAccess &access)
{
    const auto stored = [&job](const char *key) { return job.payload.value(QLatin1String(key)).toString(); };
    if (job.kind == OutboxKind::CreateRoom) {
        m_provider.createRoom(access, stored("name"),
                              Continuation<ProviderRoom>(this, [this, job](const Result<ProviderRoom> &room) {
                                  if (room)
                                      finished(job, QJsonObject{{QStringLiteral("room_id"), room->id}});
                                  else
                                      finished(job, room.error());
                              }));
        return;
    }
    const QString room = stored("room_id");
    if (room.isEmpty()) {
        finished(job, QJsonObject());
        return;
    }
    const Continuation<Done> then(this, [this, job](const Result<Done> &done) {
        if (done)
            finished(job, QJsonObject());
        else
            finished(job, done.error());
    });
    if (job.kind == OutboxKind::DisableRoom)
        m_provider.disableRoom(access, room, then);
    else
        m_provider.endRoom(access, room, true, stored("reason"), then);
}

void OutboxWorker::finished(const OutboxJob &job, const Result<QJsonObject> &outcome)
{
    if (outcome) {
        storeDone(job, *outcome, kStoreTries);
        return;
    }
    const Error &error = outcome.error();
    if (error.reason == u"provider.rate_limited")
        pauseFor(std::clamp<std::chrono::seconds>(std::chrono::seconds(error.retryAfterSeconds), kAwayPause,
                                                  kLongestPause));
    else if (error.code == ErrorCode::Denied)
        pauseFor(kRefusedPause);
    else if (error.code == ErrorCode::Offline)
        pauseFor(kAwayPause);
    storeFailure(job, error);
}

void OutboxWorker::storeDone(const OutboxJob &job, const QJsonObject &result, int triesLeft)
{
    m_store.done(job.id, job.lease, result,
                 Continuation<Done>(this, [this, job, result, triesLeft](const Result<Done> &stored) {
                     const bool mayRepeat = !stored && (stored.error().code == ErrorCode::Offline ||
                                                        stored.error().code == ErrorCode::Busy ||
                                                        stored.error().code == ErrorCode::OutcomeUnknown);
                     if (mayRepeat && triesLeft > 1 && !m_stopping) {
                         QTimer::singleShot(kStoreRetryPause, this, [this, job, result, triesLeft] {
                             storeDone(job, result, triesLeft - 1);
                         });
                         return;
                     }
                     if (stored)
                         emit settled(job.kind);
                     else
                         emit jobFailed(job.kind, job.attempt, stored.error());
                     settle();
                 }));
}

void OutboxWorker::storeFailure(const OutboxJob &job, const Error &error)
{
    emit jobFailed(job.kind, job.attempt, error);
    const QString words = error.detail.isEmpty() ? error.reason : error.reason + u' ' + error.detail;
    // Unstored failures do no harm: the job comes back when its lease ends.
    m_store.fail(job.id, job.lease, words, outboxBackoff(job.attempt, error.retryAfterSeconds),
                 Continuation<Done>(this, [this](const Result<Done> &) { settle(); }));
}

//! One job less; with the last one comes the next look.
void OutboxWorker::settle()
{
    if (--m_open > 0)
        return;
    if (m_stopping) {
        emit stopped();
        return;
    }
    if (m_paused)
        return;
    if (m_again)
        look();
    else
        m_poll.start(m_interval);
}

void OutboxWorker::expire()
{
    m_store.expireVisits(Continuation<int>(this, [this](const Result<int> &closed) {
        if (closed && *closed > 0)
            wake();
    }));
}

//! No look before this time is over, hint or not. A longer pause under way stays.
void OutboxWorker::pauseFor(std::chrono::milliseconds pause)
{
    if (m_stopping || (m_paused && m_poll.remainingTimeAsDuration() >= pause))
        return;
    m_paused = true;
    m_poll.start(pause);
}

void OutboxWorker::database(const Error *error)
{
    if (!error) {
        m_interval = m_options.poll;
        if (std::exchange(m_troubled, false))
            emit recovered();
        return;
    }
    m_interval = std::min(m_interval * 2, m_options.slowest);
    if (!std::exchange(m_troubled, true))
        emit troubled(*error);
}

} // namespace bedside
