#pragma once

#include "core/visit/visit.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace bedside {

//! Who waits, with Admit and Deny, and who is in the room.
class PeoplePanel : public QWidget
{
    Q_OBJECT

public:
    explicit PeoplePanel(QWidget *parent = nullptr);

    //! Nothing is rebuilt when nobody changed, so that the focus is not lost under the user's hands.
    void setPeople(const QList<Participant> &people);
    //! Without the desktop nobody can be let in.
    void setCanDecide(bool can);

signals:
    void admitRequested(const QUuid &participant);
    void denyRequested(const QUuid &participant);

private:
    void admitLongestWaiting();
    QWidget *makeRow(const Participant &person);

    QLabel *m_waitingTitle;
    QVBoxLayout *m_waiting;
    QLabel *m_insideTitle;
    QVBoxLayout *m_inside;
    QLabel *m_nobody;
    QList<Participant> m_people;
    bool m_canDecide = true;
};

} // namespace bedside
