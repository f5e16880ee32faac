#pragma once

#include "core/ports/changefeed.h"
#include "core/ports/operationjournal.h"
#include "core/ports/visitlifecycle.h"

#include <QHash>
#include <QObject>

#include <memory>

namespace bedside {

//! Everything a person does with a visit: sends each step once, follows up lost answers, and waits for the
//! room. GUI thread.
//!
//! Each request returns at once with an id; its signals come later, never from inside the call. Every request
//! ends in exactly one of finished() and failed(); in between it may tell of progress, checking and waiting.
class VisitService : public QObject
{
    Q_OBJECT

public:
    using Request = QUuid;

    //! What a practitioner sees while a visit opens.
    enum class Step { VisitRecorded, RoomPreparing, RoomReady };
    Q_ENUM(Step)

    //! Times that tests shorten.
    struct Times
    {
        int roomPollMs = 1'000;   //!< between looks for the room when no hint comes
        int roomWaitMs = 30'000;  //!< then failed() with Conflict "room.not_ready"
        int resolveFirstMs = 500; //!< first question after a lost answer; doubles up to resolveMostMs
        int resolveMostMs = 15'000;
        int resendAfterMs = 500; //!< as resolveFirstMs, for steps that wait for the server
    };

    //! `seat` names this computer's place, opaque and stable. All references must outlive the service.
    VisitService(VisitLifecycle &lifecycle, OperationJournal &journal, ChangeFeed &feed, QString seat,
                 QObject *parent = nullptr);
    VisitService(VisitLifecycle &lifecycle, OperationJournal &journal, ChangeFeed &feed, QString seat,
                 Times times, QObject *parent = nullptr);
    ~VisitService() override;

    //! Makes the appointment's visit if there is none, joins it and waits for the room: ends with a grant.
    Request start(const QString &appointmentId);
    //! The same without an appointment; empty patient: nobody picked.
    Request startInstant(const QString &patientId);
    //! Makes the appointment's visit (a code to hand out) without joining.
    Request create(const QString &appointmentId);
    //! Joins (or rejoins, or takes over from another seat) and waits for the room: ends with a grant.
    Request join(const QUuid &visit);
    //! A fresh token for the seat that is in the room.
    Request renewToken(const QUuid &visit);

    Request arrive(const QString &code, const QString &name, ParticipantKind kind);
    Request admit(const QUuid &visit, const QUuid &participant);
    Request deny(const QUuid &visit, const QUuid &participant);
    //! Leave, end, cancel and no-show are kept and sent when the server is reachable again (waiting()).
    Request leave(const QUuid &visit);
    Request end(const QUuid &visit);
    Request cancel(const QUuid &visit, const QString &reason);
    Request recordNoShow(const QUuid &visit);

    //! Stops waiting for a room. What is already recorded stays; ends in failed() with Conflict
    //! "request.dropped". Other requests cannot be dropped.
    void dropWaiting(const Request &request);

    //! Finds out what became of the operations an earlier run left open; settled() tells when all are known.
    //! Once, at start, after signing in.
    void settleOpenOperations();

    //! Requests that have not ended yet.
    int pending() const;

signals:
    void progressed(const QUuid &request, bedside::VisitService::Step step);
    //! The answer was lost; the outcome is being asked for. Say "checking", never "failed".
    void checking(const QUuid &request);
    //! The server cannot be reached; the step is kept and sent later, also after a restart.
    void waiting(const QUuid &request);
    void finished(const QUuid &request, const bedside::VisitAnswer &answer);
    void failed(const QUuid &request, const bedside::Error &error);
    //! Any answer brought this newer picture of a visit.
    void visitChanged(const bedside::Visit &visit);
    //! Nothing of an earlier run is open any more.
    void settled();

private:
    struct Pending;
    using Shared = std::shared_ptr<Pending>;
    using Answer = Result<VisitAnswer>;

    Request begin(VisitStep step, bool wantsRoom);
    bool journal(const Shared &pending, VisitStep step);
    void send(const Shared &pending);
    void receive(const Shared &pending, const Answer &answer);
    void refuse(const Shared &pending, const Error &error);
    void resolve(const Shared &pending);
    void receiveResolved(const Shared &pending, const Answer &answer);
    void advance(const Shared &pending, const VisitAnswer &answer);
    void waitForRoom(const Shared &pending);
    void askForToken(const Shared &pending);
    void receiveToken(const Shared &pending, const Answer &answer);
    void later(const Shared &pending, int delayMs, void (VisitService::*next)(const Shared &));
    void laterEachTime(const Shared &pending, void (VisitService::*next)(const Shared &));
    void finish(const Shared &pending, const VisitAnswer &answer);
    void fail(const Shared &pending, const Error &error);
    void forget(const Shared &pending);
    void settleJournal(const Shared &pending);
    void supersedeLeaving(const QUuid &visit);
    void hurry(const QStringList &ids);
    void hurryAll();
    bool isOpen(const Shared &pending) const;

    VisitLifecycle &m_lifecycle;
    OperationJournal &m_journal;
    QString m_seat;
    Times m_times;
    QHash<Request, Shared> m_pending;
    bool m_settling = false;
};

} // namespace bedside
