#pragma once

#include "core/visit/visit.h"

#include <QDate>
#include <QStringList>

namespace bedside {

//! Appointment.status as stored: R4's words plus the web system's "in-progress"; Unknown for any other.
enum class AppointmentStatus {
    Proposed, Pending, Booked, Arrived, CheckedIn, InProgress, Fulfilled, Cancelled, NoShow,
    EnteredInError, Waitlist, Unknown,
};

//! What the identity card shows. Patient data: never logged.
struct PatientIdentity {
    QString id;
    QString name;      //!< as the organization writes it, any script
    QDate birthDate;   //!< null when unknown or partial
    QString gender;    //!< FHIR administrative-gender code or empty
    QString recordNumber;
    QString phone;
    QString email;
    QString language;  //!< BCP 47, may be empty
    QByteArray timeZone; //!< IANA, may be empty

    friend bool operator==(const PatientIdentity &, const PatientIdentity &) = default;
};

struct PractitionerIdentity {
    QString id;
    QString name;

    friend bool operator==(const PractitionerIdentity &, const PractitionerIdentity &) = default;
};

//! One row of the day: an appointment with its people and, if there is one, its visit. Times are UTC.
struct AgendaEntry {
    QString appointmentId; //!< empty for an instant visit without an appointment
    AppointmentStatus status = AppointmentStatus::Unknown;
    QDateTime start;
    QDateTime end;
    QString reason; //!< reason or description; empty for accounts that may not see it
    QList<PatientIdentity> patients;          //!< by reference type, any order, may be empty
    QList<PractitionerIdentity> practitioners; //!< may be empty
    std::optional<Visit> visit;               //!< the latest visit of the appointment

    friend bool operator==(const AgendaEntry &, const AgendaEntry &) = default;
};

//! Who signed in, as the database derives it from the login.
struct Account {
    QString login;
    QString displayName;
    QUuid organizationId;
    QString organizationName;
    QByteArray organizationTimeZone; //!< IANA
    QStringList duties;              //!< practitioner, front-desk, administrator, gateway, auditor
    QString practitionerId;          //!< empty when not a practitioner

    bool hasDuty(QStringView duty) const { return duties.contains(duty.toString()); }
    friend bool operator==(const Account &, const Account &) = default;
};

} // namespace bedside
