#include "tests/support/pgfixture.h"

#include "core/db/connectionstring.h"
#include "core/db/migrator.h"

#include <QDateTime>
#include <QFile>

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace bedside::testing {

namespace {

constexpr std::chrono::minutes kLimit{10};
constexpr auto kTemplate = "bedside_template"_L1;

template<typename T>
T need(Result<T> result, const char *what)
{
    if (!result)
        throw std::runtime_error(std::string(what) + ": " + result.error().reason.toStdString() + ' ' +
                                 result.error().detail.toStdString());
    return std::move(*result);
}

std::string text(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

json participant(const std::string &reference)
{
    return {{"actor", {{"reference", reference}}}, {"status", "accepted"}, {"required", "required"}};
}

} // namespace

PgFixture::PgFixture(db::PrivateCluster::Durability durability)
    : m_cluster(need(db::PrivateCluster::start(m_directory.path(), durability), "private cluster"))
    , m_database(u"postgres"_s)
{
    runAsOwner("CREATE DATABASE bedside_template");
    m_database = kTemplate;
    need(db::migrate(owner()), "migration");
}

PgFixture::~PgFixture() = default;

ConnectionSettings PgFixture::owner() const
{
    return m_cluster->administrator(m_database);
}

void PgFixture::runAsOwner(const std::string &sql)
{
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    work.exec(sql);
}

ConnectionSettings PgFixture::createDatabase()
{
    m_database = u"postgres"_s;
    const QString name = u"clinic_%1"_s.arg(++m_made);
    runAsOwner("CREATE DATABASE " + name.toStdString() + " TEMPLATE bedside_template");
    m_database = name;
    return owner();
}

ConnectionSettings PgFixture::createEmptyDatabase()
{
    m_database = u"postgres"_s;
    const QString name = u"empty_%1"_s.arg(++m_made);
    runAsOwner("CREATE DATABASE " + name.toStdString());
    m_database = name;
    return owner();
}

QUuid PgFixture::addOrganization(const QString &name, const QString &zone)
{
    const QUuid id = QUuid::createUuid();
    const json arguments{{"id", text(id)},
                         {"name", name.toStdString()},
                         {"time_zone", zone.toStdString()},
                         {"base_url", "http://127.0.0.1:9"}};
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    db::execParams(work, "SELECT bedside_api.organization_add(gen_random_uuid(), $1::jsonb)",
                   arguments.dump());
    return id;
}

ConnectionSettings PgFixture::addPerson(const QString &name, const QUuid &organization,
                                        const QStringList &duties, const QString &practitioner)
{
    ConnectionSettings settings = owner();
    settings.user = u"%1_%2"_s.arg(name).arg(m_made);
    settings.password = QUuid::createUuid().toString(QUuid::Id128);
    json arguments{
        {"login", settings.user.toStdString()},
        {"display", name.toStdString()},
        {"duties", json::array()},
        {"organization", text(organization)},
        {"verifier", need(db::scramVerifier(settings.user, settings.password), "verifier").toStdString()}};
    for (const QString &duty : duties)
        arguments["duties"].push_back(duty.toStdString());
    if (!practitioner.isEmpty())
        arguments["practitioner"] = practitioner.toStdString();
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    db::execParams(work, "SELECT bedside_api.person_add(gen_random_uuid(), $1::jsonb)", arguments.dump());
    return settings;
}

void PgFixture::addResource(const QUuid &organization, const json &resource)
{
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    db::execParams(work,
                   "INSERT INTO public.fhir_resources "
                   "(id, resource_type, resource_data, org_id, last_updated, created_at) "
                   "VALUES ($1, $2, $3::jsonb, $4::uuid, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP) "
                   "ON CONFLICT (id) DO NOTHING",
                   resource.at("id").get<std::string>(), resource.at("resourceType").get<std::string>(),
                   resource.dump(), text(organization));
}

QString PgFixture::addAppointment(const QUuid &organization, const QString &practitioner,
                                  const QString &patient, int minutes)
{
    const std::string practitionerId = practitioner.toStdString();
    const std::string patientId = patient.toStdString();
    addResource(organization, {{"resourceType", "Practitioner"},
                               {"id", practitionerId},
                               {"name", {{{"text", "Dr. " + practitionerId}}}}});
    addResource(organization, {{"resourceType", "Patient"},
                               {"id", patientId},
                               {"name", {{{"text", "Patient " + patientId}}}},
                               {"birthDate", "1986-03-14"}});
    const QDateTime start = QDateTime::currentDateTimeUtc().addSecs(minutes * 60);
    const QString id = u"appointment-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    addResource(organization,
                {{"resourceType", "Appointment"},
                 {"id", id.toStdString()},
                 {"status", "booked"},
                 {"start", start.toString(Qt::ISODate).toStdString()},
                 {"end", start.addSecs(1800).toString(Qt::ISODate).toStdString()},
                 {"participant",
                  {participant("Practitioner/" + practitionerId), participant("Patient/" + patientId)}}});
    return id;
}

void PgFixture::addIntegration(const QUuid &organization, const QString &apiEndpoint)
{
    const ConnectionSettings administrator =
        addPerson(u"integrator_"_s + QUuid::createUuid().toString(QUuid::Id128).left(8), organization,
                  {u"administrator"_s});
    const json arguments{{"access_key", "test-access-key"},
                         {"secret", "test secret äöü+/="},
                         {"api_endpoint", apiEndpoint.toStdString()},
                         {"init_endpoint", "http://127.0.0.1:9/https://prod"},
                         {"template_id", "template-1"}};
    db::Link link(administrator, kLimit);
    pqxx::nontransaction work(link.connection());
    db::execParams(work, "SELECT bedside_api.integration_set(gen_random_uuid(), $1::jsonb)",
                   arguments.dump());
}

std::string PgFixture::value(const std::string &sql)
{
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    const pqxx::result rows = work.exec(sql);
    return rows.empty() || rows[0][0].is_null() ? std::string() : rows[0][0].as<std::string>();
}

QStringList PgFixture::brokenInvariants()
{
    QFile file(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/db/invariants.sql"_s);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("tests/db/invariants.sql cannot be read; is BEDSIDE_SOURCE set?");
    db::Link link(owner(), kLimit);
    pqxx::nontransaction work(link.connection());
    QStringList findings;
    for (const pqxx::row &row : work.exec(file.readAll().toStdString()))
        findings << QString::fromStdString(row[0].as<std::string>() + ": " + row[1].as<std::string>());
    return findings;
}

} // namespace bedside::testing
