#pragma once

#include "core/schedule/agendaentry.h"

#include <QDialog>
#include <QTimer>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace bedside {

class AgendaStore;
class TextLabel;

//! Picks a patient for a visit at once, or nobody.
class InstantVisitDialog : public QDialog
{
    Q_OBJECT

public:
    //! `store` must outlive the dialog.
    explicit InstantVisitDialog(AgendaStore &store, QWidget *parent = nullptr);

signals:
    //! The person decided; no patient when nobody was picked.
    void chosen(const std::optional<bedside::PatientIdentity> &patient);

private:
    void search();
    void showPatients(const QList<PatientIdentity> &patients);
    void choose();
    void updateButton();

    AgendaStore &m_store;
    QTimer m_delay;
    quint64 m_number = 0;
    QList<PatientIdentity> m_patients;
    QLineEdit *m_search;
    QListWidget *m_list;
    TextLabel *m_note;
    QPushButton *m_start;
};

} // namespace bedside
