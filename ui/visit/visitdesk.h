#pragma once

#include "core/schedule/agendaentry.h"
#include "core/visit/visitservice.h"
#include "ui/models/agendarow.h"
#include "ui/session.h"

#include <QHash>
#include <QObject>

namespace bedside {

//! How far a request of this person is, in words for the row it belongs to.
struct DeskProgress
{
    QStringList done; //!< steps that are behind: "Visit recorded"
    QString now;      //!< what happens at this moment; empty when nothing does

    bool isBusy() const { return !now.isEmpty(); }
};

//! Carries out what a person asks to do with a visit, and opens the room when there is one.
class VisitDesk : public QObject
{
    Q_OBJECT

public:
    //! `session` must outlive the desk.
    explicit VisitDesk(const Session &session, QObject *parent = nullptr);

    void act(RowAction action, const AgendaEntry &entry);
    void startInstant(const std::optional<PatientIdentity> &patient);
    //! Rejoins a visit that may have no row in the agenda shown.
    void rejoin(const Visit &visit);
    void makeCode(const AgendaEntry &entry);
    void end(const QUuid &visit);
    void cancel(const QUuid &visit, const QString &reason);
    void recordNoShow(const QUuid &visit);
    void admit(const QUuid &visit, const QUuid &participant);
    void deny(const QUuid &visit, const QUuid &participant);
    void arrive(const QString &code, const QString &name, ParticipantKind kind);

    //! Progress of the row with this key; empty when nothing is under way.
    DeskProgress progress(const QString &key) const { return m_progress.value(key); }

signals:
    void progressChanged(const QString &key);
    //! Something went well that is not to be seen elsewhere.
    void succeeded(const QString &sentence);
    //! `key` names the row it was about; may be empty.
    void failed(const QString &key, const bedside::Error &error);
    //! A visit was made that may be selected.
    void visitOpened(const QUuid &visit);

private:
    struct Errand
    {
        QString key;
        std::optional<PatientIdentity> patient;
        bool opensRoom = false;
        QString success; //!< sentence for succeeded(); empty: the screen shows it anyway
    };

    void remember(const QUuid &request, Errand errand, const QString &now);
    void showStep(const QUuid &request, VisitService::Step step);
    void showNow(const QUuid &request, const QString &now);
    void finish(const QUuid &request, const VisitAnswer &answer);
    void fail(const QUuid &request, const Error &error);
    void forget(const QString &key);
    QString keyOf(const QUuid &visit) const;
    void open(const Errand &errand, const VisitAnswer &answer);

    const Session &m_session;
    QHash<QUuid, Errand> m_errands;
    QHash<QString, DeskProgress> m_progress;
};

} // namespace bedside
