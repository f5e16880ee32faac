#pragma once

#include "core/ports/outboxstore.h"
#include "core/ports/videoprovider.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace bedside {

//! Carries out the provider calls that the database recorded, and closes visits that nobody came to.
//!
//! Takes a few jobs at a time under a lease, calls the provider with no transaction open, stores what came of
//! each. May be killed at any moment and run in any number: a job that nobody settled is taken again when its
//! lease ends, and every provider call may be repeated. Lives on one thread; store and provider are borrowed
//! and must outlive it.
class OutboxWorker : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString name;                              //!< of this worker, for people who look into the table
        int batch = 8;                             //!< jobs held at a time; their calls run side by side
        std::chrono::seconds lease{60};            //!< longer than the longest provider call
        std::chrono::milliseconds poll{3'000};     //!< looks without a hint this often
        std::chrono::seconds expireEvery{60};      //!< how often forgotten visits are closed
        std::chrono::milliseconds slowest{60'000}; //!< polls at least this often while the database is away
    };

    OutboxWorker(OutboxStore &store, VideoProvider &provider, Options options, QObject *parent = nullptr);

    //! Begins to work. Call once.
    void start();
    //! There may be something to do: looks soon. Cheap; any number of calls.
    void wake();
    //! Takes no more jobs, lets the calls under way end, then emits stopped(). At most a few seconds over the
    //! longest provider call.
    void stop();

signals:
    //! A job was settled at the provider and in the database.
    void settled(bedside::OutboxKind kind);
    //! A job failed, for the log: the error holds no patient data and no secret.
    void jobFailed(bedside::OutboxKind kind, int attempt, const bedside::Error &error);
    //! The database cannot be worked with; emitted once until recovered() follows.
    void troubled(const bedside::Error &error);
    void recovered();
    void stopped();

private:
    void look();
    void claimed(const Result<QList<OutboxJob>> &answer);
    void carryOut(const OutboxJob &job, const ProviderAccess &access);
    void finished(const OutboxJob &job, const Result<QJsonObject> &outcome);
    void storeDone(const OutboxJob &job, const QJsonObject &result, int triesLeft);
    void storeFailure(const OutboxJob &job, const Error &error);
    void settle();
    void expire();
    void pauseFor(std::chrono::milliseconds pause);
    void database(const Error *error);

    OutboxStore &m_store;
    VideoProvider &m_provider;
    Options m_options;
    QTimer m_poll;
    QTimer m_expiry;
    std::chrono::milliseconds m_interval{0};
    int m_open = 0; //!< jobs held and not settled
    bool m_looking = false;
    bool m_again = false;
    bool m_paused = false;
    bool m_stopping = false;
    bool m_troubled = false;
};

//! Seconds until attempt + 1: what the provider asked for, else 2, 4, 8 … 300 with a fifth of chance either
//! way, so that workers do not come back in step.
std::chrono::seconds outboxBackoff(int attempt, int retryAfterSeconds);

} // namespace bedside
