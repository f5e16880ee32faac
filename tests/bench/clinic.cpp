#include "tests/bench/clinic.h"

#include "core/db/link.h"
#include "tests/bench/figures.h"

#include <nlohmann/json.hpp>

#include <regex>

using namespace std::chrono_literals;

namespace bedside::bench {

namespace {

constexpr auto kBulkLimit = 30min;

std::string text(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

//! What an organization of `size` resources is made of.
struct Mixture
{
    int practitioners = 10;
    int patients = 0;
    int appointments = 0;
    int encounters = 0;
    int observations = 0;

    Mixture(int size, int dayRows)
        : patients(size / 10)
        , appointments(std::max(dayRows, size * 3 / 10))
        , encounters(size / 10)
        , observations(size - practitioners - patients - appointments - encounters)
    {
    }
};

// $1 organization, $2 prefix of ids, $3 how many, $4 patients, $5 rows of the day, $6 the day. Times lie from
// 8:00 on; what is not of the day is spread over the half year around it.
constexpr auto kAppointments = R"(
    INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
    SELECT id, 'Appointment', jsonb_build_object(
               'resourceType', 'Appointment', 'id', id, 'status', status,
               'start', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'end', to_char(at + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'description', 'Follow-up',
               'appointmentType', '{"coding": [{"system": "http://snomed.info/sct", "code": "308335008",
                                    "display": "Patient encounter procedure"}]}'::jsonb,
               'participant', jsonb_build_array(
                   jsonb_build_object('actor', jsonb_build_object('reference', practitioner, 'display', 'Dr.')),
                   jsonb_build_object('actor', jsonb_build_object('reference', patient, 'display', 'P')))),
           $1::uuid, now(), now()
    FROM (SELECT $2 || 'app-' || g AS id,
                 $6::timestamp + interval '8 hours' + g % 40 * interval '15 minutes'
                     + CASE WHEN g <= $5::int THEN 0 ELSE (CASE WHEN g % 2 = 0 THEN 1 ELSE -1 END)
                            * (1 + g % 90) END * interval '1 day' AS at,
                 CASE WHEN g <= $5::int THEN 'booked' WHEN g % 2 = 0 THEN 'booked' ELSE 'fulfilled' END AS status,
                 'Practitioner/' || $2 || 'pra-' || g % 10 + 1 AS practitioner,
                 'Patient/' || $2 || 'pat-' || g % $4::int + 1 AS patient
          FROM generate_series(1, $3::int) AS g) AS made)";

constexpr auto kOthers = R"(
    INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
    SELECT $2 || left(lower($3), 3) || '-' || g, $3,
           jsonb_build_object('resourceType', $3, 'id', $2 || left(lower($3), 3) || '-' || g) || CASE $3
               WHEN 'Practitioner' THEN jsonb_build_object('name', jsonb_build_array(jsonb_build_object(
                   'family', 'Doctor' || g, 'given', jsonb_build_array('Ada'))))
               WHEN 'Patient' THEN jsonb_build_object('birthDate', '1980-01-01', 'name', jsonb_build_array(
                   jsonb_build_object('family', 'Person' || g, 'given', jsonb_build_array('Kim'))))
               WHEN 'Encounter' THEN jsonb_build_object('status', 'finished', 'subject', jsonb_build_object(
                   'reference', 'Patient/' || $2 || 'pat-' || g % $5::int + 1))
               ELSE jsonb_build_object('status', 'final', 'valueQuantity', jsonb_build_object('value', g)) END,
           $1::uuid, now(), now()
    FROM generate_series(1, $4::int) AS g)";

constexpr auto kMeetings = R"(
    WITH made AS (
        INSERT INTO public.virtual_meetings (id, appointment_id, host_practitioner_id, patient_id, meeting_id,
                                             meeting_code, public_link, status, org_id)
        SELECT gen_random_uuid(), id, 'x', bedside_patient, 'room-' || id,
               upper(substr(md5(id), 1, 10)) || substr(md5(id), 11, 6), 'http://127.0.0.1:9/', 'scheduled', org_id
        FROM public.fhir_resources
        WHERE org_id = $1::uuid AND resource_type = 'Appointment' AND hashtext(id) % 3 = 0
        RETURNING id, org_id, appointment_id)
    INSERT INTO bedside.visit (meeting, org_id, room_state, created_at, expires_at)
    SELECT made.id, made.org_id, 'ready', a.bedside_start - interval '1 day', a.bedside_end + interval '2 hours'
    FROM made JOIN public.fhir_resources a ON a.id = made.appointment_id)";

class PlanCollector : public pqxx::errorhandler
{
public:
    PlanCollector(pqxx::connection &connection, std::string &reports)
        : errorhandler(connection)
        , m_reports(reports)
    {
    }
    bool operator()(char const message[]) noexcept override
    {
        m_reports += message;
        return false;
    }

private:
    std::string &m_reports;
};

} // namespace

