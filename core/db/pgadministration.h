#pragma once

#include "core/ports/administration.h"

namespace bedside::db {

class DbExecutor;

//! People, organizations and the provider's settings on the database's functions. The executor must outlive
//! it.
class PgAdministration final : public Administration
{
public:
    explicit PgAdministration(DbExecutor &executor);

    void addPerson(QUuid operation, NewPerson person, Continuation<Person> then) override;
    void disablePerson(QUuid operation, QString login, Continuation<Done> then) override;
    void people(Continuation<QList<Person>> then) override;
    void addOrganization(QUuid operation, Organization organization,
                         Continuation<Organization> then) override;
    void organizations(Continuation<QList<Organization>> then) override;
    void integration(Continuation<QJsonObject> then) override;
    void setIntegration(QUuid operation, QJsonObject settings, Continuation<Done> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
