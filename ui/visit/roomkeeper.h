#pragma once

#include "core/visit/visitservice.h"
#include "ui/session.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace bedside {

//! Keeps the room window and the visit in step: what is asked there is done here, what changes here is shown
//! there.
class RoomKeeper : public QObject
{
    Q_OBJECT

public:
    //! `session` must outlive the keeper.
    explicit RoomKeeper(const Session &session, QObject *parent = nullptr);

signals:
    void failed(const bedside::Error &error);
    //! The room died and could not be brought back.
    void roomLost(const QUuid &visit);

private:
    void tellLost();
    void leave(const QUuid &visit);
    void end(const QUuid &visit);
    void show(const Visit &visit);
    void showRow(qsizetype row);
    void finish(const QUuid &request, const VisitAnswer &answer);
    void fail(const QUuid &request, const Error &error);

    const Session &m_session;
    QSet<QUuid> m_endings;  //!< requests after which the window closes
    QSet<QUuid> m_renewals; //!< requests that bring a token
    QSet<QUuid> m_others;
    QTimer m_crashed; //!< runs while a crash may still turn out to be the visit's end
};

} // namespace bedside
