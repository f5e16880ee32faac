#include "core/fhir/projectionsteps.h"

#include "core/fhir/projectionurls.h"
#include "core/fhir/r4clean.h"
#include "core/fhir/r4elements.h"
#include "core/fhir/r4primitive.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

void report(QList<ProjectionIssue> &issues, const char *code, const QString &place, const QString &what)
{
    issues << ProjectionIssue{ProjectionIssue::Severity::Warning, QString::fromLatin1(code), place, what};
}

bool isR4Code(const char *path, const char *name, const Json &code)
{
    const auto *elements = r4Elements(path);
    const R4Element *element = elements ? findElement(*elements, name) : nullptr;
    return element && std::any_of(element->allowed.begin(), element->allowed.end(),
                                  [&](std::string_view allowed) { return json::isText(code, allowed); });
}

void statusToR4(Json &appointment, QList<ProjectionIssue> &issues)
{
    const Json stored = json::member(appointment, "status");
    if (isR4Code("Appointment", "status", stored))
        return;
    const bool isInProgress = json::isText(stored, "in-progress");
    const bool isCode = isR4Value("code", stored);
    appointment["status"] = isInProgress ? "checked-in" : "booked";
    Json &companion = appointment["_status"];
    if (!companion.is_object())
        companion = Json::object();
    addExtension(companion,
                 isCode ? Json{{"url", urls::kSourceStatus}, {"valueCode", stored}} : derivedMark());
    if (!isInProgress)
        report(issues, "code-invalid", u"Appointment.status"_s,
               u"R4 has no such status; it was exported as booked."_s);
}

void statusToStored(Json &appointment)
{
    if (!json::member(appointment, "_status").is_object())
        return;
    Json &companion = appointment["_status"];
    const Json source = json::member(json::extension(companion, urls::kSourceStatus), "valueCode");
    const bool wasDerived = isDerived(companion);
    if (source.is_string())
        appointment["status"] = source;
    else if (wasDerived)
        appointment.erase("status");
    removeExtensions(companion, urls::kSourceStatus);
    removeExtensions(companion, urls::kDerived);
    if (companion.empty())
        appointment.erase("_status");
}

const char *derivedParticipation(const Json &appointment)
{
    const Json &status = json::member(appointment, "status");
    for (const char *settled : {"booked", "arrived", "checked-in", "fulfilled", "noshow"}) {
        if (json::isText(status, settled))
            return "accepted";
    }
    return "needs-action";
}

void participantsToR4(Json &appointment, QList<ProjectionIssue> &issues)
{
    const char *status = derivedParticipation(appointment);
    Json &list = appointment["participant"];
    if (list.is_object())
        list = Json::array({std::move(list)});
    if (!list.is_array())
        list = Json::array();
    std::erase_if(list.get_ref<Json::array_t &>(),
                  [](const Json &participant) { return !participant.is_object() || participant.empty(); });
    for (Json &participant : list) {
        if (isR4Code("Appointment.participant", "status", json::member(participant, "status")))
            continue;
        if (!json::member(participant, "status").is_null())
            report(issues, "code-invalid", u"Appointment.participant.status"_s,
                   u"R4 has no such participation status; it was derived from the appointment's."_s);
        participant["status"] = status;
        addExtension(participant, derivedMark());
    }
    if (!list.empty())
        return;
    report(issues, "incomplete", u"Appointment.participant"_s,
           u"R4 requires a participant; an unknown one was added."_s);
    list.push_back({{"extension", Json::array({derivedMark()})},
                    {"actor", {{"extension", Json::array({absentReason()})}}},
                    {"status", "needs-action"}});
}

//! The participant that stands in for none at all.
bool isStandIn(const Json &participant)
{
    return isDerived(participant) && participant.size() == 3 &&
           isOnlyAbsent(json::member(participant, "actor"));
}

void participantsToStored(Json &appointment)
{
    if (!json::member(appointment, "participant").is_array())
        return;
    Json &list = appointment["participant"];
    if (list.size() == 1 && isStandIn(list[0])) {
        appointment.erase("participant");
        return;
    }
    for (Json &participant : list) {
        if (!isDerived(participant))
            continue;
        removeExtensions(participant, urls::kDerived);
        participant.erase("status");
    }
}

bool isWritten(const Json &value)
{
    return isR4Value("string", value);
}

Json virtualService(const Json &link, const Json &code, bool includeLinks)
{
    Json parts = Json::array();
    parts.push_back({{"url", urls::kDatatype}, {"valueString", "VirtualServiceDetail"}});
    parts.push_back(
        {{"url", "channelType"},
         {"valueCoding",
          {{"system", urls::kChannelSystem}, {"code", "100ms"}, {"display", "100ms video room"}}}});
    if (includeLinks && isWritten(link)) {
        const Json telecom{{"system", "url"}, {"value", link}};
        parts.push_back(
            {{"url", "address"},
             {"extension", Json::array({{{"url", urls::kDatatype}, {"valueString", "ExtendedContactDetail"}},
                                        {{"url", "telecom"}, {"valueContactPoint", telecom}}})}});
    }
    if (includeLinks && isWritten(code))
        parts.push_back({{"url", "sessionKey"}, {"valueString", code}});
    return Json{{"url", urls::kVirtualService}, {"extension", std::move(parts)}};
}

