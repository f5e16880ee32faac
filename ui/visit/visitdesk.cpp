#include "ui/visit/visitdesk.h"

#include "core/ports/roomlauncher.h"
#include "core/schedule/agendaservice.h"

using namespace Qt::StringLiterals;

namespace bedside {

VisitDesk::VisitDesk(const Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    const VisitService *visits = &session.visits;
    connect(visits, &VisitService::progressed, this, &VisitDesk::showStep);
    connect(visits, &VisitService::checking, this, [this](const QUuid &request) {
        showNow(request, tr("The answer got lost. Checking what was recorded"));
    });
    connect(visits, &VisitService::waiting, this, [this](const QUuid &request) {
        showNow(request, tr("The server cannot be reached. This is kept and sent when it is back"));
    });
    connect(visits, &VisitService::finished, this, &VisitDesk::finish);
    connect(visits, &VisitService::failed, this, &VisitDesk::fail);
}

void VisitDesk::act(RowAction action, const AgendaEntry &entry)
{
    const QString key = agendaKey(entry);
    if (action != RowAction::ShowRoom && progress(key).isBusy())
        return;
    Errand errand{key, {}, true, {}};
    if (!entry.patients.isEmpty())
        errand.patient = entry.patients.first();
    switch (action) {
    case RowAction::None:
        return;
    case RowAction::Start:
        remember(m_session.visits.start(entry.appointmentId), errand, tr("Recording the visit"));
        return;
    case RowAction::Join:
    case RowAction::Rejoin:
        remember(m_session.visits.join(entry.visit->id), errand, tr("Joining the visit"));
        return;
    case RowAction::ShowRoom:
        m_session.rooms.open({*entry.visit, {}, m_session.account.displayName, errand.patient});
        return;
    case RowAction::MakeCode:
        makeCode(entry);
        return;
    }
}

void VisitDesk::startInstant(const std::optional<PatientIdentity> &patient)
{
    const QString id = patient ? patient->id : QString();
    remember(m_session.visits.startInstant(id), {{}, patient, true, {}}, tr("Recording the visit"));
}

void VisitDesk::rejoin(const Visit &visit)
{
    const qsizetype row = m_session.agenda.indexOfVisit(visit.id);
    Errand errand{keyOf(visit.id), {}, true, {}};
    if (row >= 0 && !m_session.agenda.entries().at(row).patients.isEmpty())
        errand.patient = m_session.agenda.entries().at(row).patients.first();
    remember(m_session.visits.join(visit.id), errand, tr("Joining the visit"));
}

void VisitDesk::makeCode(const AgendaEntry &entry)
{
    remember(m_session.visits.create(entry.appointmentId), {agendaKey(entry), {}, false, {}},
             tr("Making the join code"));
}

void VisitDesk::end(const QUuid &visit)
{
    remember(m_session.visits.end(visit), {keyOf(visit), {}, false, tr("The visit has ended.")},
             tr("Ending the visit"));
}

void VisitDesk::cancel(const QUuid &visit, const QString &reason)
{
    remember(m_session.visits.cancel(visit, reason), {keyOf(visit), {}, false, tr("The visit is cancelled.")},
             tr("Cancelling the visit"));
}

void VisitDesk::recordNoShow(const QUuid &visit)
{
    remember(m_session.visits.recordNoShow(visit),
             {keyOf(visit), {}, false, tr("The patient is recorded as not having come.")},
             tr("Recording the no-show"));
}

void VisitDesk::admit(const QUuid &visit, const QUuid &participant)
{
    remember(m_session.visits.admit(visit, participant), {keyOf(visit), {}, false, {}},
             tr("Letting them in"));
}

void VisitDesk::deny(const QUuid &visit, const QUuid &participant)
{
    remember(m_session.visits.deny(visit, participant), {keyOf(visit), {}, false, {}},
             tr("Turning them away"));
}

void VisitDesk::arrive(const QString &code, const QString &name, ParticipantKind kind)
{
    remember(m_session.visits.arrive(code, name, kind),
             {{}, {}, false, tr("%1 is in the waiting room.").arg(name)}, tr("Recording the arrival"));
}

void VisitDesk::remember(const QUuid &request, Errand errand, const QString &now)
{
    const QString key = errand.key;
    m_errands.insert(request, std::move(errand));
    m_progress.insert(key, {{}, now});
    emit progressChanged(key);
}

void VisitDesk::showStep(const QUuid &request, VisitService::Step step)
{
    const auto errand = m_errands.constFind(request);
    if (errand == m_errands.cend())
        return;
    DeskProgress &progress = m_progress[errand->key];
    switch (step) {
    case VisitService::Step::VisitRecorded:
        progress.done = {tr("Visit recorded")};
        progress.now = tr("Joining");
        break;
    case VisitService::Step::RoomPreparing:
        progress.done = {tr("Visit recorded")};
        progress.now = tr("Room being prepared");
        break;
    case VisitService::Step::RoomReady:
        progress.done = {tr("Visit recorded"), tr("Room ready")};
        progress.now = tr("Opening room");
        break;
    }
    emit progressChanged(errand->key);
}

void VisitDesk::showNow(const QUuid &request, const QString &now)
{
    const auto errand = m_errands.constFind(request);
    if (errand == m_errands.cend())
        return;
    m_progress[errand->key].now = now;
    emit progressChanged(errand->key);
}

void VisitDesk::finish(const QUuid &request, const VisitAnswer &answer)
{
    if (!m_errands.contains(request))
        return;
    const Errand errand = m_errands.take(request);
    forget(errand.key);
    if (errand.opensRoom)
        open(errand, answer);
    if (!errand.success.isEmpty())
        emit succeeded(errand.success);
}

void VisitDesk::fail(const QUuid &request, const Error &error)
{
    if (!m_errands.contains(request))
        return;
    const QString key = m_errands.take(request).key;
    forget(key);
    emit failed(key, error);
}

void VisitDesk::forget(const QString &key)
{
    m_progress.remove(key);
    emit progressChanged(key);
}

QString VisitDesk::keyOf(const QUuid &visit) const
{
    const qsizetype row = m_session.agenda.indexOfVisit(visit);
    return row < 0 ? visit.toString(QUuid::WithoutBraces) : agendaKey(m_session.agenda.entries().at(row));
}

void VisitDesk::open(const Errand &errand, const VisitAnswer &answer)
{
    if (!answer.grant) {
        emit failed(errand.key, {ErrorCode::Conflict, u"room.not_ready"_s, {}});
        return;
    }
    m_session.rooms.open({answer.visit, *answer.grant, m_session.account.displayName, errand.patient});
    emit visitOpened(answer.visit.id);
}

} // namespace bedside
