#pragma once

#include "core/ports/agendastore.h"

#include <QTimeZone>
#include <QWidget>

class QGridLayout;

namespace bedside {

//! What happened in a visit, when and by whom.
class TimelineList : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineList(QWidget *parent = nullptr);

    void setEvents(const QList<AgendaStore::TimelineEvent> &events, const QTimeZone &zone);

private:
    QGridLayout *m_layout;
    QList<AgendaStore::TimelineEvent> m_events;
};

//! The stored event type in words; the type itself with spaces when it is none that Bedside knows.
QString eventWords(const QString &type);

} // namespace bedside
