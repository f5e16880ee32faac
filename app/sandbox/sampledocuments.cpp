#include "app/sandbox/sampledocuments.h"

namespace bedside::sandbox {

namespace {

using Json = nlohmann::json;

constexpr const char *kExtensions = "http://ehr.com/fhir/StructureDefinition/";

std::string plain(const QString &text)
{
    return text.toStdString();
}

std::string instant(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs).toStdString();
}

Json coded(const char *system, const char *code, const char *display)
{
    return Json{{"coding", Json::array({{{"system", system}, {"code", code}, {"display", display}}})}};
}

Json reference(const char *type, const QString &id)
{
    return Json{{"reference", std::string(type) + '/' + plain(id)}, {"type", type}};
}

std::string participation(const QString &status)
{
    if (status == u"proposed" || status == u"pending" || status == u"waitlist" || status == u"cancelled" ||
        status == u"entered-in-error")
        return "needs-action";
    return "accepted";
}

} // namespace

Json practitionerDocument(const SamplePerson &person)
{
    return Json{{"resourceType", "Practitioner"},
                {"id", plain(person.practitionerId)},
                {"active", true},
                {"name", Json::array({{{"use", "official"},
                                       {"family", plain(person.family)},
                                       {"given", Json::array({plain(person.given)})},
                                       {"prefix", Json::array({plain(person.prefix)})}}})},
                {"gender", plain(person.gender)}};
}

Json patientDocument(const SamplePatient &patient, const SampleOrganization &organization)
{
    Json name{{"use", "official"},
              {"family", plain(patient.family)},
              {"given", Json::array({plain(patient.given)})}};
    if (!patient.text.isEmpty())
        name["text"] = plain(patient.text);
    Json number{
        {"use", "usual"},
        {"type", coded("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", "Medical record number")},
        {"system", "http://ehr.com/fhir/NamingSystem/mrn"},
        {"value", plain(patient.recordNumber)}};
    const Json zone{{"url", "http://hl7.org/fhir/StructureDefinition/timezone"},
                    {"valueCode", patient.timeZone.toStdString()}};
    return Json{
        {"resourceType", "Patient"},
        {"id", plain(patient.id)},
        {"identifier", Json::array({number})},
        {"active", true},
        {"name", Json::array({name})},
        {"telecom", Json::array({{{"system", "phone"}, {"value", plain(patient.phone)}, {"use", "mobile"}},
                                 {{"system", "email"}, {"value", plain(patient.email)}}})},
        {"gender", plain(patient.gender)},
        {"birthDate", plain(patient.birthDate)},
        {"address", Json::array({{{"extension", Json::array({zone})},
                                  {"use", "home"},
                                  {"city", plain(organization.city)},
                                  {"country", plain(organization.country)}}})},
        {"communication", Json::array({{{"language",
                                         {{"coding", Json::array({{{"system", "urn:ietf:bcp:47"},
                                                                   {"code", plain(patient.language)}}})}}},
                                        {"preferred", true}}})}};
}

Json appointmentDocument(const SampleAppointment &appointment)
{
    Json practitioner = reference("Practitioner", appointment.practitioner.practitionerId);
    practitioner["display"] = plain(appointment.practitioner.display);
    Json patient = reference("Patient", appointment.patient.id);
    patient["display"] = plain(appointment.patient.displayName());
    const std::string word = participation(appointment.status);
    Json document{
        {"resourceType", "Appointment"},
        {"id", plain(appointment.id)},
        {"status", plain(appointment.status)},
        {"appointmentType", coded("http://snomed.info/sct", "308335008", "Patient encounter procedure")},
        {"description", plain(appointment.reason)},
        {"start", instant(appointment.start)},
        {"end", instant(appointment.end)},
        {"minutesDuration", appointment.start.secsTo(appointment.end) / 60},
        {"participant",
         Json::array({{{"actor", practitioner}, {"status", word}}, {{"actor", patient}, {"status", word}}})}};
    if (appointment.status == u"cancelled")
        document["cancelationReason"] = Json{{"text", "Cancelled by the patient"}};
    if (!appointment.code.isEmpty()) {
        document["telehealth"] = Json{{"enabled", true},
                                      {"meetingCode", plain(appointment.code)},
                                      {"publicLink", plain(appointment.link)}};
    }
    return document;
}

Json encounterDocument(const db::StoredVisit &visit)
{
    const std::string id = plain(visit.id.toString(QUuid::WithoutBraces));
    const bool runs = !visit.endedAt.isValid();
    Json period{{"start", instant(visit.startedAt)}};
    if (!runs)
        period["end"] = instant(visit.endedAt);
    const std::string root = kExtensions;
    return Json{
        {"resourceType", "Encounter"},
        {"id", "enc-" + id},
        {"status", runs ? "in-progress" : "finished"},
        {"class",
         {{"system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"},
          {"code", "VR"},
          {"display", "Virtual"}}},
        {"serviceType", coded("http://terminology.hl7.org/CodeSystem/service-type", "540", "Telehealth")},
        {"subject", reference("Patient", visit.patientId)},
        {"participant",
         Json::array(
             {{{"type", Json::array({coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                                           "PPRF", "primary performer")})},
               {"individual", reference("Practitioner", visit.practitionerId)},
               {"period", {{"start", instant(visit.startedAt)}}}}})},
        {"appointment", Json::array({reference("Appointment", visit.appointmentId)})},
        {"extension", Json::array({{{"url", root + "virtual-meeting"},
                                    {"valueReference",
                                     {{"reference", "VirtualMeeting/" + id},
                                      {"display", "Meeting Code: " + plain(visit.code)}}}},
                                   {{"url", root + "meeting-link"}, {"valueUrl", plain(visit.publicLink)}}})},
        {"period", period}};
}

} // namespace bedside::sandbox
