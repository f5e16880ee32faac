#pragma once

#include "core/ports/roomlauncher.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace bedside {

//! The top of the visit window: who the patient is, and how long the visit runs.
class RoomHeader : public QWidget
{
    Q_OBJECT

public:
    explicit RoomHeader(QWidget *parent = nullptr);

    void setPatient(const std::optional<PatientIdentity> &patient);
    //! Start of the visit in UTC; null while it has not started.
    void setStarted(const QDateTime &started);

private:
    void showTime();

    QLabel *m_name;
    QLabel *m_details;
    QLabel *m_clock;
    QDateTime m_started;
    QTimer m_tick;
};

//! First letters of up to two words of a name, for places where others look on ("L. W.").
QString nameInitials(const QString &name);

} // namespace bedside
