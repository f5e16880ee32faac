#include "ui/models/agendarow.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("AgendaRow", text, nullptr, n);
}

RowState endedState(EndReason reason)
{
    switch (reason) {
    case EndReason::None:
    case EndReason::Completed:
        return RowState::Done;
    case EndReason::Cancelled:
        return RowState::Cancelled;
    case EndReason::Expired:
        return RowState::Expired;
    case EndReason::NoShow:
        return RowState::NoShow;
    }
    Q_UNREACHABLE();
}

//! The state that the appointment alone decides, if it does.
std::optional<RowState> closedByAppointment(AppointmentStatus status)
{
    switch (status) {
    case AppointmentStatus::Fulfilled:
        return RowState::Done;
    case AppointmentStatus::Cancelled:
    case AppointmentStatus::EnteredInError:
        return RowState::Cancelled;
    case AppointmentStatus::NoShow:
        return RowState::NoShow;
    case AppointmentStatus::Proposed:
    case AppointmentStatus::Pending:
    case AppointmentStatus::Booked:
    case AppointmentStatus::Arrived:
    case AppointmentStatus::CheckedIn:
    case AppointmentStatus::InProgress:
    case AppointmentStatus::Waitlist:
    case AppointmentStatus::Unknown:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

bool wasHere(const Visit &visit)
{
    return std::any_of(visit.participants.cbegin(), visit.participants.cend(),
                       [](const Participant &participant) { return participant.isMe; });
}

QDateTime clockStart(const AgendaEntry &entry, RowState state)
{
    if (!entry.visit)
        return {};
    if (state == RowState::Waiting)
        return waitingSince(*entry.visit);
    return state == RowState::InVisit ? entry.visit->startedAt : QDateTime();
}

bool hasUsableCode(const AgendaEntry &entry)
{
    return entry.visit && entry.visit->status != VisitStatus::Ended;
}

} // namespace

AgendaRow agendaRow(const AgendaEntry &entry, const RowContext &context)
{
    AgendaRow row;
    row.key = entry.appointmentId.isEmpty() && entry.visit ? entry.visit->id.toString(QUuid::WithoutBraces)
                                                           : entry.appointmentId;
    row.start = entry.start;
    row.time = timeText(entry.start, context.zone);
    row.name = patientNames(entry);
    if (entry.patients.size() == 1)
        row.age = ageText(entry.patients.first().birthDate, context.now.toTimeZone(context.zone).date());
    row.reason = entry.reason.isEmpty() && entry.appointmentId.isEmpty() ? tr("Instant visit") : entry.reason;
    QStringList practitioners;
    for (const PractitionerIdentity &practitioner : entry.practitioners) {
        practitioners.append(practitioner.name);
        row.practitionerIds.append(practitioner.id);
    }
    row.practitioner = practitioners.join(u", "_s);
    row.state = rowState(entry, context.now);
    row.stateWord = stateWord(row.state);
    row.clockSince = clockStart(entry, row.state);
    row.clock = clockText(row.clockSince, context.now);
    if (hasUsableCode(entry))
        row.code = groupedJoinCode(entry.visit->code);
    row.action = rowAction(entry, row.state, context);
    row.actionWord = actionWord(row.action);
    return row;
}

RowState rowState(const AgendaEntry &entry, const QDateTime &now)
{
    if (entry.visit && entry.visit->status == VisitStatus::Active)
        return RowState::InVisit;
    if (const auto closed = closedByAppointment(entry.status))
        return *closed;
    if (entry.visit && entry.visit->status == VisitStatus::Ended)
        return endedState(entry.visit->endReason);
    if (entry.visit && waitingSince(*entry.visit).isValid())
        return RowState::Waiting;
    const bool isLate = entry.start.isValid() && entry.start.addSecs(kLateAfterMinutes * 60) <= now;
    return isLate && !entry.appointmentId.isEmpty() ? RowState::Late : RowState::Booked;
}

RowAction rowAction(const AgendaEntry &entry, RowState state, const RowContext &context)
{
    const bool hasVisit = entry.visit && entry.visit->status != VisitStatus::Ended;
    if (hasVisit && entry.visit->id == context.shownVisit)
        return RowAction::ShowRoom;
    if (state == RowState::InVisit) {
        if (!context.joins)
            return RowAction::None;
        return wasHere(*entry.visit) ? RowAction::Rejoin : RowAction::Join;
    }
    // An expired code does not close the appointment: a new visit can be made for it.
    if (!isOpen(state) && !(state == RowState::Expired && !entry.appointmentId.isEmpty()))
        return RowAction::None;
    if (!context.joins)
        return hasVisit ? RowAction::None : RowAction::MakeCode;
    return hasVisit ? RowAction::Join : RowAction::Start;
}

ChipKind chipKind(RowState state)
{
    switch (state) {
    case RowState::Booked:
        return ChipKind::Booked;
    case RowState::Waiting:
        return ChipKind::Waiting;
    case RowState::InVisit:
        return ChipKind::InVisit;
    case RowState::Late:
        return ChipKind::Late;
    case RowState::Done:
        return ChipKind::Done;
    case RowState::Cancelled:
    case RowState::NoShow:
    case RowState::Expired:
        return ChipKind::Cancelled;
    }
    Q_UNREACHABLE();
}

QString stateWord(RowState state)
{
    switch (state) {
    case RowState::Booked:
        return tr("booked");
    case RowState::Waiting:
        return tr("waiting");
    case RowState::InVisit:
        return tr("in visit");
    case RowState::Late:
        return tr("late");
    case RowState::Done:
        return tr("done");
    case RowState::Cancelled:
        return tr("cancelled");
    case RowState::NoShow:
        return tr("no-show");
    case RowState::Expired:
        return tr("expired");
    }
    Q_UNREACHABLE();
}

QString actionWord(RowAction action)
{
    switch (action) {
    case RowAction::None:
        return {};
    case RowAction::Start:
        return tr("Start video visit");
    case RowAction::Join:
        return tr("Join");
    case RowAction::Rejoin:
        return tr("Rejoin");
    case RowAction::ShowRoom:
        return tr("Show room");
    case RowAction::MakeCode:
        return tr("Make join code");
    }
    Q_UNREACHABLE();
}

bool isOpen(RowState state)
{
    return state == RowState::Booked || state == RowState::Waiting || state == RowState::InVisit ||
           state == RowState::Late;
}

QDateTime waitingSince(const Visit &visit)
{
    QDateTime earliest;
    for (const Participant &participant : visit.participants) {
        const bool waits = participant.kind != ParticipantKind::Practitioner &&
                           participant.state == ParticipantState::Waiting;
        if (waits && (earliest.isNull() || participant.waitingSince < earliest))
            earliest = participant.waitingSince;
    }
    return earliest;
}

QString clockText(const QDateTime &since, const QDateTime &now)
{
    if (since.isNull())
        return {};
    const qint64 seconds = std::max<qint64>(0, since.secsTo(now));
    const QString rest =
        u"%1:%2"_s.arg(seconds / 60 % 60, 2, 10, QChar(u'0')).arg(seconds % 60, 2, 10, QChar(u'0'));
    return seconds < 3600 ? rest : QString::number(seconds / 3600) + u':' + rest;
}

QString timeText(const QDateTime &time, const QTimeZone &zone)
{
    const QLocale locale;
    const QTime local = time.toTimeZone(zone).time();
    // The C locale's short format has seconds.
    return locale.language() == QLocale::C ? local.toString(u"HH:mm"_s)
                                           : locale.toString(local, QLocale::ShortFormat);
}

QString ageText(const QDate &birthDate, const QDate &today)
{
    if (!birthDate.isValid() || birthDate > today)
        return {};
    const int months = (today.year() - birthDate.year()) * 12 + today.month() - birthDate.month() -
                       (today.day() < birthDate.day() ? 1 : 0);
    //: age of a small child in months
    return months < 24 ? tr("%n mo", months) : QString::number(months / 12);
}

QString patientNames(const AgendaEntry &entry)
{
    QStringList names;
    for (const PatientIdentity &patient : entry.patients)
        names.append(patient.name.isEmpty() ? tr("Name unknown") : patient.name);
    return names.isEmpty() ? tr("No patient picked") : names.join(u", "_s);
}

} // namespace bedside
