#pragma once

#include "app/sandbox/sampleclinic.h"
#include "core/db/sampledatabase.h"

#include <nlohmann/json.hpp>

namespace bedside::sandbox {

struct SampleAppointment
{
    QString id;
    QString status;
    QDateTime start; //!< UTC, as all times here
    QDateTime end;
    QString reason;
    SamplePerson practitioner;
    SamplePatient patient;
    QString code; //!< of its visit; empty when there is none
    QString link;
};

// Resources in the shape of the shared contract (FHIR R4 but for "in-progress" and "telehealth").

nlohmann::json practitionerDocument(const SamplePerson &person);
nlohmann::json patientDocument(const SamplePatient &patient, const SampleOrganization &organization);
nlohmann::json appointmentDocument(const SampleAppointment &appointment);
//! finished, or in-progress while the visit has no end.
nlohmann::json encounterDocument(const db::StoredVisit &visit);

} // namespace bedside::sandbox
