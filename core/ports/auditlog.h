#pragma once

#include "core/base/continuation.h"

#include <QByteArray>
#include <QList>
#include <QUuid>

namespace bedside {

//! One line of an organization's hash chain as stored, ready for checking.
struct AuditLine
{
    QUuid organization;
    qint64 sequence = 0;
    QByteArray canonical; //!< the exact bytes the hash covers after `previous`
    QByteArray previous;  //!< hash of the line before, raw bytes; empty for the first
    QByteArray hash;      //!< sha256(previous || canonical), raw bytes
    friend bool operator==(const AuditLine &, const AuditLine &) = default;
};

//! Head of a chain as it was published earlier: lines up to here can no longer be rewritten unnoticed.
struct AuditHead
{
    QUuid organization;
    qint64 sequence = 0;
    QByteArray hash;
    friend bool operator==(const AuditHead &, const AuditHead &) = default;
};

//! Reads the audit chain; auditor or administrator duty. GUI thread; answers arrive later on the same thread.
class AuditLog
{
public:
    virtual ~AuditLog() = default;

    //! Lines with a sequence above `after`, in order, at most some thousand; empty at the end.
    virtual void lines(qint64 after, Continuation<QList<AuditLine>> then) = 0;
    virtual void heads(Continuation<QList<AuditHead>> then) = 0;
    //! Publishes the present heads.
    virtual void publish(Continuation<QList<AuditHead>> then) = 0;
};

} // namespace bedside
