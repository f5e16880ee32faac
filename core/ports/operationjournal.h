#pragma once

#include "core/base/result.h"
#include "core/visit/visitcommand.h"

#include <QDateTime>
#include <QList>

namespace bedside {

//! A begun and not settled operation.
struct OpenOperation
{
    VisitCommand command;
    QDateTime begunAt; //!< this computer's clock, UTC
};

//! Operations that may be on their way: written and synced to disk before they are sent, so that a crash
//! cannot lose them. Small synchronous writes (a few ms) on the caller's thread; one process per file.
class OperationJournal
{
public:
    virtual ~OperationJournal() = default;

    //! Durable when it returns. Must come before the step is sent.
    virtual Result<Done> begin(const VisitCommand &command) = 0;
    //! The outcome is known (done or refused); the entry is no longer open.
    virtual Result<Done> settle(QUuid operation) = 0;
    //! Begun and not settled, oldest first.
    virtual Result<QList<OpenOperation>> open() const = 0;
};

} // namespace bedside
