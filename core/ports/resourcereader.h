#pragma once

#include "core/base/continuation.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QStringList>

#include <functional>

namespace bedside {

//! A stored resource exactly as the shared table holds it (not yet projected to R4). Patient data.
struct StoredResource
{
    QString type;
    QString id;
    QByteArray json; //!< UTF-8
    QDateTime lastUpdated;
};

struct ResourceQuery
{
    QStringList types; //!< empty: every type
    QDateTime since;   //!< only what changed at or after this; null: everything
};

//! What was read, and as of when.
struct ResourceSummary
{
    QDateTime transactionTime; //!< everything committed before is in, nothing after (UTC)
    qint64 count = 0;
};

//! Reads many resources in one REPEATABLE READ snapshot, ordered by type, then id.
class ResourceReader
{
public:
    virtual ~ResourceReader() = default;

    //! Takes at most 500 resources at a time, on the reader's own thread and never after `then`; returning
    //! false stops the reading, which then ends with Invalid "export.stopped".
    using Sink = std::function<bool(const QList<StoredResource> &)>;

    //! GUI thread; the answer arrives later on the same thread.
    virtual void read(ResourceQuery query, Sink sink, Continuation<ResourceSummary> then) = 0;
};

} // namespace bedside
