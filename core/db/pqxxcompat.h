#pragma once

// The only place that tells versions of libpqxx apart: 6.4 of Debian 12, and 7.x.

#include <pqxx/pqxx>

#include <string>

#if defined(PQXX_VERSION_MAJOR)
#define BEDSIDE_PQXX_VERSION (PQXX_VERSION_MAJOR * 100 + PQXX_VERSION_MINOR)
#else
#define BEDSIDE_PQXX_VERSION 604
#endif

namespace bedside::db {

//! 6.4 reconnects a broken connection by itself and loses what the session had; 7.x never does.
inline void forbidReconnect([[maybe_unused]] pqxx::connection &connection)
{
#if BEDSIDE_PQXX_VERSION < 700
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
    connection.inhibit_reactivation(true);
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#endif
}

//! Runs one statement with parameters bound apart from the text. Pass only what 6.4 takes: std::string,
//! numbers, bool, std::optional of these and nullptr.
template<typename... Arguments>
pqxx::result execParams(pqxx::transaction_base &work, const std::string &sql, Arguments &&...arguments)
{
#if BEDSIDE_PQXX_VERSION >= 710
    return work.exec(sql, pqxx::params{std::forward<Arguments>(arguments)...});
#else
    return work.exec_params(sql, std::forward<Arguments>(arguments)...);
#endif
}

//! SQLSTATE of an error; 6.4 leaves it empty for some classes.
inline std::string sqlState(const pqxx::sql_error &error)
{
    return std::string(error.sqlstate());
}

} // namespace bedside::db
