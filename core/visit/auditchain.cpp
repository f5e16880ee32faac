#include "core/visit/auditchain.h"

#include <QCryptographicHash>

#include <algorithm>

namespace bedside {

void AuditChain::expect(const QList<AuditHead> &heads)
{
    for (const auto &head : heads)
        m_heads.insert(head.sequence, head.hash);
    // A head of an empty chain says nothing but that it was empty.
    m_heads.remove(0);
}

bool AuditChain::add(const QList<AuditLine> &lines)
{
    return m_problem.isEmpty() &&
           std::all_of(lines.begin(), lines.end(), [this](const AuditLine &line) { return take(line); });
}

bool AuditChain::take(const AuditLine &line)
{
    const auto hash = QCryptographicHash::hash(m_hash + line.canonical, QCryptographicHash::Sha256);
    if (line.sequence != m_sequence + 1)
        m_problem = QStringLiteral("line missing");
    else if (line.previous != m_hash || line.hash != hash)
        m_problem = QStringLiteral("line altered");
    else if (m_heads.contains(line.sequence) && m_heads.value(line.sequence) != hash)
        m_problem = QStringLiteral("head differs");
    if (!m_problem.isEmpty())
        return false;
    m_confirmed += m_heads.contains(line.sequence) ? 1 : 0;
    m_sequence = line.sequence;
    m_hash = hash;
    return true;
}

QString AuditChain::finish() const
{
    if (m_problem.isEmpty() && m_confirmed < m_heads.size())
        return QStringLiteral("chain cut");
    return m_problem;
}

} // namespace bedside
