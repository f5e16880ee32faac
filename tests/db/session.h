#pragma once

#include "core/db/link.h"
#include "core/db/pqxxcompat.h"

#include <nlohmann/json.hpp>

#include <QUuid>

#include <string>

namespace bedside::testing {

inline std::string text(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

inline std::string newId()
{
    return text(QUuid::createUuid());
}

//! A string of an answer; the whole answer as text when it is none, for a readable failure.
inline std::string str(const nlohmann::json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

//! One login's session for tests. Used by one thread.
class Session
{
public:
    explicit Session(const ConnectionSettings &settings)
        : m_link(settings, std::chrono::minutes(5))
    {
    }

    pqxx::connection &connection() { return m_link.connection(); }

    //! Runs statements; throws what libpqxx throws.
    pqxx::result run(const std::string &sql)
    {
        pqxx::nontransaction work(m_link.connection());
        return work.exec(sql);
    }

    //! First value; empty when null or no row.
    std::string value(const std::string &sql)
    {
        const pqxx::result rows = run(sql);
        return rows.empty() || rows[0][0].is_null() ? std::string() : rows[0][0].as<std::string>();
    }

    //! Lets the server wait, so that two sessions come apart by so much.
    void pause(int milliseconds) { run("SELECT pg_sleep(" + std::to_string(milliseconds) + " / 1000.0)"); }

    //! A function of bedside_api with an operation id of its own; an answer or {"refused": "<reason>"}.
    nlohmann::json call(const std::string &function, const nlohmann::json &arguments,
                        const std::string &operation = newId())
    {
        return ask("SELECT bedside_api." + function + "('" + operation + "', " + quoted(arguments.dump()) +
                   "::jsonb)");
    }

    //! The JSON a statement gives, or {"refused": "<first line of the error>"}.
    nlohmann::json ask(const std::string &sql)
    {
        try {
            const pqxx::result rows = run(sql);
            if (rows.empty() || rows[0][0].is_null())
                return nullptr;
            return nlohmann::json::parse(rows[0][0].as<std::string>());
        } catch (const pqxx::sql_error &error) {
            return {{"refused", firstLine(error.what())}};
        }
    }

    std::string quoted(const std::string &text)
    {
        pqxx::nontransaction work(m_link.connection());
        return work.quote(text);
    }

    static std::string firstLine(std::string message)
    {
        message = message.substr(0, message.find('\n'));
        const auto start = message.find("ERROR:");
        return start == std::string::npos ? message
                                          : message.substr(message.find_first_not_of(' ', start + 6));
    }

private:
    db::Link m_link;
};

} // namespace bedside::testing
