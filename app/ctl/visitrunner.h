#pragma once

#include "core/ports/visitlifecycle.h"

#include <QDeadlineTimer>
#include <QObject>

namespace bedside::ctl {

//! Carries one step through: asks for a lost answer by its id for a while, and after a join waits for the
//! room if told to. The id is the caller's journal: repeating the command with the same --operation is safe.
class VisitRunner : public QObject
{
    Q_OBJECT

public:
    VisitRunner(VisitLifecycle &lifecycle, VisitCommand command, QObject *parent);

    //! Waits up to `seconds` for the room after a join without a grant.
    void setRoomWait(int seconds) { m_roomWait = seconds; }
    void start();

signals:
    void finished(const bedside::VisitAnswer &answer);
    void failed(const bedside::Error &error);

private:
    void receive(const Result<VisitAnswer> &answer);
    void resolve();
    void succeed(const VisitAnswer &answer);
    void askForToken();
    void receiveToken(const Result<VisitAnswer> &answer);

    VisitLifecycle &m_lifecycle;
    VisitCommand m_command;
    VisitAnswer m_joined;
    QDeadlineTimer m_patience;
    Error m_unknown;
    int m_roomWait = 0;
};

} // namespace bedside::ctl
