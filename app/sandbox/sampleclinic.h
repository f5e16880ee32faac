#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUuid>

namespace bedside::sandbox {

struct SamplePatient
{
    QString id;
    QString given;
    QString family;
    QString text; //!< the name as written, where that is not given and family by a blank
    QString gender;
    QString birthDate;
    QString language;
    QByteArray timeZone;
    QString phone;
    QString email;
    QString recordNumber;

    QString displayName() const { return text.isEmpty() ? given + u' ' + family : text; }
};

//! Somebody who can sign in.
struct SamplePerson
{
    QString login;
    QString display;
    QString kind; //!< practitioner, front-desk, administrator or gateway
    QStringList duties;
    QString practitionerId; //!< empty for staff
    QString prefix;         //!< practitioners only, as the rest
    QString given;
    QString family;
    QString gender;
    bool busy = false; //!< a full day, every day
};

struct SampleOrganization
{
    QUuid id;
    QString name;
    QByteArray timeZone;
    QString city;
    QString country;
    QList<SamplePerson> people;
    QList<SamplePatient> patients;

    QList<SamplePerson> practitioners() const;
    //! The first with this kind.
    SamplePerson person(const QString &kind) const;
};

//! The people of the sample clinic: the same in every sandbox.
struct SampleClinic
{
    QList<SampleOrganization> organizations;
    QStringList reasons; //!< why people come

    //! From resources/samples/clinic.json. Bug "sample.malformed" when it is not as it should be.
    static Result<SampleClinic> fromJson(const QByteArray &json);
    //! The one built into the program.
    static Result<SampleClinic> builtIn();
};

} // namespace bedside::sandbox
