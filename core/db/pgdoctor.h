#pragma once

#include "core/base/continuation.h"
#include "core/settings/connectionsettings.h"

#include <QList>
#include <QString>

namespace bedside::db {

class DbExecutor;

//! One thing looked at. The words are stable for scripts; the detail is for people, in English.
struct Finding
{
    enum class Grade { Good, Warning, Bad };
    QString check; //!< such as "clock"
    Grade grade = Grade::Good;
    QString detail;
};

//! Looks at a database as a client sees it: server version, encryption, schema, account, clock, worker.
class PgDoctor
{
public:
    //! The executor must outlive it.
    PgDoctor(DbExecutor &executor, ConnectionSettings settings);

    //! GUI thread; the answer arrives later on the same thread. Fails only when there is no connection.
    void examine(Continuation<QList<Finding>> then);

private:
    DbExecutor &m_executor;
    ConnectionSettings m_settings;
};

} // namespace bedside::db
