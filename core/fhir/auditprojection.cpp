#include "core/fhir/auditprojection.h"

#include "core/fhir/projectionurls.h"
#include "core/fhir/r4primitive.h"

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr const char *kDicom = "http://dicom.nema.org/resources/ontology/DCM";
constexpr const char *kRecorder = "Bedside";

Json coding(const char *system, const char *code, const char *display)
{
    return Json{{"system", system}, {"code", code}, {"display", display}};
}

std::string eventCode(const QString &type)
{
    const Json code = type.trimmed().toStdString();
    return isR4Value("code", code) && !type.contains(u' ') ? code.get_ref<const std::string &>() : "unknown";
}

Json subtypes(const QString &type)
{
    Json list = Json::array({Json{{"system", urls::kEventSystem}, {"code", eventCode(type)}}});
    // The same event noticed in the web system's writing is called web.meeting_started.
    if (type.endsWith(u"meeting_started"_s))
        list.push_back(coding(kDicom, "110139", "Remote Service Operation Started"));
    if (type.endsWith(u"meeting_ended"_s))
        list.push_back(coding(kDicom, "110140", "Remote Service Operation Stopped"));
    return list;
}

Json reference(const char *type, const QString &id)
{
    return Json{{"reference", std::string(type) + '/' + exportedId(id.toStdString())}};
}

Json agent(const MeetingEvent &event)
{
    const bool isSystem = event.practitionerId.isEmpty() && event.agentName.isEmpty();
    Json who{{"requestor", !isSystem}};
    if (!event.practitionerId.isEmpty())
        who["who"] = reference("Practitioner", event.practitionerId);
    const std::string name = isSystem ? kRecorder : event.agentName.toStdString();
    if (isR4Value("string", Json(name)))
        who["name"] = name;
    return who;
}

Json observer(const QUuid &organization)
{
    if (organization.isNull())
        return Json{{"display", kRecorder}};
    return reference("Organization", organization.toString(QUuid::WithoutBraces));
}

Json entities(const MeetingEvent &event)
{
    Json list = Json::array();
    if (!event.appointmentId.isEmpty())
        list.push_back({{"what", reference("Appointment", event.appointmentId)}});
    if (!event.encounterId.isEmpty())
        list.push_back({{"what", reference("Encounter", event.encounterId)}});
    const std::string meeting = event.meeting.toString(QUuid::WithoutBraces).toStdString();
    list.push_back({{"what", {{"identifier", {{"system", urls::kMeetingSystem}, {"value", meeting}}}}}});
    return list;
}

} // namespace

Json auditEvent(const MeetingEvent &event)
{
    return Json{{"resourceType", "AuditEvent"},
                {"id", exportedId("event-" + event.id.toStdString())},
                {"type", coding(kDicom, "110100", "Application Activity")},
                {"subtype", subtypes(event.type)},
                {"action", "E"},
                {"recorded", event.at.toUTC().toString(Qt::ISODateWithMs).toStdString()},
                {"outcome", event.succeeded ? "0" : "4"},
                {"agent", Json::array({agent(event)})},
                {"source", {{"observer", observer(event.organization)}}},
                {"entity", entities(event)}};
}

} // namespace bedside
