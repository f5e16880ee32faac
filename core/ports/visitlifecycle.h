#pragma once

#include "core/base/continuation.h"
#include "core/visit/visitcommand.h"

namespace bedside {

//! The only way a visit changes. Implemented by PgVisitLifecycle on the database's functions.
//!
//! GUI thread; answers arrive later on the same thread. Every call has a client-side deadline of 8 s and ends
//! in an answer, Offline (nothing sent), or OutcomeUnknown (sent, no answer).
class VisitLifecycle
{
public:
    virtual ~VisitLifecycle() = default;

    //! Sends the step. The same operation id with the same step gives the stored answer, with other content
    //! Conflict "operation.reused".
    virtual void perform(VisitCommand command, Continuation<VisitAnswer> then) = 0;

    //! The stored answer of an operation: NotFound "operation.unknown" if it never took effect.
    virtual void resolve(QUuid operation, Continuation<VisitAnswer> then) = 0;

    //! One visit by id.
    virtual void find(QUuid visit, Continuation<Visit> then) = 0;

    //! One visit by join code, in any spelling normalizedJoinCode() accepts.
    virtual void findByCode(QString code, Continuation<Visit> then) = 0;

    //! Visits of the organization created or running in from ≤ t < to, oldest first.
    virtual void list(QDateTime from, QDateTime to, Continuation<QList<Visit>> then) = 0;
};

} // namespace bedside
