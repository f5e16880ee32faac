#pragma once

#include "core/schedule/agendaentry.h"

namespace bedside::tests {

//! 20 November 2026, 09:52 in Berlin.
QDateTime sampleNow();
Account samplePractitioner();
Account sampleReceptionist();

//! A busy day: every state, names in several scripts, missing parts, an instant visit.
QList<AgendaEntry> sampleDay();

//! An appointment `minutes` after sampleNow() without a visit.
AgendaEntry sampleEntry(const QString &id, const QString &patient, int minutes);
//! Gives the entry a scheduled visit with a ready room.
Visit sampleVisit(const QString &appointment);
Participant samplePerson(const QString &name, ParticipantKind kind, ParticipantState state,
                         int minutesAgo = 4);

} // namespace bedside::tests
