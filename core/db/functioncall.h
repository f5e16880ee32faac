#pragma once

#include "core/db/link.h"

#include <QDateTime>
#include <QStringList>
#include <QUuid>

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace bedside::db {

using Json = nlohmann::json;

inline std::string idText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}
inline std::optional<std::string> timeText(const QDateTime &time)
{
    return time.isValid() ? std::optional(time.toUTC().toString(Qt::ISODateWithMs).toStdString())
                          : std::nullopt;
}
QDateTime timeFromText(const std::string &text);

//! A text[] as PostgreSQL reads it, because libpqxx 6.4 binds no arrays.
std::string arrayText(const QStringList &texts);

//! A field's JSON; null for SQL null.
Json jsonOf(const pqxx::field &field);
//! A text of an object; empty when absent.
QString textOf(const Json &object, const char *name);
QStringList textsOf(const Json &object, const char *name);

//! Runs one statement in a transaction of its own.
template<typename... Arguments>
pqxx::result query(Link &link, const std::string &statement, Arguments &&...arguments)
{
    pqxx::nontransaction work(link.connection());
    return execParams(work, statement, std::forward<Arguments>(arguments)...);
}

//! The JSON of the one field that the statement answers.
template<typename... Arguments>
Json queryJson(Link &link, const std::string &statement, Arguments &&...arguments)
{
    const auto rows = query(link, statement, std::forward<Arguments>(arguments)...);
    return rows.empty() ? Json() : jsonOf(rows[0][0]);
}

//! The JSON of the first field of each row.
template<typename... Arguments>
std::vector<Json> queryJsonRows(Link &link, const std::string &statement, Arguments &&...arguments)
{
    std::vector<Json> list;
    for (const auto &row : query(link, statement, std::forward<Arguments>(arguments)...))
        list.push_back(jsonOf(row[0]));
    return list;
}

//! Calls a writing function of bedside_api: (p_op uuid, p_args jsonb) → jsonb.
Json callOperation(Link &link, const char *function, const QUuid &operation, const Json &arguments);

} // namespace bedside::db
