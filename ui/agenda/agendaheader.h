#pragma once

#include "ui/models/agendaproxy.h"

#include <QDate>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QSettings;

namespace bedside {

class AppActions;
class TextLabel;

//! Top of the agenda: which day, and what of it is shown. Remembers the filters, not the search text.
class AgendaHeader : public QWidget
{
    Q_OBJECT

public:
    //! `settings` and `actions` must outlive the header. Filters are kept per `login`.
    AgendaHeader(QSettings &settings, const QString &login, AppActions &actions, QWidget *parent = nullptr);

    void setDate(const QDate &date, const QDate &today);
    //! Everybody who has rows on the day; the choice stays.
    void setPractitioners(const QList<PractitionerIdentity> &practitioners);
    AgendaFilter filter() const;
    void clearFilter();
    void focusSearch();

signals:
    void filterChanged();

private:
    QWidget *createNavigation(AppActions &actions);
    QWidget *createFilters();
    void remember();

    QSettings &m_settings;
    QString m_login;
    QString m_practitionerId;
    TextLabel *m_title;
    QComboBox *m_practitioner;
    QComboBox *m_show;
    QLineEdit *m_search;
};

} // namespace bedside
