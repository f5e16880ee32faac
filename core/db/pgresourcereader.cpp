#include "core/db/pgresourcereader.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"

namespace bedside::db {

namespace {

constexpr std::chrono::hours kLongest{6};

QList<StoredResource> portionOf(const pqxx::result &rows)
{
    QList<StoredResource> portion;
    portion.reserve(static_cast<qsizetype>(rows.size()));
    for (const auto &row : rows)
        portion.append({QString::fromUtf8(row[0].c_str()), QString::fromUtf8(row[1].c_str()),
                        QByteArray(row[2].c_str()), timeFromText(row[3].c_str())});
    return portion;
}

void openCursor(pqxx::transaction_base &work, const ResourceQuery &asked)
{
    const auto types = asked.types.isEmpty() ? std::nullopt : std::optional(arrayText(asked.types));
    execParams(work,
               "DECLARE resources NO SCROLL CURSOR FOR "
               "SELECT resource_type, id, resource_data::text, to_json(last_updated) #>> '{}' "
               "FROM public.fhir_resources "
               "WHERE ($1::text[] IS NULL OR resource_type = ANY ($1::text[])) "
               "AND ($2::timestamptz IS NULL OR last_updated >= $2::timestamptz) "
               "ORDER BY resource_type, id",
               types, timeText(asked.since));
}

} // namespace

PgResourceReader::PgResourceReader(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgResourceReader::read(ResourceQuery asked, Sink sink, Continuation<ResourceSummary> then)
{
    m_executor.run(Effect::Reads, kLongest, std::move(then),
                   [asked, sink](Link &link) -> Result<ResourceSummary> {
                       pqxx::work work(link.connection());
                       work.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                       ResourceSummary summary;
                       const auto now = work.exec("SELECT to_json(transaction_timestamp()) #>> '{}'");
                       summary.transactionTime = timeFromText(now[0][0].c_str());
                       openCursor(work, asked);
                       for (;;) {
                           const auto rows = work.exec("FETCH 500 FROM resources");
                           if (rows.empty())
                               break;
                           if (!sink(portionOf(rows)))
                               return Error{ErrorCode::Invalid, QStringLiteral("export.stopped"), {}};
                           summary.count += static_cast<qint64>(rows.size());
                       }
                       work.commit();
                       return summary;
                   });
}

} // namespace bedside::db