QList<QUuid> fillMeetings(const ConnectionSettings &owner, const QUuid &organization, const QString &mark,
                          int count, int practitioners)
{
    db::Link link(owner, kBulkLimit);
    pqxx::nontransaction work(link.connection());
    work.exec("SET bedside.quiet = 'on'");
    db::execParams(work, R"(
        INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
        SELECT $2 || '-' || g, 'Appointment', jsonb_build_object(
                   'resourceType', 'Appointment', 'id', $2 || '-' || g, 'status', 'booked',
                   'start', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   'end', to_char(now() AT TIME ZONE 'UTC' + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   'participant', jsonb_build_array(
                       jsonb_build_object('actor', jsonb_build_object('reference', 'Practitioner/prac-' || g % $4::int)),
                       jsonb_build_object('actor', jsonb_build_object('reference', 'Patient/pat-1')))),
               $1::uuid, now(), now()
        FROM generate_series(0, $3::int - 1) AS g)",
                   text(organization), mark.toStdString(), count, practitioners);
    const auto rows = db::execParams(work, R"(
        INSERT INTO public.virtual_meetings (id, appointment_id, host_practitioner_id, patient_id, meeting_id,
                                             meeting_code, public_link, status, room_details, org_id)
        SELECT gen_random_uuid(), $2 || '-' || g, 'prac-' || g % $4::int, 'pat-1', 'room-' || $2 || g,
               $2 || lpad(g::text, 5, '0'), 'http://127.0.0.1:9/meeting/' || $2 || g, 'scheduled', '{}', $1::uuid
        FROM generate_series(0, $3::int - 1) AS g
        RETURNING id)",
                                     text(organization), mark.toStdString(), count, practitioners);
    QList<QUuid> meetings;
    for (const pqxx::row &row : rows)
        meetings << QUuid(QString::fromStdString(row[0].as<std::string>()));
    work.exec("ANALYZE");
    return meetings;
}

void fillNetwork(const ConnectionSettings &owner, const QList<QUuid> &organizations, int total, int dayRows,
                 const QDate &day)
{
    db::Link link(owner, kBulkLimit);
    pqxx::nontransaction work(link.connection());
    work.exec("SET session_replication_role = replica");
    work.exec("SET synchronous_commit = off");
    const Mixture mixture(static_cast<int>(total / organizations.size()), dayRows);
    for (qsizetype i = 0; i < organizations.size(); ++i) {
        const auto organization = text(organizations.at(i));
        const std::string prefix = "o" + std::to_string(i) + '-';
        const std::pair<const char *, int> others[] = {{"Practitioner", mixture.practitioners},
                                                       {"Patient", mixture.patients},
                                                       {"Encounter", mixture.encounters},
                                                       {"Observation", mixture.observations}};
        for (const auto &[type, count] : others)
            db::execParams(work, kOthers, organization, prefix, std::string(type), count, mixture.patients);
        db::execParams(work, kAppointments, organization, prefix, mixture.appointments, mixture.patients,
                       dayRows, day.toString(Qt::ISODate).toStdString());
        db::execParams(work, kMeetings, organization);
    }
    work.exec("VACUUM ANALYZE");
}

QStringList sequentialScans(const ConnectionSettings &owner, const ConnectionSettings &login,
                            const std::string &sql)
{
    {
        db::Link link(owner, 1min);
        pqxx::nontransaction work(link.connection());
        const std::string alter = "ALTER ROLE " + work.quote_name(login.user.toStdString()) + " SET ";
        work.exec(alter + "session_preload_libraries = 'auto_explain'");
        for (const char *setting : {"log_min_duration = 0", "log_analyze = on", "log_timing = off",
                                    "log_nested_statements = on", "log_format = json", "log_level = notice"})
            work.exec(alter + "auto_explain." + setting);
    }
    std::string plans;
    {
        db::Link link(login, 1min);
        const PlanCollector collector(link.connection(), plans);
        pqxx::nontransaction work(link.connection());
        work.exec(sql);
    }
    {
        db::Link link(owner, 1min);
        pqxx::nontransaction work(link.connection());
        work.exec("ALTER ROLE " + work.quote_name(login.user.toStdString()) + " RESET ALL");
    }
    if (plans.find("Index Scan") == std::string::npos && plans.find("Bitmap Index Scan") == std::string::npos)
        return {QStringLiteral("no plan was reported")};
    QStringList found;
    static const std::regex scan(R"re("Node Type": "Seq Scan"[^{}]*?"Relation Name": "([^"]+)")re");
    for (std::sregex_iterator at(plans.begin(), plans.end(), scan), end; at != end; ++at)
        found << QString::fromStdString((*at)[1].str());
    found.removeDuplicates();
    return found;
}

double serverTime(const ConnectionSettings &login, const std::string &sql, int runs)
{
    db::Link link(login, 1min);
    pqxx::nontransaction work(link.connection());
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const auto rows = work.exec("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql);
        const auto plan = nlohmann::json::parse(rows.at(0)[0].as<std::string>());
        times.push_back(plan.at(0).at("Execution Time").get<double>() +
                        plan.at(0).at("Planning Time").get<double>());
    }
    return median(times);
}

} // namespace bedside::bench
