#include "ui/models/agendaproxy.h"

#include "core/visit/visit.h"
#include "ui/models/agendamodel.h"

namespace bedside {

namespace {

constexpr int kLongPastMinutes = 30;

bool isShown(RowState state, AgendaFilter::Show show)
{
    switch (show) {
    case AgendaFilter::Show::All:
        return true;
    case AgendaFilter::Show::Open:
        return isOpen(state);
    case AgendaFilter::Show::Waiting:
        return state == RowState::Waiting;
    case AgendaFilter::Show::InVisit:
        return state == RowState::InVisit;
    case AgendaFilter::Show::Done:
        return !isOpen(state);
    }
    Q_UNREACHABLE();
}

bool hasText(const AgendaRow &row, const QString &text)
{
    if (text.isEmpty())
        return true;
    for (const QString &field : {row.name, row.reason, row.practitioner})
        if (field.contains(text, Qt::CaseInsensitive))
            return true;
    QString code = row.code;
    QString wanted = text;
    return code.remove(u' ').contains(wanted.remove(u' ').remove(u'-'), Qt::CaseInsensitive);
}

} // namespace

void AgendaProxy::setFilter(const AgendaFilter &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

int AgendaProxy::nextRow(const QDateTime &now, const QString &practitionerId) const
{
    int next = -1;
    int longestWaiting = -1;
    QDateTime since;
    for (int i = 0; i < rowCount(); ++i) {
        const auto row = index(i, 0).data(AgendaModel::RowRole).value<AgendaRow>();
        if (!practitionerId.isEmpty() && !row.practitionerIds.contains(practitionerId))
            continue;
        if (row.state == RowState::Waiting && (since.isNull() || row.clockSince < since)) {
            longestWaiting = i;
            since = row.clockSince;
        }
        const bool isCandidate = row.state == RowState::Booked || row.state == RowState::Late;
        if (next < 0 && isCandidate && row.start.addSecs(kLongPastMinutes * 60) > now)
            next = i;
    }
    return longestWaiting >= 0 ? longestWaiting : next;
}

bool AgendaProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    const auto row =
        sourceModel()->index(sourceRow, 0, sourceParent).data(AgendaModel::RowRole).value<AgendaRow>();
    if (!m_filter.practitionerId.isEmpty() && !row.practitionerIds.contains(m_filter.practitionerId))
        return false;
    return isShown(row.state, m_filter.show) && hasText(row, m_filter.text);
}

} // namespace bedside
