#include "core/visit/sessionresume.h"

#include <algorithm>

namespace bedside {

namespace {

bool isUnfinished(const Visit &visit)
{
    return visit.status == VisitStatus::Active &&
           std::any_of(visit.participants.begin(), visit.participants.end(),
                       [](const Participant &participant) {
                           return participant.isMe && participant.state == ParticipantState::InRoom;
                       });
}

} // namespace

SessionResume::SessionResume(VisitLifecycle &lifecycle, QObject *parent)
    : QObject(parent)
    , m_lifecycle(lifecycle)
{
}

void SessionResume::look()
{
    const auto now = QDateTime::currentDateTimeUtc();
    // A day ahead as well: an early start belongs to an appointment of later.
    m_lifecycle.list(now.addDays(-1), now.addDays(1),
                     {this, [this](Result<QList<Visit>> answer) {
                          if (!answer) {
                              emit failed(answer.error());
                              return;
                          }
                          auto visits = *std::move(answer);
                          visits.removeIf(std::not_fn(isUnfinished));
                          std::sort(visits.begin(), visits.end(),
                                    [](const Visit &a, const Visit &b) { return a.startedAt > b.startedAt; });
                          emit found(visits);
                      }});
}

} // namespace bedside
