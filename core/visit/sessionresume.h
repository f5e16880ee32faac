#pragma once

#include "core/ports/visitlifecycle.h"

#include <QObject>

namespace bedside {

//! Finds the visits this person left open (crash, power cut), for "Rejoin / End" at start. GUI thread.
class SessionResume : public QObject
{
    Q_OBJECT

public:
    explicit SessionResume(VisitLifecycle &lifecycle, QObject *parent = nullptr);

    //! Looks back one day. Ends in found(), which is empty when nothing is open, or failed().
    void look();

signals:
    //! Active visits in which the signed-in person is recorded as being in the room, latest start first.
    void found(const QList<bedside::Visit> &visits);
    void failed(const bedside::Error &error);

private:
    VisitLifecycle &m_lifecycle;
};

} // namespace bedside
