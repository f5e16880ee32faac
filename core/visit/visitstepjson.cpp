#include "core/visit/visitjson.h"

#include <nlohmann/json.hpp>

namespace bedside {

namespace {

using nlohmann::json;

template<typename... Ts>
struct Overloaded : Ts...
{
    using Ts::operator()...;
};
template<typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string idText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

QString text(const json &arguments, const char *name)
{
    const auto found = arguments.find(name);
    return found != arguments.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

std::optional<VisitStep> step(const QString &function, const json &arguments)
{
    const QUuid visit(text(arguments, "visit"));
    const QUuid participant(text(arguments, "participant"));
    if (function == u"visit_create")
        return CreateVisit{text(arguments, "appointment")};
    if (function == u"visit_instant")
        return StartInstantVisit{text(arguments, "patient")};
    if (function == u"visit_arrive") {
        const auto kind = participantKindFromName(text(arguments, "kind"));
        if (!kind)
            return std::nullopt;
        return ArriveAtVisit{text(arguments, "code"), text(arguments, "name"), *kind};
    }
    if (visit.isNull())
        return std::nullopt;
    if (function == u"visit_admit")
        return AdmitParticipant{visit, participant};
    if (function == u"visit_deny")
        return DenyParticipant{visit, participant};
    if (function == u"visit_join")
        return JoinVisit{visit, text(arguments, "seat")};
    if (function == u"visit_token")
        return MintJoinToken{visit, text(arguments, "seat")};
    if (function == u"visit_leave")
        return LeaveVisit{visit};
    if (function == u"visit_end")
        return EndVisit{visit};
    if (function == u"visit_cancel")
        return CancelVisit{visit, text(arguments, "reason")};
    if (function == u"visit_noshow")
        return RecordNoShow{visit};
    return std::nullopt;
}

} // namespace

QString functionName(const VisitStep &anyStep)
{
    const auto *name = std::visit(Overloaded{[](const CreateVisit &) { return "visit_create"; },
                                             [](const StartInstantVisit &) { return "visit_instant"; },
                                             [](const ArriveAtVisit &) { return "visit_arrive"; },
                                             [](const AdmitParticipant &) { return "visit_admit"; },
                                             [](const DenyParticipant &) { return "visit_deny"; },
                                             [](const JoinVisit &) { return "visit_join"; },
                                             [](const MintJoinToken &) { return "visit_token"; },
                                             [](const LeaveVisit &) { return "visit_leave"; },
                                             [](const EndVisit &) { return "visit_end"; },
                                             [](const CancelVisit &) { return "visit_cancel"; },
                                             [](const RecordNoShow &) { return "visit_noshow"; }},
                                  anyStep);
    return QString::fromLatin1(name);
}

json argumentsOf(const VisitStep &anyStep)
{
    const auto person = [](const auto &s) -> json {
        return {{"visit", idText(s.visit)}, {"participant", idText(s.participant)}};
    };
    const auto seat = [](const auto &s) -> json {
        return {{"visit", idText(s.visit)}, {"seat", s.seat.toStdString()}};
    };
    const auto only = [](const auto &s) -> json { return {{"visit", idText(s.visit)}}; };
    return std::visit(
        Overloaded{
            [](const CreateVisit &s) -> json {
                return {{"appointment", s.appointmentId.toStdString()}};
            },
            [](const StartInstantVisit &s) -> json {
                return s.patientId.isEmpty() ? json::object() : json{{"patient", s.patientId.toStdString()}};
            },
            [](const ArriveAtVisit &s) -> json {
                return {{"code", s.code.toStdString()},
                        {"name", s.name.toStdString()},
                        {"kind", participantKindName(s.kind).toStdString()}};
            },
            [&](const AdmitParticipant &s) { return person(s); },
            [&](const DenyParticipant &s) { return person(s); }, [&](const JoinVisit &s) { return seat(s); },
            [&](const MintJoinToken &s) { return seat(s); }, [&](const LeaveVisit &s) { return only(s); },
            [&](const EndVisit &s) { return only(s); },
            [](const CancelVisit &s) -> json {
                return {{"visit", idText(s.visit)}, {"reason", s.reason.toStdString()}};
            },
            [&](const RecordNoShow &s) { return only(s); }},
        anyStep);
}

Result<VisitStep> stepFromJson(const QString &function, const json &arguments)
{
    if (arguments.is_object()) {
        if (auto found = step(function, arguments))
            return *std::move(found);
    }
    return Error{ErrorCode::Bug, QStringLiteral("step.malformed"), {}};
}

} // namespace bedside
