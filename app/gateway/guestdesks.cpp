#include "app/gateway/guestdesks.h"

namespace bedside {

GuestDesks::GuestDesks(QList<GuestDesk *> desks)
    : m_desks(std::move(desks))
{
}

void GuestDesks::arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                        Continuation<GuestView> then)
{
    askFrom(
        0,
        [operation, code, name, kind](GuestDesk &desk, const Continuation<GuestView> &answer) {
            desk.arrive(operation, code, name, kind, answer);
        },
        then);
}

void GuestDesks::status(QUuid participant, QString secret, Continuation<GuestView> then)
{
    askFrom(
        0,
        [participant, secret](GuestDesk &desk, const Continuation<GuestView> &answer) {
            desk.status(participant, secret, answer);
        },
        then);
}

void GuestDesks::enter(QUuid participant, QString secret, Continuation<GuestView> then)
{
    askFrom(
        0,
        [participant, secret](GuestDesk &desk, const Continuation<GuestView> &answer) {
            desk.enter(participant, secret, answer);
        },
        then);
}

void GuestDesks::leave(QUuid participant, QString secret, Continuation<GuestView> then)
{
    askFrom(
        0,
        [participant, secret](GuestDesk &desk, const Continuation<GuestView> &answer) {
            desk.leave(participant, secret, answer);
        },
        then);
}

void GuestDesks::askFrom(qsizetype index, const Ask &ask, const Continuation<GuestView> &then)
{
    if (index >= m_desks.size()) {
        then(Error{ErrorCode::NotFound, QStringLiteral("code.unknown"), {}});
        return;
    }
    ask(*m_desks.at(index),
        Continuation<GuestView>(&m_context, [this, index, ask, then](const Result<GuestView> &view) {
            const bool elsewhere =
                !view && view.error().code == ErrorCode::NotFound && index + 1 < m_desks.size();
            if (elsewhere)
                askFrom(index + 1, ask, then);
            else
                then(view);
        }));
}

} // namespace bedside
