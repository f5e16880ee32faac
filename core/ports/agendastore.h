#pragma once

#include "core/base/continuation.h"
#include "core/schedule/agendaentry.h"

namespace bedside {

//! Reads the schedule. GUI thread; answers arrive later on the same thread.
class AgendaStore
{
public:
    virtual ~AgendaStore() = default;

    //! Appointments with from ≤ start < to, and instant visits created in that time, ordered by start, then id.
    //! One query. At most 2,000 rows.
    virtual void entries(QDateTime from, QDateTime to, Continuation<QList<AgendaEntry>> then) = 0;

    //! The rows of the same window that concern these visits or appointments (ids as hinted by the change
    //! feed). An id that no longer has a row in the window is simply not in the answer.
    virtual void entriesFor(QDateTime from, QDateTime to, QStringList changedIds,
                            Continuation<QList<AgendaEntry>> then) = 0;

    //! Events of one visit with time and who, oldest first.
    struct TimelineEvent {
        QDateTime at;
        QString type; //!< such as meeting_started
        QString who;  //!< display name, or "system"
        friend bool operator==(const TimelineEvent &, const TimelineEvent &) = default;
    };
    virtual void timeline(QUuid visit, Continuation<QList<TimelineEvent>> then) = 0;

    //! Patients whose name, record number or birth date match `text`, best first, at most 50.
    virtual void findPatients(QString text, Continuation<QList<PatientIdentity>> then) = 0;
};

} // namespace bedside
