#include "ui/models/agendamodel.h"

#include "core/schedule/agendaservice.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

AgendaModel::AgendaModel(AgendaService &service, RowContext context, QObject *parent)
    : QAbstractListModel(parent)
    , m_service(service)
    , m_context(std::move(context))
{
    connect(&service, &AgendaService::entriesReset, this, &AgendaModel::takeAll);
    connect(&service, &AgendaService::entryInserted, this, &AgendaModel::insert);
    connect(&service, &AgendaService::entryChanged, this, &AgendaModel::change);
    connect(&service, &AgendaService::entryRemoved, this, &AgendaModel::remove);
    takeAll();
}

int AgendaModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant AgendaModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AgendaRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.name;
    case Qt::AccessibleTextRole:
        return spokenRow(row);
    case KeyRole:
        return row.key;
    case RowRole:
        return QVariant::fromValue(row);
    case StateRole:
        return static_cast<int>(row.state);
    case StartRole:
        return row.start;
    case PractitionerIdsRole:
        return row.practitionerIds;
    default:
        return {};
    }
}

void AgendaModel::setNow(const QDateTime &now)
{
    m_context.now = now;
    refresh();
}

void AgendaModel::setShownVisit(const QUuid &visit)
{
    m_context.shownVisit = visit;
    refresh();
}

int AgendaModel::rowOfKey(const QString &key) const
{
    const auto found =
        std::find_if(m_rows.cbegin(), m_rows.cend(), [&key](const AgendaRow &row) { return row.key == key; });
    return found == m_rows.cend() ? -1 : static_cast<int>(found - m_rows.cbegin());
}

bool AgendaModel::hasRunningClock() const
{
    return std::any_of(m_rows.cbegin(), m_rows.cend(),
                       [](const AgendaRow &row) { return row.clockSince.isValid(); });
}

void AgendaModel::takeAll()
{
    QList<AgendaRow> fresh;
    fresh.reserve(m_service.entries().size());
    for (const AgendaEntry &entry : m_service.entries())
        fresh.append(agendaRow(entry, m_context));
    if (merge(fresh))
        return;
    beginResetModel();
    m_rows = fresh;
    endResetModel();
}

void AgendaModel::insert(qsizetype row)
{
    const int at = static_cast<int>(row);
    beginInsertRows({}, at, at);
    m_rows.insert(row, agendaRow(m_service.entries().at(row), m_context));
    endInsertRows();
}

void AgendaModel::change(qsizetype row)
{
    put(row, agendaRow(m_service.entries().at(row), m_context));
}

void AgendaModel::remove(qsizetype row)
{
    const int at = static_cast<int>(row);
    beginRemoveRows({}, at, at);
    m_rows.removeAt(row);
    endRemoveRows();
}

//! Reaches `fresh` by removing and inserting; false, with nothing done, when rows would have to change
//! places.
bool AgendaModel::merge(const QList<AgendaRow> &fresh)
{
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < fresh.size(); ++i)
        places.insert(fresh.at(i).key, i);
    qsizetype last = -1;
    bool overlaps = false;
    for (const AgendaRow &row : std::as_const(m_rows)) {
        const qsizetype place = places.value(row.key, -1);
        if (place < 0)
            continue;
        if (place < last)
            return false;
        last = place;
        overlaps = true;
    }
    if (!overlaps)
        return false;
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i)
        if (!places.contains(m_rows.at(i).key))
            remove(i);
    for (qsizetype i = 0; i < fresh.size(); ++i) {
        if (i < m_rows.size() && m_rows.at(i).key == fresh.at(i).key)
            put(i, fresh.at(i));
        else
            insert(i);
    }
    return true;
}

void AgendaModel::put(qsizetype row, const AgendaRow &fresh)
{
    if (m_rows.at(row) == fresh)
        return;
    m_rows[row] = fresh;
    const QModelIndex changed = index(static_cast<int>(row));
    emit dataChanged(changed, changed);
}

void AgendaModel::refresh()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        put(i, agendaRow(m_service.entries().at(i), m_context));
}

QString spokenRow(const AgendaRow &row)
{
    QStringList parts{row.time,
                      row.age.isEmpty() ? row.name : row.name + u", "_s + row.age,
                      row.reason,
                      row.practitioner,
                      row.clock.isEmpty() ? row.stateWord : row.stateWord + u' ' + row.clock,
                      row.code,
                      row.actionWord};
    parts.removeAll(QString());
    return parts.join(u"; "_s);
}

} // namespace bedside
