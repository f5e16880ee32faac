#pragma once

#include "core/ports/agendastore.h"

#include <QObject>

namespace bedside {

//! Finds the visits this person left open (crash, power cut), for "Rejoin / End" at start. GUI thread.
class SessionResume : public QObject
{
    Q_OBJECT

public:
    explicit SessionResume(AgendaStore &store, QObject *parent = nullptr);

    //! Looks at one day before and after now. Ends in found(), which is empty when nothing is open, or
    //! failed().
    void look();

signals:
    //! Active visits in which the signed-in person is recorded as being in the room, latest start first.
    void found(const QList<bedside::Visit> &visits);
    void failed(const bedside::Error &error);

private:
    void report(const QList<AgendaEntry> &entries);

    AgendaStore &m_store;
};

} // namespace bedside
