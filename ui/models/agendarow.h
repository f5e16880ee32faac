#pragma once

#include "core/schedule/agendaentry.h"
#include "ui/theme/colorroles.h"

#include <QMetaType>
#include <QTimeZone>

namespace bedside {

//! What a row of the day is at, in the words of the practice.
enum class RowState { Booked, Waiting, InVisit, Late, Done, Cancelled, NoShow, Expired };

//! The one thing to do next with a row; None when there is nothing for this account to do.
enum class RowAction {
    None,
    Start,    //!< no visit yet: make it and join
    Join,     //!< somebody made the visit
    Rejoin,   //!< this person was in it before
    ShowRoom, //!< the room window of this computer shows it
    MakeCode, //!< for those who do not join: make the visit, so that its code can be handed out
};

//! One appointment as the agenda shows it: every text made once, when the entry or the minute changes.
struct AgendaRow
{
    QString key; //!< agendaKey() of the entry
    QString time;
    QString name;
    QString age;
    QString reason;
    QString practitioner;
    QStringList practitionerIds;
    RowState state = RowState::Booked;
    QString stateWord;
    QDateTime clockSince; //!< null when no clock runs: waiting since, or visit started at
    QString clock;        //!< "04:10"; empty when no clock runs
    QString code;         //!< in two groups; empty without a usable code
    RowAction action = RowAction::None;
    QString actionWord;
    QDateTime start;

    friend bool operator==(const AgendaRow &, const AgendaRow &) = default;
};

//! What a row depends on besides its entry.
struct RowContext
{
    QTimeZone zone;     //!< of the clinic
    QDateTime now;      //!< UTC
    bool joins = false; //!< the account is a practitioner
    QUuid shownVisit;   //!< the visit in this computer's room window, null when none
};

//! Minutes after the start from when an appointment nobody came to counts as late.
constexpr int kLateAfterMinutes = 5;

AgendaRow agendaRow(const AgendaEntry &entry, const RowContext &context);

RowState rowState(const AgendaEntry &entry, const QDateTime &now);
RowAction rowAction(const AgendaEntry &entry, RowState state, const RowContext &context);
ChipKind chipKind(RowState state);
QString stateWord(RowState state);
QString actionWord(RowAction action);

//! True while something can still be done for the patient today.
bool isOpen(RowState state);

//! The earliest time since when somebody waits to be let in; null when nobody does.
QDateTime waitingSince(const Visit &visit);

//! "04:10", or "1:04:10" from an hour on. Empty when `since` is null.
QString clockText(const QDateTime &since, const QDateTime &now);

//! Hours and minutes as the person's locale writes them; never seconds.
QString timeText(const QDateTime &time, const QTimeZone &zone);

//! Whole years on `today`; empty when unknown. Months below two years ("7 mo").
QString ageText(const QDate &birthDate, const QDate &today);

//! Names of everybody in the entry, in order.
QString patientNames(const AgendaEntry &entry);

} // namespace bedside

Q_DECLARE_METATYPE(bedside::AgendaRow)
