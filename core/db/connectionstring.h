#pragma once

#include "core/base/result.h"
#include "core/settings/connectionsettings.h"

#include <QHash>

#include <chrono>
#include <string>

namespace bedside::db {

//! Settings from what a person gave: `dsn` (libpq's keyword or URI form; may be empty), then the environment
//! and then the file of DB_HOST DB_PORT DB_NAME DB_USER DB_PASSWORD, then the defaults.
//! Invalid "dsn.malformed" without repeating the text, which may hold a password.
Result<ConnectionSettings> connectionSettings(const QString &dsn, const QHash<QString, QString> &environment,
                                              const QHash<QString, QString> &file);

//! The same from this process' environment and the file .env in the working directory.
Result<ConnectionSettings> connectionSettings(const QString &dsn);

//! libpq's connection string with every parameter named, so that nothing comes from elsewhere. Holds the
//! password: never logged.
std::string connectionString(const ConnectionSettings &settings, std::chrono::milliseconds statementLimit);

//! SCRAM-SHA-256 verifier of a password, made on this computer; Invalid "password.refused" when libpq does
//! not take it (an empty one).
Result<QString> scramVerifier(const QString &login, const QString &password);

} // namespace bedside::db
