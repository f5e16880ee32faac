#pragma once

#include "core/base/result.h"
#include "core/settings/connectionsettings.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QList>
#include <QUuid>

namespace bedside::db {

//! A resource as the shared table holds it; its id and type stand in the document.
struct StoredResource
{
    QUuid organization;
    nlohmann::json document;
    QDateTime createdAt;
    QDateTime updatedAt;
};

//! A visit that took place (or takes place): meeting, sessions and events follow from it. Its Encounter is
//! one of the resources and has the id "enc-<visit id>".
struct StoredVisit
{
    QUuid id;
    QUuid organization;
    QString appointmentId;
    QString patientId;
    QString patientName;
    QString practitionerId; //!< of a person of the organization
    QString code;
    QString publicLink;
    QDateTime createdAt;
    QDateTime startedAt;
    QDateTime endedAt; //!< null: still going on, and its room is asked for
    QDateTime expiresAt;
};

struct StoredHistory
{
    QList<StoredResource> resources;
    QList<StoredVisit> visits;
};

//! Makes an empty database of this name if there is none. `server` signs in to another database as somebody
//! who may. Blocking.
Result<Done> ensureDatabase(const ConnectionSettings &server, const QString &name);

//! Writes what is not there yet and leaves alone what is, in one transaction that sends no hints; gives the
//! number of resources that were new. For sample data: the account must be a superuser. Blocking.
Result<int> loadHistory(const ConnectionSettings &owner, const StoredHistory &history);

} // namespace bedside::db
