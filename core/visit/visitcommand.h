#pragma once

#include "core/visit/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <variant>

namespace bedside {

// The steps of a visit's life. Each names one database function of the same meaning
// (docs/admin/database-functions.md).
struct CreateVisit { QString appointmentId; };
struct StartInstantVisit { QString patientId; }; //!< empty patientId: nobody picked
struct ArriveAtVisit { QString code; QString name; ParticipantKind kind = ParticipantKind::Patient; };
struct AdmitParticipant { QUuid visit; QUuid participant; };
struct DenyParticipant { QUuid visit; QUuid participant; };
struct JoinVisit { QUuid visit; QString seat; }; //!< seat: opaque name of this computer's place
struct MintJoinToken { QUuid visit; QString seat; };
struct LeaveVisit { QUuid visit; };
struct EndVisit { QUuid visit; };
struct CancelVisit { QUuid visit; QString reason; };
struct RecordNoShow { QUuid visit; };

using VisitStep = std::variant<CreateVisit, StartInstantVisit, ArriveAtVisit, AdmitParticipant, DenyParticipant,
                               JoinVisit, MintJoinToken, LeaveVisit, EndVisit, CancelVisit, RecordNoShow>;

//! A step with the id that makes it happen once. The id is made by the client and journaled before sending.
struct VisitCommand {
    QUuid operation;
    VisitStep step;
};

} // namespace bedside
