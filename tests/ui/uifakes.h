#pragma once

#include "core/ports/roomlauncher.h"
#include "core/ports/samplepatient.h"
#include "core/schedule/agendaservice.h"
#include "core/visit/sessionresume.h"
#include "core/visit/visitservice.h"
#include "tests/support/fakeports.h"
#include "ui/prompts.h"
#include "ui/session.h"

namespace bedside::tests {

//! Keeps what the desktop asks of the room, and can speak as the room.
class RecordingLauncher : public RoomLauncher
{
    Q_OBJECT

public:
    QList<RoomSession> opened;
    QList<Visit> updated;
    int closings = 0;
    QUuid running; //!< a room that outlived its desktop

    void open(const RoomSession &session) override
    {
        opened.append(session);
        show(session.visit.id);
    }
    void update(const Visit &visit) override { updated.append(visit); }
    void renew(const JoinGrant &) override {}
    void close() override
    {
        ++closings;
        m_visit = QUuid();
        m_phase = RoomPhase::Closed;
        emit phaseChanged(m_phase);
    }
    void findRunning() override
    {
        QTimer::singleShot(0, this, [this] {
            if (running.isNull()) {
                emit notFound();
                return;
            }
            show(running);
            emit found(running);
        });
    }
    //! As when the page fails or the provider closes the room.
    void crash()
    {
        m_phase = RoomPhase::Crashed;
        emit phaseChanged(m_phase);
    }
    RoomPhase phase() const override { return m_phase; }
    QUuid visit() const override { return m_visit; }

private:
    void show(const QUuid &visit)
    {
        m_visit = visit;
        m_phase = RoomPhase::Joined;
        emit phaseChanged(m_phase);
    }

    RoomPhase m_phase = RoomPhase::Closed;
    QUuid m_visit;
};

class RecordingPatient : public SamplePatient
{
    Q_OBJECT

public:
    QList<QUrl> joined;
    void join(const QUrl &publicLink, const QString &) override { joined.append(publicLink); }
};

//! Answers yes at once, and keeps what was asked.
class YesPrompts : public Prompts
{
public:
    QList<Question> asked;
    QString text = QStringLiteral("Patient called");

    void confirm(QWidget *, const Question &question, std::function<void()> then) override
    {
        asked.append(question);
        then();
    }
    void askText(QWidget *, const Question &question, const QString &,
                 std::function<void(const QString &)> then) override
    {
        asked.append(question);
        then(text);
    }
};

//! A signed-in practitioner of a practice that exists in memory only.
struct FakeClinic
{
    explicit FakeClinic(QList<AgendaEntry> rows, Account account)
        : session{std::move(account), store, agenda, visits, resume, rooms, feed, nullptr}
    {
        store.rows = std::move(rows);
    }

    FakeAgendaStore store;
    FakeFeed feed;
    FakeLifecycle lifecycle;
    FakeJournal journal;
    RecordingLauncher rooms;
    RecordingPatient patient;
    YesPrompts prompts;
    VisitService visits{lifecycle, journal, feed, QStringLiteral("seat")};
    AgendaService agenda{store, feed};
    SessionResume resume{store};
    Session session;
};

} // namespace bedside::tests
