#pragma once

#include "core/ports/guestdesk.h"

#include <QList>

#include <functional>

namespace bedside {

//! Several organizations' desks as one: a code or participant that the first does not know is asked for at
//! the next, so that the answer "unknown" comes from all of them. The desks are borrowed and must outlive it.
class GuestDesks : public GuestDesk
{
public:
    explicit GuestDesks(QList<GuestDesk *> desks);

    void arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                Continuation<GuestView> then) override;
    void status(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void enter(QUuid participant, QString secret, Continuation<GuestView> then) override;
    void leave(QUuid participant, QString secret, Continuation<GuestView> then) override;

private:
    using Ask = std::function<void(GuestDesk &, Continuation<GuestView>)>;
    void askFrom(qsizetype index, const Ask &ask, const Continuation<GuestView> &then);

    QList<GuestDesk *> m_desks;
    QObject m_context;
};

} // namespace bedside
