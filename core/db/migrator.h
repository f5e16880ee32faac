#pragma once

#include "core/base/result.h"
#include "core/settings/connectionsettings.h"

#include <QStringList>

namespace bedside::db {

//! What a migration did.
struct MigrationReport
{
    QStringList applied;            //!< names of the migrations that ran, in order; empty when up to date
    bool functionsReplaced = false; //!< the functions were not those of this version
    int version = 0;                //!< of the schema afterwards

    friend bool operator==(const MigrationReport &, const MigrationReport &) = default;
};

//! The schema version this library was built with: the number of its last migration.
int librarySchemaVersion();

//! Brings the database to this library's version: each migration in a transaction of its own, one migrator
//! at a time (the second waits up to a minute), harmless when repeated and while clients are connected.
//! The account must own the database or be a superuser, and may make roles.
//!
//! Blocking, any thread. Errors beside those of connecting: Denied "schema.not_owner" and
//! "schema.cannot_make_roles"; Conflict "schema.newer" (a later Bedside migrated it), "schema.modified" (an
//! applied migration is not the one this library holds), "schema.misfit" (a given table is not as the shared
//! contract says; the detail names table and column), "server.too_old"; Busy "schema.locked"; Bug
//! "schema.failed" with the name of the migration, which left nothing behind.
Result<MigrationReport> migrate(const ConnectionSettings &settings);

} // namespace bedside::db
