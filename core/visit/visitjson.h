#pragma once

#include "core/base/result.h"
#include "core/visit/visit.h"
#include "core/visit/visitcommand.h"

#include <nlohmann/json_fwd.hpp>

namespace bedside {

// Visits in the shape of docs/admin/database-functions.md. Reading gives Bug "answer.malformed" when a field
// that must be there is not, or has a word nobody knows; nothing here throws.

Result<Visit> visitFromJson(const nlohmann::json &json);
Result<Participant> participantFromJson(const nlohmann::json &json);
Result<JoinGrant> grantFromJson(const nlohmann::json &json);
Result<VisitAnswer> visitAnswerFromJson(const nlohmann::json &json);

nlohmann::json toJson(const Visit &visit);
nlohmann::json toJson(const Participant &participant);
nlohmann::json toJson(const JoinGrant &grant);
nlohmann::json toJson(const VisitAnswer &answer);

//! The database function of a step, such as "visit_join".
QString functionName(const VisitStep &step);
//! Its arguments.
nlohmann::json argumentsOf(const VisitStep &step);
//! The step of such a function and arguments; Bug "step.malformed" otherwise.
Result<VisitStep> stepFromJson(const QString &function, const nlohmann::json &arguments);

std::optional<VisitStatus> visitStatusFromName(const QString &name);
QString participantKindName(ParticipantKind kind);
std::optional<ParticipantKind> participantKindFromName(const QString &name);

} // namespace bedside