void telehealthToR4(Json &appointment, const ProjectionOptions &options, QList<ProjectionIssue> &issues)
{
    if (!appointment.contains("telehealth"))
        return;
    const Json telehealth = std::move(appointment["telehealth"]);
    appointment.erase("telehealth");
    const Json &enabled = json::member(telehealth, "enabled");
    const Json &link = json::member(telehealth, "publicLink");
    const Json &code = json::member(telehealth, "meetingCode");
    if (isWritten(link) || isWritten(code) || json::flag(telehealth, "enabled"))
        addExtension(appointment, virtualService(link, code, options.includeLinks));
    if (enabled.is_boolean())
        addExtension(appointment, {{"url", urls::kTelehealthEnabled}, {"valueBoolean", enabled}});
    const auto isMapped = [](const std::string &key) {
        return key == "enabled" || key == "publicLink" || key == "meetingCode";
    };
    const bool hasMore =
        !telehealth.is_object() || std::any_of(telehealth.items().begin(), telehealth.items().end(),
                                               [&](const auto &entry) { return !isMapped(entry.key()); });
    if (hasMore)
        report(issues, "not-supported", u"Appointment.telehealth"_s,
               u"Parts of telehealth have no place in R4; they were left out."_s);
}

//! The link of an address part in any of the forms the R5 extension allows.
Json linkOf(const Json &address)
{
    for (const char *key : {"valueUrl", "valueString"}) {
        if (const Json &plain = json::member(address, key); plain.is_string())
            return plain;
    }
    const Json &contact = json::member(json::member(address, "valueContactPoint"), "value");
    if (contact.is_string())
        return contact;
    for (const Json &part : json::items(address, "extension")) {
        const Json &nested = json::member(json::member(part, "valueContactPoint"), "value");
        if (nested.is_string())
            return nested;
    }
    return {};
}

//! The parts of a virtualService of ours as `telehealth`; null for one that says more, or of others.
Json telehealthOf(const Json &service)
{
    Json telehealth = Json::object();
    bool isOurs = false;
    for (const Json &part : json::items(service, "extension")) {
        const QString url = json::text(part, "url");
        if (url == u"channelType")
            isOurs =
                json::isText(json::member(json::member(part, "valueCoding"), "system"), urls::kChannelSystem);
        else if (url == u"address")
            telehealth["publicLink"] = linkOf(part);
        else if (url == u"sessionKey")
            telehealth["meetingCode"] = json::member(part, "valueString");
        else if (url != QLatin1StringView(urls::kDatatype))
            return {};
    }
    return isOurs ? telehealth : Json();
}

void telehealthToStored(Json &appointment)
{
    if (appointment.contains("telehealth"))
        return;
    Json telehealth = telehealthOf(json::extension(appointment, urls::kVirtualService));
    if (telehealth.is_object())
        removeExtensions(appointment, urls::kVirtualService);
    else
        telehealth = Json::object();
    const Json enabled = json::member(json::extension(appointment, urls::kTelehealthEnabled), "valueBoolean");
    if (enabled.is_boolean()) {
        telehealth["enabled"] = enabled;
        removeExtensions(appointment, urls::kTelehealthEnabled);
    }
    if (!telehealth.empty())
        appointment["telehealth"] = std::move(telehealth);
}

template<typename Step>
void forEachServiceType(Json &appointment, Step step)
{
    if (json::member(appointment, "serviceType").is_array())
        std::for_each(appointment["serviceType"].begin(), appointment["serviceType"].end(), step);
}

bool mayLackTimes(const Json &appointment)
{
    const Json &status = json::member(appointment, "status");
    return json::isText(status, "proposed") || json::isText(status, "cancelled") ||
           json::isText(status, "waitlist");
}

} // namespace

void appointmentToR4(Json &appointment, const ProjectionOptions &options, QList<ProjectionIssue> &issues)
{
    statusToR4(appointment, issues);
    participantsToR4(appointment, issues);
    telehealthToR4(appointment, options, issues);
    forEachServiceType(appointment, serviceTypeToR4);
}

void completeAppointment(Json &appointment, QList<ProjectionIssue> &issues)
{
    for (Json &participant : appointment["participant"]) {
        if (!participant.contains("actor") && !participant.contains("type")) {
            report(issues, "incomplete", u"Appointment.participant.actor"_s,
                   u"A participant is somebody; this one was marked as unknown."_s);
            participant["actor"] = {{"extension", Json::array({absentReason()})}};
        }
    }
    const bool hasNeither = !appointment.contains("start") && !appointment.contains("end");
    for (const char *key : {"start", "end"}) {
        const std::string companion = std::string("_") + key;
        if (appointment.contains(key) || appointment.contains(companion) ||
            (hasNeither && mayLackTimes(appointment)))
            continue;
        report(issues, "incomplete", u"Appointment."_s + QString::fromLatin1(key),
               u"R4 requires both times; the missing one was marked as unknown."_s);
        appointment[companion] = {{"extension", Json::array({absentReason()})}};
    }
    if (!json::isText(json::member(appointment, "status"), "cancelled") &&
        appointment.erase("cancelationReason") > 0)
        report(issues, "invariant", u"Appointment.cancelationReason"_s,
               u"R4 allows a reason only for a cancelled appointment; it was left out."_s);
}

void appointmentToStored(Json &appointment)
{
    statusToStored(appointment);
    participantsToStored(appointment);
    telehealthToStored(appointment);
    forEachServiceType(appointment, serviceTypeToStored);
    for (const char *companion : {"_start", "_end"}) {
        if (isOnlyAbsent(json::member(appointment, companion)))
            appointment.erase(companion);
    }
}

} // namespace bedside
