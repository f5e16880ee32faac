#pragma once

#include "core/schedule/agendaentry.h"

#include <QTimeZone>
#include <QWidget>

class QFormLayout;

namespace bedside {

class TextLabel;

//! Who the patient is, so that nobody treats the wrong one.
class IdentityCard : public QWidget
{
    Q_OBJECT

public:
    explicit IdentityCard(QWidget *parent = nullptr);

    //! `start` is told in the patient's zone when that is another one than the clinic's.
    void setPatient(const PatientIdentity &patient, const QDateTime &start, const QDateTime &now,
                    const QTimeZone &clinic);
    void clear();

private:
    TextLabel *addLine();

    TextLabel *m_born;
    TextLabel *m_record;
    TextLabel *m_contact;
    TextLabel *m_language;
    TextLabel *m_zone;
};

//! "14 Mar 1986 · 40 · female" with what is known.
QString birthLine(const PatientIdentity &patient, const QDate &today);

} // namespace bedside
