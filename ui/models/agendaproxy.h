#pragma once

#include "ui/models/agendarow.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace bedside {

//! What of the day is shown.
struct AgendaFilter
{
    enum class Show { All, Open, Waiting, InVisit, Done };

    QString practitionerId; //!< empty: everybody
    Show show = Show::All;
    QString text; //!< in name, reason, practitioner or code, any case

    friend bool operator==(const AgendaFilter &, const AgendaFilter &) = default;
};

//! Filters the agenda; keeps the order of the rows.
class AgendaProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setFilter(const AgendaFilter &filter);
    const AgendaFilter &filter() const { return m_filter; }

    //! The row to take next: who waits longest, else the first open appointment that is not long past; −1
    //! when there is none. Only rows of `practitionerId` when it is not empty.
    int nextRow(const QDateTime &now, const QString &practitionerId) const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    AgendaFilter m_filter;
};

} // namespace bedside
