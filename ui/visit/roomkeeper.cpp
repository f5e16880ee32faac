#include "ui/visit/roomkeeper.h"

#include "core/ports/roomlauncher.h"
#include "core/schedule/agendaservice.h"

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

// A room that the provider closes because the visit has ended looks like a lost one until that is heard.
constexpr std::chrono::seconds kPatience{2};

} // namespace

RoomKeeper::RoomKeeper(const Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    const RoomLauncher *rooms = &session.rooms;
    connect(rooms, &RoomLauncher::leaveRequested, this, &RoomKeeper::leave);
    connect(rooms, &RoomLauncher::endRequested, this, &RoomKeeper::end);
    connect(rooms, &RoomLauncher::admitRequested, this, [this](const QUuid &visit, const QUuid &participant) {
        m_others.insert(m_session.visits.admit(visit, participant));
    });
    connect(rooms, &RoomLauncher::denyRequested, this, [this](const QUuid &visit, const QUuid &participant) {
        m_others.insert(m_session.visits.deny(visit, participant));
    });
    connect(rooms, &RoomLauncher::tokenNeeded, this,
            [this](const QUuid &visit) { m_renewals.insert(m_session.visits.renewToken(visit)); });
    m_crashed.setSingleShot(true);
    m_crashed.setInterval(kPatience);
    connect(&m_crashed, &QTimer::timeout, this, &RoomKeeper::tellLost);
    connect(rooms, &RoomLauncher::phaseChanged, this, [this](RoomLauncher::RoomPhase phase) {
        if (phase == RoomLauncher::RoomPhase::Crashed)
            m_crashed.start();
        else
            m_crashed.stop();
    });
    const VisitService *visits = &session.visits;
    connect(visits, &VisitService::visitChanged, this, &RoomKeeper::show);
    connect(visits, &VisitService::finished, this, &RoomKeeper::finish);
    connect(visits, &VisitService::failed, this, &RoomKeeper::fail);
    connect(visits, &VisitService::waiting, this, [this](const QUuid &request) {
        // Ending is kept and will be sent: the person need not stay in the room for it.
        if (m_endings.contains(request))
            m_session.rooms.close();
    });
    const AgendaService *agenda = &session.agenda;
    connect(agenda, &AgendaService::entryChanged, this, &RoomKeeper::showRow);
    connect(agenda, &AgendaService::entriesReset, this,
            [this] { showRow(m_session.agenda.indexOfVisit(m_session.rooms.visit())); });
}

void RoomKeeper::tellLost()
{
    const QUuid visit = m_session.rooms.visit();
    if (!visit.isNull() && m_renewals.isEmpty() && m_endings.isEmpty())
        emit roomLost(visit);
}

void RoomKeeper::leave(const QUuid &visit)
{
    m_others.insert(m_session.visits.leave(visit));
    m_session.rooms.close();
}

void RoomKeeper::end(const QUuid &visit)
{
    m_endings.insert(m_session.visits.end(visit));
}

void RoomKeeper::show(const Visit &visit)
{
    m_session.agenda.applyVisit(visit);
    if (visit.id != m_session.rooms.visit())
        return;
    if (visit.status == VisitStatus::Ended)
        m_session.rooms.close();
    else
        m_session.rooms.update(visit);
}

void RoomKeeper::showRow(qsizetype row)
{
    if (row < 0 || m_session.rooms.visit().isNull())
        return;
    const AgendaEntry &entry = m_session.agenda.entries().at(row);
    if (!entry.visit || entry.visit->id != m_session.rooms.visit())
        return;
    if (entry.visit->status == VisitStatus::Ended)
        m_session.rooms.close();
    else
        m_session.rooms.update(*entry.visit);
}

void RoomKeeper::finish(const QUuid &request, const VisitAnswer &answer)
{
    m_others.remove(request);
    if (m_endings.remove(request))
        m_session.rooms.close();
    if (m_renewals.remove(request) && answer.grant)
        m_session.rooms.renew(*answer.grant);
}

void RoomKeeper::fail(const QUuid &request, const Error &error)
{
    const bool wasEnding = m_endings.remove(request);
    const bool wasRenewal = m_renewals.remove(request);
    if (!m_others.remove(request) && !wasEnding && !wasRenewal)
        return;
    const bool isOver = error.reason == u"visit.ended"_s || error.reason == u"visit.expired"_s ||
                        error.reason == u"seat.moved"_s;
    if (isOver)
        m_session.rooms.close();
    emit failed(error);
}

} // namespace bedside
