#include "core/schedule/agendaservice.h"

#include <algorithm>
#include <tuple>

namespace bedside {

namespace {

constexpr int kRetryMs = 5'000;

QString visitText(const AgendaEntry &entry)
{
    return entry.visit ? entry.visit->id.toString(QUuid::WithoutBraces) : QString();
}

bool comesBefore(const AgendaEntry &a, const AgendaEntry &b)
{
    return std::make_tuple(a.start, agendaKey(a)) < std::make_tuple(b.start, agendaKey(b));
}

} // namespace

QString agendaKey(const AgendaEntry &entry)
{
    return entry.appointmentId.isEmpty() ? visitText(entry) : entry.appointmentId;
}

AgendaService::AgendaService(AgendaStore &store, ChangeFeed &feed, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_feed(feed)
{
    connect(&feed, &ChangeFeed::resynced, this, &AgendaService::reload);
    connect(&feed, &ChangeFeed::changed, this, &AgendaService::readChanged);
    m_retry.setSingleShot(true);
    m_retry.setInterval(kRetryMs);
    connect(&m_retry, &QTimer::timeout, this, &AgendaService::reload);
}

void AgendaService::setWindow(const QDateTime &from, const QDateTime &to)
{
    if (from == m_from && to == m_to)
        return;
    m_from = from;
    m_to = to;
    m_readAt = {};
    m_entries.clear();
    emit entriesReset();
    reload();
}

void AgendaService::reload()
{
    if (!m_from.isValid())
        return;
    m_retry.stop();
    m_hintedMeanwhile.clear();
    const auto number = ++m_number;
    setLoading(true);
    m_store.entries(m_from, m_to, {this, [this, number](Result<QList<AgendaEntry>> answer) {
                                       receiveAll(number, answer);
                                   }});
}

void AgendaService::receiveAll(quint64 number, const Result<QList<AgendaEntry>> &answer)
{
    if (number != m_number)
        return;
    if (!answer) {
        setLoading(false);
        m_retry.start();
        emit failed(answer.error());
        return;
    }
    const bool first = m_readAt.isNull();
    m_readAt = QDateTime::currentDateTimeUtc();
    if (first) {
        m_entries = *answer;
        std::stable_sort(m_entries.begin(), m_entries.end(), comesBefore);
        emit entriesReset();
    } else {
        QStringList present;
        for (const auto &entry : std::as_const(m_entries))
            present.append(agendaKey(entry));
        merge(present, *answer);
    }
    setLoading(false);
    if (const auto ids = std::exchange(m_hintedMeanwhile, {}); !ids.isEmpty())
        readChanged(ids);
}

void AgendaService::readChanged(const QStringList &ids)
{
    if (!m_from.isValid())
        return;
    // A reading under way may have looked before the change.
    if (m_loading) {
        m_hintedMeanwhile += ids;
        return;
    }
    m_store.entriesFor(m_from, m_to, ids,
                       {this, [this, ids, number = m_number](Result<QList<AgendaEntry>> answer) {
                            receiveChanged(number, ids, answer);
                        }});
}

void AgendaService::receiveChanged(quint64 number, const QStringList &ids,
                                   const Result<QList<AgendaEntry>> &answer)
{
    if (number != m_number)
        return;
    if (!answer) {
        m_retry.start();
        emit failed(answer.error());
        return;
    }
    m_readAt = QDateTime::currentDateTimeUtc();
    merge(ids, *answer);
}

void AgendaService::merge(const QStringList &ids, const QList<AgendaEntry> &fresh)
{
    const QSet<QString> concerned(ids.begin(), ids.end());
    QSet<QString> kept;
    for (const auto &entry : fresh)
        kept.insert(agendaKey(entry));
    for (auto row = m_entries.size() - 1; row >= 0; --row) {
        const auto key = agendaKey(m_entries.at(row));
        const bool hinted = concerned.contains(key) || concerned.contains(visitText(m_entries.at(row)));
        if (hinted && !kept.contains(key)) {
            m_entries.removeAt(row);
            emit entryRemoved(row);
        }
    }
    for (const auto &entry : fresh)
        put(entry);
}

void AgendaService::put(const AgendaEntry &entry)
{
    const auto key = agendaKey(entry);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&key](const AgendaEntry &other) { return agendaKey(other) == key; });
    if (found != m_entries.end()) {
        const auto row = found - m_entries.begin();
        if (*found == entry)
            return;
        if (found->start == entry.start) {
            *found = entry;
            emit entryChanged(row);
            return;
        }
        m_entries.removeAt(row);
        emit entryRemoved(row);
    }
    const auto place = std::lower_bound(m_entries.begin(), m_entries.end(), entry, comesBefore);
    const auto row = place - m_entries.begin();
    m_entries.insert(row, entry);
    emit entryInserted(row);
}

void AgendaService::applyVisit(const Visit &visit)
{
    auto row = indexOfVisit(visit.id);
    if (row < 0 && !visit.appointmentId.isEmpty())
        row = indexOfAppointment(visit.appointmentId);
    if (row < 0)
        return;
    auto entry = m_entries.at(row);
    entry.visit = visit;
    put(entry);
}

QDateTime AgendaService::current() const
{
    const bool followed = m_feed.state() == ChangeFeed::State::Live && !m_loading && !m_retry.isActive();
    return followed && m_readAt.isValid() ? std::max(m_readAt, m_feed.lastAlive()) : m_readAt;
}

qsizetype AgendaService::indexOfAppointment(const QString &appointmentId) const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&appointmentId](const AgendaEntry &entry) {
            return !appointmentId.isEmpty() && entry.appointmentId == appointmentId;
        });
    return found == m_entries.end() ? -1 : found - m_entries.begin();
}

qsizetype AgendaService::indexOfVisit(const QUuid &visit) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&visit](const AgendaEntry &entry) {
        return entry.visit && entry.visit->id == visit;
    });
    return found == m_entries.end() ? -1 : found - m_entries.begin();
}

void AgendaService::setLoading(bool loading)
{
    if (std::exchange(m_loading, loading) != loading)
        emit loadingChanged(loading);
}

} // namespace bedside
