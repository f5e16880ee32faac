#include "core/fhir/projectionsteps.h"

#include "core/fhir/projectionurls.h"
#include "core/fhir/r4elements.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr std::string_view kMeetingPrefix = "VirtualMeeting/";

void report(QList<ProjectionIssue> &issues, const char *code, const QString &place, const QString &what)
{
    issues << ProjectionIssue{ProjectionIssue::Severity::Warning, QString::fromLatin1(code), place, what};
}

void meetingToR4(Json &reference)
{
    const Json written = json::member(reference, "reference");
    const auto *text = written.get_ptr<const std::string *>();
    if (!text || !text->starts_with(kMeetingPrefix) || reference.contains("identifier"))
        return;
    const std::string id = text->substr(kMeetingPrefix.size());
    if (id.empty() || id == "null" || id == "undefined")
        return;
    reference.erase("reference");
    reference["identifier"] = {{"system", urls::kMeetingSystem}, {"value", id}};
}

void meetingToStored(Json &reference)
{
    const Json &identifier = json::member(reference, "identifier");
    const Json &value = json::member(identifier, "value");
    if (reference.contains("reference") || identifier.size() != 2 || !value.is_string() ||
        !json::isText(json::member(identifier, "system"), urls::kMeetingSystem))
        return;
    const std::string id = value.get_ref<const std::string &>();
    reference.erase("identifier");
    reference["reference"] = std::string(kMeetingPrefix) + id;
}

template<typename Step>
void forEachMeeting(Json &encounter, Step step)
{
    if (!json::member(encounter, "extension").is_array())
        return;
    for (Json &candidate : encounter["extension"]) {
        if (json::isText(json::member(candidate, "url"), urls::kVirtualMeeting) &&
            json::member(candidate, "valueReference").is_object())
            step(candidate["valueReference"]);
    }
}

void statusToR4(Json &encounter, QList<ProjectionIssue> &issues)
{
    const R4Element *element = findElement(*r4Elements("Encounter"), "status");
    const Json &stored = json::member(encounter, "status");
    if (std::any_of(element->allowed.begin(), element->allowed.end(),
                    [&](std::string_view allowed) { return json::isText(stored, allowed); }))
        return;
    report(issues, "code-invalid", u"Encounter.status"_s,
           u"R4 has no such status; it was exported as unknown."_s);
    encounter["status"] = "unknown";
}

void classToR4(Json &encounter)
{
    const Json &stored = json::member(encounter, "class");
    if (stored.is_object() && !stored.contains("system") && json::isText(json::member(stored, "code"), "VR"))
        encounter["class"]["system"] = urls::kActCode;
}

} // namespace

void encounterToR4(Json &encounter, const StoredDocument &stored, QList<ProjectionIssue> &issues)
{
    statusToR4(encounter, issues);
    classToR4(encounter);
    if (json::member(encounter, "serviceType").is_object())
        serviceTypeToR4(encounter["serviceType"]);
    forEachMeeting(encounter, meetingToR4);
    if (!encounter.contains("serviceProvider") && !stored.organization.isNull()) {
        const std::string id = stored.organization.toString(QUuid::WithoutBraces).toStdString();
        encounter["serviceProvider"] = {{"extension", Json::array({derivedMark()})},
                                        {"reference", "Organization/" + id}};
    }
}

void encounterToStored(Json &encounter)
{
    if (json::member(encounter, "serviceType").is_object())
        serviceTypeToStored(encounter["serviceType"]);
    forEachMeeting(encounter, meetingToStored);
    if (isDerived(json::member(encounter, "serviceProvider")))
        encounter.erase("serviceProvider");
}

} // namespace bedside
