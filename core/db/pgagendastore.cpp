#include "core/db/pgagendastore.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/fhir/fhirread.h"
#include "core/visit/visitjson.h"

namespace bedside::db {

namespace {

Result<AgendaEntry> entryOf(const pqxx::row &row)
{
    auto entry = readAgendaEntry(jsonOf(row[1]), jsonOf(row[2]), jsonOf(row[3]));
    entry.appointmentId = row[0].is_null() ? QString() : QString::fromUtf8(row[0].c_str());
    if (const auto stored = jsonOf(row[4]); !stored.is_null()) {
        auto visit = visitFromJson(stored);
        if (!visit)
            return visit.error();
        entry.visit = *std::move(visit);
        if (entry.appointmentId.isEmpty())
            entry.start = entry.visit->createdAt;
    }
    return entry;
}

} // namespace

PgAgendaStore::PgAgendaStore(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgAgendaStore::entries(QDateTime from, QDateTime to, Continuation<QList<AgendaEntry>> then)
{
    read(std::move(from), std::move(to), std::nullopt, std::move(then));
}

void PgAgendaStore::entriesFor(QDateTime from, QDateTime to, QStringList changedIds,
                               Continuation<QList<AgendaEntry>> then)
{
    read(std::move(from), std::move(to), std::move(changedIds), std::move(then));
}

void PgAgendaStore::read(QDateTime from, QDateTime to, std::optional<QStringList> ids,
                         Continuation<QList<AgendaEntry>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [from, to, ids](Link &link) -> Result<QList<AgendaEntry>> {
        const auto chosen = ids ? std::optional(arrayText(*ids)) : std::nullopt;
        const auto rows = query(link,
                                "SELECT appointment_id, appointment, patients, practitioners, visit "
                                "FROM bedside_api.agenda($1::timestamptz, $2::timestamptz, $3::text[])",
                                timeText(from), timeText(to), chosen);
        QList<AgendaEntry> entries;
        entries.reserve(static_cast<qsizetype>(rows.size()));
        for (const auto &row : rows) {
            auto entry = entryOf(row);
            if (!entry)
                return entry.error();
            entries.append(*std::move(entry));
        }
        return entries;
    });
}

void PgAgendaStore::timeline(QUuid visit, Continuation<QList<TimelineEvent>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [visit](Link &link) -> Result<QList<TimelineEvent>> {
        QList<TimelineEvent> events;
        for (const auto &row :
             queryJsonRows(link, "SELECT timeline FROM bedside_api.timeline($1::uuid)", idText(visit)))
            events.append(
                {timeFromText(textOf(row, "at").toStdString()), textOf(row, "type"), textOf(row, "who")});
        return events;
    });
}

void PgAgendaStore::findPatients(QString text, Continuation<QList<PatientIdentity>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [text](Link &link) -> Result<QList<PatientIdentity>> {
        QList<PatientIdentity> patients;
        for (const auto &row :
             queryJsonRows(link, "SELECT patients_search FROM bedside_api.patients_search($1::text)",
                           text.toStdString()))
            patients.append(readPatient(row));
        return patients;
    });
}

} // namespace bedside::db
