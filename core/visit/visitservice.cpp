#include "core/visit/visitservice.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTimer>

#include <algorithm>

namespace bedside {

namespace {

Q_LOGGING_CATEGORY(lcVisit, "bedside.visit")

constexpr int kMostResends = 3;
constexpr qint64 kResendHorizonSeconds = 24 * 3600;

//! Steps with a lasting meaning of their own: sent as soon as the server can be reached, also after a
//! restart.
bool isLasting(const VisitStep &step)
{
    return std::holds_alternative<LeaveVisit>(step) || std::holds_alternative<EndVisit>(step) ||
           std::holds_alternative<CancelVisit>(step) || std::holds_alternative<RecordNoShow>(step);
}

//! A token has no effect that could be lost or doubled, so that minting it needs no journal.
bool isJournaled(const VisitStep &step)
{
    return !std::holds_alternative<MintJoinToken>(step);
}

bool isPassing(const Error &error)
{
    return (error.code == ErrorCode::Offline || error.code == ErrorCode::Busy ||
            error.code == ErrorCode::OutcomeUnknown) &&
           error.reason != u"integration.missing";
}

} // namespace

struct VisitService::Pending
{
    Request request;
    VisitCommand command;
    bool wantsRoom = false;
    bool earlier = false; //!< begun by an earlier run: nobody waits for its signals
    bool waitsForRoom = false;
    bool inFlight = false;
    int resends = 0;
    int delayMs = 0;
    quint64 turn = 0; //!< makes timers of the past powerless
    QDateTime begunAt;
    QElapsedTimer roomTimer;
    VisitAnswer joined; //!< what join answered, while the room is prepared
    void (VisitService::*next)(const std::shared_ptr<Pending> &) = nullptr;
};

VisitService::VisitService(VisitLifecycle &lifecycle, OperationJournal &journal, ChangeFeed &feed,
                           QString seat, QObject *parent)
    : VisitService(lifecycle, journal, feed, std::move(seat), Times{}, parent)
{
}

VisitService::VisitService(VisitLifecycle &lifecycle, OperationJournal &journal, ChangeFeed &feed,
                           QString seat, Times times, QObject *parent)
    : QObject(parent)
    , m_lifecycle(lifecycle)
    , m_journal(journal)
    , m_seat(std::move(seat))
    , m_times(times)
{
    connect(&feed, &ChangeFeed::changed, this, &VisitService::hurry);
    connect(&feed, &ChangeFeed::resynced, this, &VisitService::hurryAll);
}

VisitService::~VisitService() = default;

VisitService::Request VisitService::start(const QString &appointmentId)
{
    return begin(CreateVisit{appointmentId}, true);
}

VisitService::Request VisitService::startInstant(const QString &patientId)
{
    return begin(StartInstantVisit{patientId}, true);
}

VisitService::Request VisitService::create(const QString &appointmentId)
{
    return begin(CreateVisit{appointmentId}, false);
}

VisitService::Request VisitService::join(const QUuid &visit)
{
    return begin(JoinVisit{visit, m_seat}, true);
}

VisitService::Request VisitService::renewToken(const QUuid &visit)
{
    return begin(MintJoinToken{visit, m_seat}, false);
}

VisitService::Request VisitService::arrive(const QString &code, const QString &name, ParticipantKind kind)
{
    return begin(ArriveAtVisit{code, name, kind}, false);
}

VisitService::Request VisitService::admit(const QUuid &visit, const QUuid &participant)
{
    return begin(AdmitParticipant{visit, participant}, false);
}

VisitService::Request VisitService::deny(const QUuid &visit, const QUuid &participant)
{
    return begin(DenyParticipant{visit, participant}, false);
}

VisitService::Request VisitService::leave(const QUuid &visit)
{
    return begin(LeaveVisit{visit}, false);
}

VisitService::Request VisitService::end(const QUuid &visit)
{
    return begin(EndVisit{visit}, false);
}

VisitService::Request VisitService::cancel(const QUuid &visit, const QString &reason)
{
    return begin(CancelVisit{visit, reason}, false);
}

VisitService::Request VisitService::recordNoShow(const QUuid &visit)
{
    return begin(RecordNoShow{visit}, false);
}

int VisitService::pending() const
{
    return static_cast<int>(std::count_if(m_pending.begin(), m_pending.end(),
                                          [](const Shared &pending) { return !pending->earlier; }));
}

bool VisitService::isOpen(const Shared &pending) const
{
    return m_pending.value(pending->request) == pending;
}

VisitService::Request VisitService::begin(VisitStep step, bool wantsRoom)
{
    auto pending = std::make_shared<Pending>();
    pending->request = QUuid::createUuid();
    pending->wantsRoom = wantsRoom;
    m_pending.insert(pending->request, pending);
    // Signals never come from inside the call that asks.
    QTimer::singleShot(0, this, [this, pending, first = std::move(step)] {
        if (isOpen(pending) && journal(pending, first))
            send(pending);
    });
    return pending->request;
}

bool VisitService::journal(const Shared &pending, VisitStep step)
{
    if (const auto *joining = std::get_if<JoinVisit>(&step))
        supersedeLeaving(joining->visit);
    pending->command = {QUuid::createUuid(), std::move(step)};
    pending->begunAt = QDateTime::currentDateTimeUtc();
    pending->resends = 0;
    pending->delayMs = 0;
    if (!isJournaled(pending->command.step))
        return true;
    const auto written = m_journal.begin(pending->command);
    if (!written)
        fail(pending, written.error());
    return written.has_value();
}

void VisitService::send(const Shared &pending)
{
    pending->inFlight = true;
    m_lifecycle.perform(pending->command, {this, [this, pending](Answer answer) {
                                               pending->inFlight = false;
                                               if (isOpen(pending))
                                                   receive(pending, answer);
                                           }});
}

void VisitService::receive(const Shared &pending, const Answer &answer)
{
    if (answer) {
        settleJournal(pending);
        advance(pending, *answer);
    } else {
        refuse(pending, answer.error());
    }
}

void VisitService::refuse(const Shared &pending, const Error &error)
{
    if (error.code == ErrorCode::OutcomeUnknown) {
        if (!pending->earlier)
            emit checking(pending->request);
        laterEachTime(pending, &VisitService::resolve);
    } else if (isLasting(pending->command.step) && isPassing(error)) {
        if (!pending->earlier)
            emit waiting(pending->request);
        laterEachTime(pending, &VisitService::send);
    } else {
        settleJournal(pending);
        fail(pending, error);
    }
}

void VisitService::resolve(const Shared &pending)
{
    pending->inFlight = true;
    m_lifecycle.resolve(pending->command.operation, {this, [this, pending](Answer answer) {
                                                         pending->inFlight = false;
                                                         if (isOpen(pending))
                                                             receiveResolved(pending, answer);
                                                     }});
}

void VisitService::receiveResolved(const Shared &pending, const Answer &answer)
{
    if (answer) {
        receive(pending, answer);
        return;
    }
    const auto &error = answer.error();
    if (isPassing(error)) {
        laterEachTime(pending, &VisitService::resolve);
        return;
    }
    if (error.reason != u"operation.unknown") {
        settleJournal(pending);
        fail(pending, error);
        return;
    }
    // It never took effect. The same id is sent again, so that a statement still under way changes nothing.
    const bool lasting = isLasting(pending->command.step);
    const bool young = pending->begunAt.secsTo(QDateTime::currentDateTimeUtc()) < kResendHorizonSeconds;
    const bool wanted = lasting ? young : !pending->earlier && pending->resends < kMostResends;
    if (wanted) {
        ++pending->resends;
        send(pending);
    } else {
        settleJournal(pending);
        fail(pending,
             {ErrorCode::Offline, QStringLiteral("server.unreachable"), QStringLiteral("never took effect")});
    }
}

void VisitService::advance(const Shared &pending, const VisitAnswer &answer)
{
    emit visitChanged(answer.visit);
    if (!isOpen(pending))
        return;
    if (!pending->wantsRoom || pending->earlier) {
        finish(pending, answer);
        return;
    }
    if (!std::holds_alternative<JoinVisit>(pending->command.step)) {
        emit progressed(pending->request, Step::VisitRecorded);
        if (isOpen(pending) && journal(pending, JoinVisit{answer.visit.id, m_seat}))
            send(pending);
        return;
    }
    pending->joined = answer;
    if (!answer.grant) {
        emit progressed(pending->request, Step::RoomPreparing);
        if (isOpen(pending))
            waitForRoom(pending);
        return;
    }
    emit progressed(pending->request, Step::RoomReady);
    finish(pending, answer);
}

void VisitService::waitForRoom(const Shared &pending)
{
    if (!pending->waitsForRoom) {
        pending->waitsForRoom = true;
        pending->roomTimer.start();
    }
    if (pending->roomTimer.elapsed() >= m_times.roomWaitMs)
        fail(pending, {ErrorCode::Conflict, QStringLiteral("room.not_ready"), {}});
    else
        later(pending, m_times.roomPollMs, &VisitService::askForToken);
}

void VisitService::askForToken(const Shared &pending)
{
    pending->inFlight = true;
    const VisitCommand mint{QUuid::createUuid(), MintJoinToken{pending->joined.visit.id, m_seat}};
    m_lifecycle.perform(mint, {this, [this, pending](Answer answer) {
                                   pending->inFlight = false;
                                   if (isOpen(pending))
                                       receiveToken(pending, answer);
                               }});
}

void VisitService::receiveToken(const Shared &pending, const Answer &answer)
{
    if (answer && answer->grant) {
        auto joined = pending->joined;
        joined.visit = answer->visit;
        joined.grant = answer->grant;
        emit visitChanged(joined.visit);
        emit progressed(pending->request, Step::RoomReady);
        finish(pending, joined);
    } else if (answer || isPassing(answer.error()) || answer.error().reason == u"room.not_ready") {
        waitForRoom(pending);
    } else {
        fail(pending, answer.error());
    }
}

void VisitService::later(const Shared &pending, int delayMs, void (VisitService::*next)(const Shared &))
{
    pending->next = next;
    QTimer::singleShot(delayMs, this, [this, pending, turn = ++pending->turn] {
        if (isOpen(pending) && pending->turn == turn)
            (this->*pending->next)(pending);
    });
}

void VisitService::laterEachTime(const Shared &pending, void (VisitService::*next)(const Shared &))
{
    pending->delayMs = pending->delayMs == 0 ? m_times.resolveFirstMs
                                             : std::min(pending->delayMs * 2, m_times.resolveMostMs);
    later(pending, pending->delayMs, next);
}

void VisitService::hurry(const QStringList &ids)
{
    const auto waitingOnes = m_pending.values();
    for (const auto &pending : waitingOnes) {
        const auto &visit = pending->joined.visit;
        const bool concerned = ids.contains(visit.id.toString(QUuid::WithoutBraces)) ||
                               (!visit.appointmentId.isEmpty() && ids.contains(visit.appointmentId));
        if (pending->waitsForRoom && !pending->inFlight && concerned)
            later(pending, 0, pending->next);
    }
}

void VisitService::hurryAll()
{
    const auto all = m_pending.values();
    for (const auto &pending : all) {
        if (pending->next && !pending->inFlight)
            later(pending, 0, pending->next);
    }
}

void VisitService::dropWaiting(const Request &request)
{
    const auto pending = m_pending.value(request);
    if (!pending || !pending->waitsForRoom)
        return;
    pending->next = nullptr;
    ++pending->turn;
    QTimer::singleShot(0, this, [this, pending] {
        if (isOpen(pending))
            fail(pending, {ErrorCode::Conflict, QStringLiteral("request.dropped"), {}});
    });
}

//! Who comes back does not want an earlier, not yet sent leaving to throw them out again.
void VisitService::supersedeLeaving(const QUuid &visit)
{
    const auto all = m_pending.values();
    for (const auto &pending : all) {
        const auto *leaving = std::get_if<LeaveVisit>(&pending->command.step);
        if (!leaving || leaving->visit != visit || pending->inFlight || pending->command.operation.isNull())
            continue;
        settleJournal(pending);
        fail(pending, {ErrorCode::Conflict, QStringLiteral("request.dropped"), {}});
    }
}

void VisitService::settleOpenOperations()
{
    m_settling = true;
    const auto open = m_journal.open();
    if (!open)
        qCWarning(lcVisit) << "the journal cannot be read:" << open.error().reason;
    for (const auto &operation : open ? *open : QList<OpenOperation>()) {
        const bool mine =
            std::any_of(m_pending.begin(), m_pending.end(), [&operation](const Shared &pending) {
                return pending->command.operation == operation.command.operation;
            });
        if (mine)
            continue;
        auto pending = std::make_shared<Pending>();
        pending->request = operation.command.operation;
        pending->command = operation.command;
        pending->begunAt = operation.begunAt;
        pending->earlier = true;
        m_pending.insert(pending->request, pending);
        later(pending, 0, &VisitService::resolve);
    }
    QTimer::singleShot(0, this, [this] { forget(nullptr); });
}

void VisitService::finish(const Shared &pending, const VisitAnswer &answer)
{
    forget(pending);
    if (!pending->earlier)
        emit finished(pending->request, answer);
}

void VisitService::fail(const Shared &pending, const Error &error)
{
    forget(pending);
    if (!pending->earlier)
        emit failed(pending->request, error);
}

void VisitService::forget(const Shared &pending)
{
    if (pending)
        m_pending.remove(pending->request);
    const bool earlierOnes =
        std::any_of(m_pending.begin(), m_pending.end(), [](const Shared &other) { return other->earlier; });
    if (!m_settling || earlierOnes)
        return;
    m_settling = false;
    emit settled();
}

void VisitService::settleJournal(const Shared &pending)
{
    if (!isJournaled(pending->command.step))
        return;
    // An entry that stays open is only asked for again at the next start.
    if (const auto written = m_journal.settle(pending->command.operation); !written)
        qCWarning(lcVisit) << "the journal cannot be written:" << written.error().reason;
}

} // namespace bedside
