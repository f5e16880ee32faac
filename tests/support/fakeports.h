#pragma once

#include "core/ports/agendastore.h"
#include "core/ports/changefeed.h"
#include "core/ports/operationjournal.h"
#include "core/ports/visitlifecycle.h"
#include "core/visit/visitjson.h"

#include <QTimer>

#include <deque>

namespace bedside::tests {

//! Answers from a list the test fills, each posted like the real thing; keeps what was asked.
class FakeLifecycle : public VisitLifecycle
{
public:
    struct Call
    {
        QString function; //!< "op_result" for resolve()
        VisitCommand command;
    };
    QList<Call> calls;
    std::deque<Result<VisitAnswer>> answers;
    QList<Visit> visits;
    std::function<void()> onPerform; //!< runs inside perform()

    void perform(VisitCommand command, Continuation<VisitAnswer> then) override
    {
        calls.append({functionName(command.step), command});
        if (onPerform)
            onPerform();
        give(std::move(then));
    }
    void resolve(QUuid operation, Continuation<VisitAnswer> then) override
    {
        calls.append({QStringLiteral("op_result"), {operation, {}}});
        give(std::move(then));
    }
    void find(QUuid, Continuation<Visit> then) override { post(std::move(then), visits.value(0)); }
    void findByCode(QString, Continuation<Visit> then) override { post(std::move(then), visits.value(0)); }
    void list(QDateTime, QDateTime, Continuation<QList<Visit>> then) override
    {
        post(std::move(then), visits);
    }

    QStringList functions() const
    {
        QStringList names;
        for (const auto &call : calls)
            names.append(call.function);
        return names;
    }

private:
    template<typename T>
    void post(Continuation<T> then, std::type_identity_t<Result<T>> answer)
    {
        QTimer::singleShot(0, &m_context, [then, answer] { then(answer); });
    }
    void give(Continuation<VisitAnswer> then)
    {
        Result<VisitAnswer> answer = Error{ErrorCode::Bug, QStringLiteral("test.no_answer"), {}};
        if (!answers.empty()) {
            answer = answers.front();
            answers.pop_front();
        }
        post(std::move(then), std::move(answer));
    }

    QObject m_context;
};

class FakeJournal : public OperationJournal
{
public:
    QList<OpenOperation> entries;
    QList<QUuid> settledOnes;
    bool broken = false;

    Result<Done> begin(const VisitCommand &command) override
    {
        if (broken)
            return Error{ErrorCode::Bug, QStringLiteral("journal.broken"), {}};
        entries.append({command, QDateTime::currentDateTimeUtc()});
        return Done{};
    }
    Result<Done> settle(QUuid operation) override
    {
        entries.removeIf(
            [operation](const OpenOperation &entry) { return entry.command.operation == operation; });
        settledOnes.append(operation);
        return Done{};
    }
    Result<QList<OpenOperation>> open() const override { return entries; }
};

class FakeFeed : public ChangeFeed
{
    Q_OBJECT

public:
    using ChangeFeed::ChangeFeed;

    State current = State::Live;
    QDateTime alive;

    State state() const override { return current; }
    QDateTime lastAlive() const override { return alive; }
};

//! Holds rows as the database would; answers are posted, and held back while `hold` is set.
class FakeAgendaStore : public AgendaStore
{
public:
    QList<AgendaEntry> rows;
    bool offline = false;
    bool hold = false;
    int readings = 0;
    QList<QStringList> partialReadings;

    void entries(QDateTime from, QDateTime to, Continuation<QList<AgendaEntry>> then) override
    {
        ++readings;
        answer(from, to, {}, std::move(then));
    }
    void entriesFor(QDateTime from, QDateTime to, QStringList ids,
                    Continuation<QList<AgendaEntry>> then) override
    {
        partialReadings.append(ids);
        answer(from, to, ids, std::move(then));
    }
    void timeline(QUuid, Continuation<QList<TimelineEvent>> then) override
    {
        then(Result<QList<TimelineEvent>>(QList<TimelineEvent>()));
    }
    void findPatients(QString, Continuation<QList<PatientIdentity>> then) override
    {
        then(Result<QList<PatientIdentity>>(QList<PatientIdentity>()));
    }
    void release()
    {
        hold = false;
        for (const auto &answer : std::exchange(m_held, {}))
            answer();
    }

private:
    void answer(const QDateTime &from, const QDateTime &to, const QStringList &ids,
                Continuation<QList<AgendaEntry>> then)
    {
        Result<QList<AgendaEntry>> result =
            Error{ErrorCode::Offline, QStringLiteral("server.unreachable"), {}};
        if (!offline) {
            QList<AgendaEntry> found;
            for (const auto &row : std::as_const(rows)) {
                const auto visit = row.visit ? row.visit->id.toString(QUuid::WithoutBraces) : QString();
                const bool asked = ids.isEmpty() || ids.contains(row.appointmentId) || ids.contains(visit);
                if (asked && from <= row.start && row.start < to)
                    found.append(row);
            }
            result = found;
        }
        if (hold)
            m_held.append([then, result] { then(result); });
        else
            QTimer::singleShot(0, &m_context, [then, result] { then(result); });
    }

    QObject m_context;
    QList<std::function<void()>> m_held;
};

} // namespace bedside::tests
