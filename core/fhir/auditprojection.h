#pragma once

#include "core/fhir/fhirjson.h"

#include <QUuid>

namespace bedside {

//! One row of virtual_meeting_events with what is needed to say it as FHIR.
struct MeetingEvent
{
    QString id;   //!< of the row, unique within its table
    QString type; //!< such as meeting_started
    QDateTime at;
    QString appointmentId; //!< empty for an instant visit
    QString encounterId;   //!< empty before the first practitioner joined
    QUuid meeting;
    QUuid organization;
    QString practitionerId; //!< who did it, when that was a practitioner
    QString agentName;      //!< who did it otherwise (a guest); empty for the system
    bool succeeded = true;
};

//! The event as an AuditEvent of R4: DCM 110100 Application Activity with the event as subtype. Holds no join
//! code or link.
Json auditEvent(const MeetingEvent &event);

} // namespace bedside
