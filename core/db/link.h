#pragma once

#include "core/db/pqxxcompat.h"
#include "core/settings/connectionsettings.h"

#include <QString>

#include <chrono>
#include <memory>
#include <mutex>

namespace bedside::db {

//! One session with the server, never revived: when it breaks it is thrown away. Used by one thread; only
//! breakOff() may be called from another one.
class Link
{
public:
    //! Connects; waits up to libpq's connect_timeout per host. Throws what libpqxx throws.
    Link(const ConnectionSettings &settings, std::chrono::milliseconds statementLimit);
    ~Link();
    Q_DISABLE_COPY_MOVE(Link)

    pqxx::connection &connection() { return *m_connection; }

    //! True when the server has ended this session meanwhile, as far as can be told without sending.
    bool isGone();

    //! Cuts the line, so that a thread waiting on it gets an error now. Any thread. A stopped server process
    //! is not bothered: neither keepalives nor statement limits would end the wait for it (ADR 0002).
    void breakOff();

private:
    std::unique_ptr<pqxx::connection> m_connection;
    int m_socket = -1; //!< on Unix a duplicate, so that the number cannot become somebody else's
    std::mutex m_guard;
};

} // namespace bedside::db
