#include "core/db/pgadministration.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"

#include <QJsonDocument>

namespace bedside::db {

namespace {

//! Some answers wrap their subject ({"person": …}), lists give it bare.
const Json &subject(const Json &answer, const char *name)
{
    const auto found = answer.is_object() ? answer.find(name) : answer.end();
    return found == answer.end() ? answer : *found;
}

Person personOf(const Json &row)
{
    Person person;
    person.login = textOf(row, "login");
    person.display = textOf(row, "display");
    person.duties = textsOf(row, "duties");
    person.practitionerId = textOf(row, "practitioner");
    person.organizationId = QUuid(textOf(row, "organization"));
    person.organizationName = textOf(row, "organization_name");
    person.disabled = row.is_object() && row.value("disabled", false);
    return person;
}

Organization organizationOf(const Json &row)
{
    return {QUuid(textOf(row, "id")), textOf(row, "name"), textOf(row, "time_zone").toLatin1(),
            QUrl(textOf(row, "base_url"))};
}

Json argumentsOf(const NewPerson &person)
{
    auto duties = Json::array();
    for (const auto &duty : person.duties)
        duties.push_back(duty.toStdString());
    Json arguments{{"login", person.login.toStdString()},
                   {"display", person.display.toStdString()},
                   {"duties", duties},
                   {"verifier", person.verifier.toStdString()}};
    if (!person.practitionerId.isEmpty())
        arguments["practitioner"] = person.practitionerId.toStdString();
    if (!person.organizationId.isNull())
        arguments["organization"] = idText(person.organizationId);
    return arguments;
}

Json argumentsOf(const Organization &organization)
{
    Json arguments{{"name", organization.name.toStdString()}};
    if (!organization.id.isNull())
        arguments["id"] = idText(organization.id);
    if (!organization.timeZone.isEmpty())
        arguments["time_zone"] = organization.timeZone.toStdString();
    if (!organization.baseUrl.isEmpty())
        arguments["base_url"] = organization.baseUrl.toString().toStdString();
    return arguments;
}

} // namespace

PgAdministration::PgAdministration(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgAdministration::addPerson(QUuid operation, NewPerson person, Continuation<Person> then)
{
    m_executor.run(Effect::Writes, std::move(then), [operation, person](Link &link) -> Result<Person> {
        return personOf(subject(callOperation(link, "person_add", operation, argumentsOf(person)), "person"));
    });
}

void PgAdministration::disablePerson(QUuid operation, QString login, Continuation<Done> then)
{
    m_executor.run(Effect::Writes, std::move(then), [operation, login](Link &link) -> Result<Done> {
        callOperation(link, "person_disable", operation, {{"login", login.toStdString()}});
        return Done{};
    });
}

void PgAdministration::people(Continuation<QList<Person>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<QList<Person>> {
        QList<Person> people;
        for (const auto &row : queryJsonRows(link, "SELECT to_jsonb(p) FROM bedside_api.person_list() AS p"))
            people.append(personOf(row));
        return people;
    });
}

void PgAdministration::addOrganization(QUuid operation, Organization organization,
                                       Continuation<Organization> then)
{
    m_executor.run(
        Effect::Writes, std::move(then), [operation, organization](Link &link) -> Result<Organization> {
            const auto answer = callOperation(link, "organization_add", operation, argumentsOf(organization));
            return organizationOf(subject(answer, "organization"));
        });
}

void PgAdministration::organizations(Continuation<QList<Organization>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<QList<Organization>> {
        QList<Organization> organizations;
        for (const auto &row :
             queryJsonRows(link, "SELECT to_jsonb(o) FROM bedside_api.organization_list() AS o"))
            organizations.append(organizationOf(row));
        return organizations;
    });
}

void PgAdministration::integration(Continuation<QJsonObject> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<QJsonObject> {
        const auto text = queryJson(link, "SELECT bedside_api.integration_show()").dump();
        return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    });
}

void PgAdministration::setIntegration(QUuid operation, QJsonObject settings, Continuation<Done> then)
{
    m_executor.run(Effect::Writes, std::move(then), [operation, settings](Link &link) -> Result<Done> {
        const auto text = QJsonDocument(settings).toJson(QJsonDocument::Compact).toStdString();
        callOperation(link, "integration_set", operation, Json::parse(text));
        return Done{};
    });
}

} // namespace bedside::db
