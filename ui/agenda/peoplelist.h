#pragma once

#include "core/visit/visit.h"

#include <QWidget>

class QVBoxLayout;

namespace bedside {

//! Who waits for a visit and who is in it; lets people in or turns them away.
class PeopleList : public QWidget
{
    Q_OBJECT

public:
    explicit PeopleList(QWidget *parent = nullptr);

    //! `mayAdmit`: the account may let people in.
    void setPeople(const QList<Participant> &people, bool mayAdmit, const QDateTime &now);

signals:
    void admitRequested(const QUuid &participant);
    void denyRequested(const QUuid &participant);

private:
    void admitLongestWaiting();
    QWidget *createPerson(const Participant &person, bool mayAdmit, const QDateTime &now);

    QVBoxLayout *m_layout;
    QList<Participant> m_people;
    bool m_mayAdmit = false;
    qint64 m_minute = 0;
};

QString kindWord(ParticipantKind kind);
QString participantStateWord(ParticipantState state);

} // namespace bedside
