#pragma once

#include "core/db/link.h"
#include "core/db/privatecluster.h"

#include <nlohmann/json.hpp>

#include <QStringList>
#include <QUuid>

namespace bedside::testing {

//! A real PostgreSQL of this test process with migrated databases to spend. One cluster per process, one
//! migration per process: each database is a copy of the migrated template.
//!
//! Blocking; made in initTestCase(). Everything throws std::exception on failure, which Qt Test reports.
class PgFixture
{
public:
    explicit PgFixture(db::PrivateCluster::Durability durability = db::PrivateCluster::Durability::None);
    ~PgFixture();
    Q_DISABLE_COPY_MOVE(PgFixture)

    db::PrivateCluster &cluster() { return *m_cluster; }

    //! Makes a fresh migrated database and makes it the current one; gives its owner's settings.
    ConnectionSettings createDatabase();
    //! Makes a fresh database without any schema of ours the current one.
    ConnectionSettings createEmptyDatabase();
    //! The current database as its owner.
    ConnectionSettings owner() const;

    //! Adds to the current database, through the functions an administrator uses.
    QUuid addOrganization(const QString &name, const QString &zone = QStringLiteral("Europe/Berlin"));
    //! The settings to sign in with. Logins belong to the cluster, so the name is made unique.
    ConnectionSettings addPerson(const QString &name, const QUuid &organization, const QStringList &duties,
                                 const QString &practitioner = {});
    //! Writes a resource as the web system does.
    void addResource(const QUuid &organization, const nlohmann::json &resource);
    //! A practitioner, a patient and an appointment of today that starts in `minutes`; gives the
    //! appointment's id.
    QString addAppointment(const QUuid &organization, const QString &practitioner, const QString &patient,
                           int minutes = 5);
    //! The provider's settings of an organization, as the wizard would leave them.
    void addIntegration(const QUuid &organization,
                        const QString &apiEndpoint = QStringLiteral("http://127.0.0.1:9/v2"));

    //! First value of a statement run as the owner; null as an empty string.
    std::string value(const std::string &sql);
    //! Findings of tests/db/invariants.sql in the current database; empty when all holds.
    QStringList brokenInvariants();

private:
    void runAsOwner(const std::string &sql);

    QTemporaryDir m_directory;
    std::unique_ptr<db::PrivateCluster> m_cluster;
    QString m_database;
    int m_made = 0;
};

} // namespace bedside::testing
