#pragma once

#include "core/ports/auditlog.h"

#include <QHash>

namespace bedside {

//! Checks the hash chain of one organization from its rows alone: each hash covers the one before it, no line
//! is missing, and every published head is on the chain. A value; any thread.
class AuditChain
{
public:
    //! Heads published earlier, for the chain to agree with. Before the first line.
    void expect(const QList<AuditHead> &heads);
    //! The next lines in order; false at the first one that does not fit, after which nothing is taken.
    bool add(const QList<AuditLine> &lines);
    //! What is wrong, empty when nothing: "line missing", "line altered", "chain cut", "head differs".
    QString finish() const;

    //! Of the last good line.
    qint64 sequence() const { return m_sequence; }
    //! Published heads that agreed so far.
    int confirmedHeads() const { return m_confirmed; }

private:
    bool take(const AuditLine &line);

    QHash<qint64, QByteArray> m_heads;
    QByteArray m_hash; //!< empty before the first line
    qint64 m_sequence = 0;
    int m_confirmed = 0;
    QString m_problem;
};

} // namespace bedside
