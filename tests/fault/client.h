#pragma once

#include "core/cache/sqliteoperationjournal.h"
#include "core/db/dbexecutor.h"
#include "core/db/pgvisitlifecycle.h"
#include "core/visit/visitservice.h"

#include <QMap>

#include <stdexcept>

namespace bedside::testing {

//! A feed that never says anything: what is tested must not need a hint.
class SilentFeed final : public ChangeFeed
{
public:
    State state() const override { return State::Connecting; }
    QDateTime lastAlive() const override { return {}; }
};

inline VisitService::Times quickTimes()
{
    VisitService::Times times;
    times.roomPollMs = 20;
    times.roomWaitMs = 0;
    times.resolveFirstMs = 20;
    times.resolveMostMs = 200;
    times.resendAfterMs = 20;
    return times;
}

//! Everything of the desktop between the person and the wire: journal on disk, service, session. Destroying
//! it in the middle of a request is what a crash leaves behind: the journal's entry stays open.
class Client
{
public:
    Client(const ConnectionSettings &settings, const QString &journalPath,
           db::Limits limits = db::kLifecycleLimits)
        : m_journal(openJournal(journalPath))
        , m_executor(settings, limits)
        , m_lifecycle(m_executor)
        , m_service(m_lifecycle, *m_journal, m_feed, QStringLiteral("seat of the test"), quickTimes())
    {
        QObject::connect(
            &m_service, &VisitService::finished, &m_service,
            [this](const QUuid &request, const VisitAnswer &answer) { m_done.insert(request, answer); });
        QObject::connect(
            &m_service, &VisitService::failed, &m_service,
            [this](const QUuid &request, const Error &error) { m_failed.insert(request, error); });
        QObject::connect(&m_service, &VisitService::checking, &m_service, [this] { ++m_checks; });
        QObject::connect(&m_service, &VisitService::settled, &m_service, [this] { m_settled = true; });
    }

    VisitService &service() { return m_service; }
    OperationJournal &journal() { return *m_journal; }

    bool hasEnded(const QUuid &request) const
    {
        return m_done.contains(request) || m_failed.contains(request);
    }
    bool isDone(const QUuid &request) const { return m_done.contains(request); }
    VisitAnswer answer(const QUuid &request) const { return m_done.value(request); }
    Error error(const QUuid &request) const { return m_failed.value(request); }
    //! How often somebody was told that an outcome is being asked for.
    int checks() const { return m_checks; }
    bool isSettled() const { return m_settled; }

private:
    static std::unique_ptr<SqliteOperationJournal> openJournal(const QString &path)
    {
        auto opened = SqliteOperationJournal::open(path);
        if (!opened)
            throw std::runtime_error("journal: " + opened.error().reason.toStdString());
        return *std::move(opened);
    }

    std::unique_ptr<SqliteOperationJournal> m_journal;
    SilentFeed m_feed;
    db::DbExecutor m_executor;
    db::PgVisitLifecycle m_lifecycle;
    VisitService m_service;
    QMap<QUuid, VisitAnswer> m_done;
    QMap<QUuid, Error> m_failed;
    int m_checks = 0;
    bool m_settled = false;
};

} // namespace bedside::testing
