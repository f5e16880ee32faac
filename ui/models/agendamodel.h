#pragma once

#include "ui/models/agendarow.h"

#include <QAbstractListModel>

namespace bedside {

class AgendaService;

//! The rows of an AgendaService. Rows change in place, so that selection and scroll position stay; only rows
//! that come in another order reset the model.
class AgendaModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole + 1, //!< QString
        RowRole,                    //!< AgendaRow
        StateRole,                  //!< int of RowState
        StartRole,                  //!< QDateTime, UTC
        PractitionerIdsRole,        //!< QStringList
    };

    //! `service` must outlive the model.
    AgendaModel(AgendaService &service, RowContext context, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    //! Moves the clocks on; only rows whose text changes are told.
    void setNow(const QDateTime &now);
    //! The visit in this computer's room window; null when none.
    void setShownVisit(const QUuid &visit);

    const RowContext &context() const { return m_context; }
    const AgendaRow &row(int row) const { return m_rows.at(row); }
    //! Row of a key, −1 when there is none.
    int rowOfKey(const QString &key) const;
    bool hasRunningClock() const;

private:
    void takeAll();
    void insert(qsizetype row);
    void change(qsizetype row);
    void remove(qsizetype row);
    bool merge(const QList<AgendaRow> &fresh);
    void put(qsizetype row, const AgendaRow &fresh);
    void refresh();

    AgendaService &m_service;
    RowContext m_context;
    QList<AgendaRow> m_rows;
};

//! One row as a screen reader says it.
QString spokenRow(const AgendaRow &row);

} // namespace bedside
