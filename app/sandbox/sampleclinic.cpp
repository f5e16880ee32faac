#include "app/sandbox/sampleclinic.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTimeZone>

namespace bedside::sandbox {

namespace {

using Json = nlohmann::json;

QString text(const Json &object, const char *key)
{
    return QString::fromStdString(object.value(key, std::string()));
}

SamplePatient patientFrom(const Json &json, const Json &organization, int number)
{
    SamplePatient patient;
    const QString mark = text(organization, "mrn");
    patient.id = QStringLiteral("pat-%1-%2").arg(mark.toLower()).arg(number, 3, 10, QLatin1Char('0'));
    patient.given = text(json, "given");
    patient.family = text(json, "family");
    patient.text = text(json, "text");
    patient.gender = text(json, "gender");
    patient.birthDate = text(json, "birthDate");
    patient.language = text(json, "language");
    patient.timeZone = text(json, "timeZone").toLatin1();
    if (patient.timeZone.isEmpty())
        patient.timeZone = text(organization, "timeZone").toLatin1();
    patient.phone = text(organization, "phonePrefix") + QString::number(100 + number);
    patient.email = QStringLiteral("%1@example.org").arg(patient.id);
    patient.recordNumber = QStringLiteral("%1-%2").arg(mark).arg(40000 + number * 37);
    return patient;
}

SamplePerson practitionerFrom(const Json &json)
{
    SamplePerson person;
    person.login = text(json, "login");
    person.kind = QStringLiteral("practitioner");
    person.duties = {person.kind};
    person.practitionerId = text(json, "id");
    person.prefix = text(json, "prefix");
    person.given = text(json, "given");
    person.family = text(json, "family");
    person.gender = text(json, "gender");
    person.busy = json.value("busy", false);
    person.display = QStringList{person.prefix, person.given, person.family}.join(u' ').trimmed();
    return person;
}

SamplePerson staffFrom(const Json &json)
{
    SamplePerson person;
    person.login = text(json, "login");
    person.display = text(json, "display");
    person.kind = text(json, "kind");
    for (const Json &duty : json.at("duties"))
        person.duties.append(QString::fromStdString(duty.get<std::string>()));
    return person;
}

SampleOrganization organizationFrom(const Json &json)
{
    SampleOrganization organization;
    organization.id = QUuid::fromString(text(json, "id"));
    organization.name = text(json, "name");
    organization.timeZone = text(json, "timeZone").toLatin1();
    organization.city = text(json, "city");
    organization.country = text(json, "country");
    for (const Json &practitioner : json.at("practitioners"))
        organization.people.append(practitionerFrom(practitioner));
    for (const Json &person : json.at("staff"))
        organization.people.append(staffFrom(person));
    int number = 0;
    for (const Json &patient : json.at("patients"))
        organization.patients.append(patientFrom(patient, json, ++number));
    return organization;
}

bool isComplete(const SampleOrganization &organization)
{
    return !organization.id.isNull() && !organization.name.isEmpty() &&
           QTimeZone(organization.timeZone).isValid() && !organization.patients.isEmpty() &&
           !organization.practitioners().isEmpty();
}

} // namespace

QList<SamplePerson> SampleOrganization::practitioners() const
{
    QList<SamplePerson> found;
    for (const SamplePerson &one : people) {
        if (!one.practitionerId.isEmpty())
            found.append(one);
    }
    return found;
}

SamplePerson SampleOrganization::person(const QString &kind) const
{
    for (const SamplePerson &one : people) {
        if (one.kind == kind)
            return one;
    }
    return {};
}

Result<SampleClinic> SampleClinic::fromJson(const QByteArray &json)
{
    const Error malformed{ErrorCode::Bug, QStringLiteral("sample.malformed"), {}};
    try {
        const Json document = Json::parse(json.begin(), json.end());
        SampleClinic clinic;
        for (const Json &organization : document.at("organizations")) {
            clinic.organizations.append(organizationFrom(organization));
            if (!isComplete(clinic.organizations.last()))
                return malformed;
        }
        for (const Json &reason : document.at("reasons"))
            clinic.reasons.append(QString::fromStdString(reason.get<std::string>()));
        if (clinic.organizations.isEmpty() || clinic.reasons.isEmpty())
            return malformed;
        return clinic;
    } catch (const Json::exception &) {
        return malformed;
    }
}

Result<SampleClinic> SampleClinic::builtIn()
{
    QFile file(QStringLiteral(":/samples/clinic.json"));
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Bug, QStringLiteral("sample.malformed"), {}};
    return fromJson(file.readAll());
}

} // namespace bedside::sandbox
