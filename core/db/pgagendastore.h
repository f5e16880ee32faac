#pragma once

#include "core/ports/agendastore.h"

namespace bedside::db {

class DbExecutor;

//! The schedule on bedside_api.agenda(). The executor must outlive it and have kListLimits.
class PgAgendaStore final : public AgendaStore
{
public:
    explicit PgAgendaStore(DbExecutor &executor);

    void entries(QDateTime from, QDateTime to, Continuation<QList<AgendaEntry>> then) override;
    void entriesFor(QDateTime from, QDateTime to, QStringList changedIds,
                    Continuation<QList<AgendaEntry>> then) override;
    void timeline(QUuid visit, Continuation<QList<TimelineEvent>> then) override;
    void findPatients(QString text, Continuation<QList<PatientIdentity>> then) override;

private:
    void read(QDateTime from, QDateTime to, std::optional<QStringList> ids,
              Continuation<QList<AgendaEntry>> then);

    DbExecutor &m_executor;
};

} // namespace bedside::db
