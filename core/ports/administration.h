#pragma once

#include "core/base/continuation.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QStringList>
#include <QUrl>
#include <QUuid>

namespace bedside {

struct Person
{
    QString login;
    QString display;
    QStringList duties;
    QString practitionerId; //!< empty when not a practitioner
    QUuid organizationId;
    QString organizationName;
    bool disabled = false;
    friend bool operator==(const Person &, const Person &) = default;
};

//! A person to be added. `verifier` is SCRAM text made on this computer; the clear password is never sent.
struct NewPerson
{
    QString login;
    QString display;
    QStringList duties;
    QString practitionerId;
    QUuid organizationId; //!< null: the organization of whoever adds
    QString verifier;
};

struct Organization
{
    QUuid id; //!< null when adding: the database makes one
    QString name;
    QByteArray timeZone; //!< IANA
    QUrl baseUrl;        //!< root of public links
    friend bool operator==(const Organization &, const Organization &) = default;
};

//! What administrators and auditors do. GUI thread; answers arrive later on the same thread.
class Administration
{
public:
    virtual ~Administration() = default;

    virtual void addPerson(QUuid operation, NewPerson person, Continuation<Person> then) = 0;
    virtual void disablePerson(QUuid operation, QString login, Continuation<Done> then) = 0;
    virtual void people(Continuation<QList<Person>> then) = 0;

    virtual void addOrganization(QUuid operation, Organization organization,
                                 Continuation<Organization> then) = 0;
    virtual void organizations(Continuation<QList<Organization>> then) = 0;

    //! The provider's settings without the secret.
    virtual void integration(Continuation<QJsonObject> then) = 0;
    //! `settings` as shown by integration(), plus "secret" when it is to change; never logged.
    virtual void setIntegration(QUuid operation, QJsonObject settings, Continuation<Done> then) = 0;
};

} // namespace bedside
