#include "core/visit/waitingorder.h"

namespace bedside {

std::optional<Participant> longestWaiting(const QList<Participant> &people)
{
    std::optional<Participant> longest;
    for (const Participant &person : people) {
        if (person.state != ParticipantState::Waiting)
            continue;
        if (!longest || person.waitingSince < longest->waitingSince)
            longest = person;
    }
    return longest;
}

} // namespace bedside
