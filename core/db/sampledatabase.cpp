#include "core/db/sampledatabase.h"

#include "core/db/dberror.h"
#include "core/db/link.h"

namespace bedside::db {

namespace {

using Json = nlohmann::json;

constexpr std::chrono::minutes kStatementLimit{2};

std::string uuid(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

Json time(const QDateTime &time)
{
    return time.isValid() ? Json(time.toUTC().toString(Qt::ISODateWithMs).toStdString()) : Json();
}

std::string rowsOf(const QList<StoredResource> &resources)
{
    Json rows = Json::array();
    for (const StoredResource &resource : resources) {
        rows.push_back({{"id", resource.document.at("id")},
                        {"type", resource.document.at("resourceType")},
                        {"data", resource.document},
                        {"org", uuid(resource.organization)},
                        {"created", time(resource.createdAt)},
                        {"updated", time(resource.updatedAt)}});
    }
    return rows.dump();
}

std::string rowsOf(const QList<StoredVisit> &visits)
{
    Json rows = Json::array();
    for (const StoredVisit &visit : visits) {
        rows.push_back({{"id", uuid(visit.id)},
                        {"org", uuid(visit.organization)},
                        {"appointment", visit.appointmentId.toStdString()},
                        {"patient", visit.patientId.toStdString()},
                        {"patient_name", visit.patientName.toStdString()},
                        {"practitioner", visit.practitionerId.toStdString()},
                        {"code", visit.code.toStdString()},
                        {"link", visit.publicLink.toStdString()},
                        {"created", time(visit.createdAt)},
                        {"started", time(visit.startedAt)},
                        {"ended", time(visit.endedAt)},
                        {"expires", time(visit.expiresAt)}});
    }
    return rows.dump();
}

const char *const kResources = R"(
    INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
    SELECT id, type, data, org, updated, created
    FROM jsonb_to_recordset($1::jsonb) AS r(id text, type text, data jsonb, org uuid, updated timestamptz,
                                            created timestamptz)
    WHERE NOT EXISTS (SELECT FROM public.fhir_resources there WHERE there.id = r.id)
    ON CONFLICT (id) DO NOTHING)";

//! Everything hangs on the meetings that were not there yet.
const char *const kVisits = R"(
    WITH given AS MATERIALIZED (
        SELECT r.*, 'enc-' || r.id AS encounter, p.id AS person, p.display AS person_name
        FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, org uuid, appointment text, patient text,
             patient_name text, practitioner text, code text, link text, created timestamptz,
             started timestamptz, ended timestamptz, expires timestamptz)
        JOIN bedside.person p ON p.organization = r.org AND p.practitioner = r.practitioner
    ), meeting AS (
        INSERT INTO public.virtual_meetings (id, appointment_id, encounter_id, host_practitioner_id, patient_id,
            meeting_code, public_link, status, started_at, ended_at, end_reason, org_id)
        SELECT id, appointment, encounter, practitioner, patient, code, link,
               CASE WHEN ended IS NULL THEN 'active' ELSE 'ended' END, started, ended,
               CASE WHEN ended IS NOT NULL THEN 'completed' END, org
        FROM given ON CONFLICT (id) DO NOTHING RETURNING id
    ), fresh AS (
        SELECT given.* FROM given JOIN meeting USING (id)
    ), visit AS (
        INSERT INTO bedside.visit (meeting, org_id, room_state, created_at, created_by, expires_at)
        SELECT id, org, CASE WHEN ended IS NULL THEN 'creating' ELSE 'closed' END, created, person, expires
        FROM fresh
    ), registry AS (
        INSERT INTO bedside.encounter_registry (meeting, encounter_id) SELECT id, encounter FROM fresh
        ON CONFLICT DO NOTHING
    ), intent AS (
        INSERT INTO bedside.outbox (org_id, meeting, kind, state, created_at, settled_at)
        SELECT org, id, CASE WHEN ended IS NULL THEN 'create_room' ELSE 'end_room' END,
               CASE WHEN ended IS NULL THEN 'pending' ELSE 'done' END, COALESCE(ended, clock_timestamp()), ended
        FROM fresh
    ), participant AS (
        INSERT INTO public.virtual_meeting_participants (participant_id, meeting_id, org_id, bedside_kind,
            bedside_name, bedside_state, bedside_person, bedside_waiting_since, bedside_joined_at,
            bedside_left_at)
        SELECT gen_random_uuid(), f.id, f.org, who.kind, who.name,
               CASE WHEN f.ended IS NULL AND who.kind = 'patient' THEN 'waiting' ELSE 'left' END,
               who.person, CASE WHEN who.kind = 'patient' THEN f.started - interval '3 minutes' END,
               CASE WHEN f.ended IS NOT NULL OR who.kind <> 'patient' THEN f.started END,
               CASE WHEN f.ended IS NULL AND who.kind <> 'patient' THEN f.started + interval '1 minute'
                    ELSE f.ended END
        FROM fresh f
        CROSS JOIN LATERAL (VALUES ('practitioner', f.person_name, f.person), ('patient', f.patient_name, NULL))
             AS who(kind, name, person)
        RETURNING participant_id, meeting_id, org_id, bedside_joined_at, bedside_left_at
    ), session AS (
        INSERT INTO bedside.participant_session (participant, meeting, org_id, joined_at, left_at)
        SELECT participant_id, meeting_id, org_id, bedside_joined_at, bedside_left_at
        FROM participant WHERE bedside_joined_at IS NOT NULL
    )
    INSERT INTO public.virtual_meeting_events (meeting_id, event_type, event_data, triggered_by,
        triggered_by_type, org_id, bedside_at)
    SELECT f.id, step.type, step.data, f.person, 'user', f.org, step.at
    FROM fresh f
    CROSS JOIN LATERAL (VALUES
        (1, 'meeting_created', '{}'::jsonb, f.created),
        (2, 'meeting_started', jsonb_build_object('encounter', f.encounter), f.started),
        (3, 'meeting_ended', '{"reason": "completed"}'::jsonb, f.ended)) AS step(number, type, data, at)
    WHERE step.at IS NOT NULL
    ORDER BY step.at, step.number)";

} // namespace

Result<Done> ensureDatabase(const ConnectionSettings &server, const QString &name)
{
    try {
        Link link(server, kStatementLimit);
        pqxx::nontransaction work(link.connection());
        const std::string wanted = name.toStdString();
        if (execParams(work, "SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1", wanted).empty())
            work.exec("CREATE DATABASE " + work.quote_name(wanted) + " TEMPLATE template0 ENCODING 'UTF8'");
        return Done{};
    } catch (...) {
        return errorFromException(std::current_exception(), Sent::No);
    }
}

Result<int> loadHistory(const ConnectionSettings &owner, const StoredHistory &history)
{
    try {
        Link link(owner, kStatementLimit);
        pqxx::work work(link.connection());
        work.exec("SET LOCAL bedside.quiet = 'on'");
        // Compiling the generated columns' expressions would take longer than the whole load.
        work.exec("SET LOCAL jit = off");
        // As the owner of the functions, so that nothing looks like a change by the web system.
        work.exec("SET LOCAL ROLE bedside_owner");
        const auto fresh = execParams(work, kResources, rowsOf(history.resources)).affected_rows();
        execParams(work, kVisits, rowsOf(history.visits));
        work.commit();
        return static_cast<int>(fresh);
    } catch (...) {
        return errorFromException(std::current_exception(), Sent::No);
    }
}

} // namespace bedside::db
