#include "core/db/pgoutboxstore.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"

#include <QJsonDocument>

namespace bedside::db {

namespace {

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<OutboxKind> kindOf(const QString &name)
{
    if (name == u"create_room")
        return OutboxKind::CreateRoom;
    if (name == u"disable_room")
        return OutboxKind::DisableRoom;
    if (name == u"end_room")
        return OutboxKind::EndRoom;
    return std::nullopt;
}

Result<OutboxJob> jobOf(const Json &row)
{
    const auto kind = kindOf(textOf(row, "kind"));
    const auto id = row.is_object() ? row.find("id") : row.end();
    if (!kind || id == row.end() || !id->is_number_integer())
        return Error{ErrorCode::Bug, QStringLiteral("answer.malformed"), {}};
    OutboxJob job;
    job.id = id->get<qint64>();
    job.kind = *kind;
    job.lease = QUuid(textOf(row, "lease"));
    job.attempt = row.value("attempt", 1);
    const auto payload = row.value("payload", Json::object()).dump();
    job.payload = QJsonDocument::fromJson(QByteArray::fromStdString(payload)).object();
    return job;
}

} // namespace

PgOutboxStore::PgOutboxStore(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgOutboxStore::claim(QString worker, int limit, std::chrono::seconds lease,
                          Continuation<QList<OutboxJob>> then)
{
    // A lost answer only leaves leases that end by themselves, so that it counts as reading.
    m_executor.run(
        Effect::Reads, std::move(then),
        [worker = worker.toStdString(), limit, lease](Link &link) -> Result<QList<OutboxJob>> {
            QList<OutboxJob> jobs;
            for (const auto &row : queryJsonRows(
                     link, "SELECT outbox_claim FROM bedside_api.outbox_claim($1::text, $2::int, $3::int)",
                     worker, limit, static_cast<int>(lease.count()))) {
                auto job = jobOf(row);
                if (!job)
                    return job.error();
                jobs.append(*std::move(job));
            }
            return jobs;
        });
}

void PgOutboxStore::done(qint64 job, QUuid lease, QJsonObject result, Continuation<Done> then)
{
    m_executor.run(Effect::Writes, std::move(then), [job, lease, result](Link &link) -> Result<Done> {
        query(link, "SELECT bedside_api.outbox_done($1::bigint, $2::uuid, $3::jsonb)", std::to_string(job),
              idText(lease), compact(result));
        return Done{};
    });
}

void PgOutboxStore::fail(qint64 job, QUuid lease, QString error, std::chrono::seconds retryAfter,
                         Continuation<Done> then)
{
    m_executor.run(Effect::Writes, std::move(then),
                   [job, lease, error, retryAfter](Link &link) -> Result<Done> {
                       query(link, "SELECT bedside_api.outbox_fail($1::bigint, $2::uuid, $3::text, $4::int)",
                             std::to_string(job), idText(lease), error.toStdString(),
                             static_cast<int>(retryAfter.count()));
                       return Done{};
                   });
}

void PgOutboxStore::providerAccess(Continuation<ProviderAccess> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<ProviderAccess> {
        const auto answer = queryJson(link, "SELECT bedside_api.provider_access()");
        ProviderAccess access;
        access.apiEndpoint = QUrl(textOf(answer, "api_endpoint"));
        access.token = textOf(answer, "token");
        access.templateId = textOf(answer, "template_id");
        return access;
    });
}

void PgOutboxStore::expireVisits(Continuation<int> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<int> {
        const auto answer = queryJson(link, "SELECT bedside_api.visit_expire()");
        return answer.is_object() ? answer.value("expired", 0) : 0;
    });
}

void PgOutboxStore::receiveWebhook(QString eventId, QJsonObject body, Continuation<Done> then)
{
    m_executor.run(Effect::Writes, std::move(then), [eventId, body](Link &link) -> Result<Done> {
        query(link, "SELECT bedside_api.webhook_receive($1::text, $2::jsonb)", eventId.toStdString(),
              compact(body));
        return Done{};
    });
}

} // namespace bedside::db
