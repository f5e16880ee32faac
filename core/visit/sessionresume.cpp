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

SessionResume::SessionResume(AgendaStore &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
{
}

void SessionResume::look()
{
    const auto now = QDateTime::currentDateTimeUtc();
    // A day ahead as well: who starts early is in a visit whose appointment is still to come.
    m_store.entries(now.addDays(-1), now.addDays(1), {this, [this](Result<QList<AgendaEntry>> answer) {
                                                          if (answer)
                                                              report(*answer);
                                                          else
                                                              emit failed(answer.error());
                                                      }});
}

void SessionResume::report(const QList<AgendaEntry> &entries)
{
    QList<Visit> visits;
    for (const auto &entry : entries) {
        if (entry.visit && isUnfinished(*entry.visit))
            visits.append(*entry.visit);
    }
    std::sort(visits.begin(), visits.end(),
              [](const Visit &a, const Visit &b) { return a.startedAt > b.startedAt; });
    emit found(visits);
}

} // namespace bedside
