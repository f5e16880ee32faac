#include "app/gateway/organizationworker.h"

#include "core/db/dbexecutor.h"
#include "core/db/pgchangefeed.h"
#include "core/db/pgguestdesk.h"
#include "core/db/pgoutboxstore.h"
#include "core/net/hundredmsclient.h"
#include "core/visit/outboxworker.h"

namespace bedside {

namespace {

QString kindName(OutboxKind kind)
{
    switch (kind) {
    case OutboxKind::CreateRoom:
        return QStringLiteral("create room");
    case OutboxKind::DisableRoom:
        return QStringLiteral("disable room");
    case OutboxKind::EndRoom:
        return QStringLiteral("end room");
    }
    return {};
}

QString words(const Error &error)
{
    return QStringLiteral("%1: %2 %3").arg(errorCodeName(error.code), error.reason, error.detail).trimmed();
}

OutboxWorker::Options optionsFor(const QString &name)
{
    OutboxWorker::Options options;
    options.name = name;
    return options;
}

} // namespace

//! In the order of use: what comes later borrows from what stands before it.
struct OrganizationWorker::Parts
{
    Parts(const ConnectionSettings &settings, const QString &name)
        : workSession(settings, db::kLifecycleLimits)
        , guestSession(settings, db::kLifecycleLimits)
        , feed(settings)
        , store(workSession)
        , desk(guestSession)
        , provider(http)
        , worker(store, provider, optionsFor(name))
    {
    }

    db::DbExecutor workSession;
    db::DbExecutor guestSession;
    db::PgChangeFeed feed;
    HttpClient http;
    db::PgOutboxStore store;
    db::PgGuestDesk desk;
    HundredMsClient provider;
    OutboxWorker worker;
};

OrganizationWorker::OrganizationWorker(const ConnectionSettings &settings, const QString &name,
                                       QObject *parent)
    : QObject(parent)
    , m_parts(std::make_unique<Parts>(settings, name))
{
    OutboxWorker *worker = &m_parts->worker;
    connect(&m_parts->feed, &ChangeFeed::changed, worker, &OutboxWorker::wake);
    connect(&m_parts->feed, &ChangeFeed::resynced, worker, &OutboxWorker::wake);
    connect(worker, &OutboxWorker::stopped, this, &OrganizationWorker::stopped);
    logWork();
}

OrganizationWorker::~OrganizationWorker() = default;

void OrganizationWorker::logWork()
{
    OutboxWorker *worker = &m_parts->worker;
    connect(worker, &OutboxWorker::settled, this,
            [this](OutboxKind kind) { emit logged(QStringLiteral("%1: done").arg(kindName(kind))); });
    connect(worker, &OutboxWorker::jobFailed, this, [this](OutboxKind kind, int attempt, const Error &error) {
        emit logged(
            QStringLiteral("%1: attempt %2 failed: %3").arg(kindName(kind)).arg(attempt).arg(words(error)));
    });
    connect(worker, &OutboxWorker::troubled, this, [this](const Error &error) {
        emit logged(QStringLiteral("the outbox cannot be read: %1").arg(words(error)));
    });
    connect(worker, &OutboxWorker::recovered, this,
            [this] { emit logged(QStringLiteral("the outbox can be read again")); });
}

void OrganizationWorker::start()
{
    m_parts->worker.start();
}

void OrganizationWorker::stop()
{
    m_parts->worker.stop();
}

GuestDesk &OrganizationWorker::guestDesk()
{
    return m_parts->desk;
}

} // namespace bedside
