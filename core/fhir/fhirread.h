#pragma once

#include "core/fhir/fhirjson.h"
#include "core/schedule/agendaentry.h"

namespace bedside {

//! What Bedside shows of stored resources. Every function takes any JSON whatever, never throws, and leaves
//! empty what it does not find. Text is fit for one line on screen: no control or direction-override
//! characters, at most 200 characters. Patient data: never logged. Any thread.

//! Appointment.status as stored; Unknown for an unknown word.
AppointmentStatus appointmentStatus(QStringView code);

//! The best of a HumanName list: official before usual before unmarked before the rest, old and maiden last;
//! `text` before the parts. Names in Han or Hangul put the family name first.
QString readName(const Json &names, bool withTitle = false);

//! From a Patient. Phone and e-mail: the current one of lowest rank. Record number: the identifier of type
//! MR, else the first that is no national identity number.
PatientIdentity readPatient(const Json &patient);

//! From a Practitioner.
PractitionerIdentity readPractitioner(const Json &practitioner);

//! One Appointment.participant as written.
struct AppointmentParticipant
{
    ResourceReference actor;
    QString status; //!< participationstatus code; empty when the web wrote none

    friend bool operator==(const AppointmentParticipant &, const AppointmentParticipant &) = default;
};

//! An Appointment without the people's own resources. Times are UTC, null when missing or without zone.
struct AppointmentFacts
{
    QString id;
    AppointmentStatus status = AppointmentStatus::Unknown;
    QString statusCode; //!< as stored
    QDateTime start;
    QDateTime end;
    QString reason;                             //!< reasonCode, else description, else serviceType
    QList<AppointmentParticipant> participants; //!< in stored order

    //! Those of one resource type ("Patient"), in stored order.
    QList<ResourceReference> actors(QStringView type) const;
    friend bool operator==(const AppointmentFacts &, const AppointmentFacts &) = default;
};
AppointmentFacts readAppointment(const Json &appointment);

//! A row of the agenda without its visit. `patients` and `practitioners` are arrays of the stored resources
//! the appointment names (PractitionerRole allowed); a person whose resource is missing keeps the display
//! text of the reference. People stand in the appointment's order, each once. With a null appointment (an
//! instant visit) the people of the arrays are taken as they come.
AgendaEntry readAgendaEntry(const Json &appointment, const Json &patients, const Json &practitioners);

} // namespace bedside
