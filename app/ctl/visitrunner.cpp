#include "app/ctl/visitrunner.h"

#include <QTimer>

namespace bedside::ctl {

namespace {

constexpr int kResolveEveryMs = 500;
constexpr int kResolveForMs = 15'000;
constexpr int kRoomEveryMs = 500;

} // namespace

VisitRunner::VisitRunner(VisitLifecycle &lifecycle, VisitCommand command, QObject *parent)
    : QObject(parent)
    , m_lifecycle(lifecycle)
    , m_command(std::move(command))
{
}

void VisitRunner::start()
{
    m_lifecycle.perform(m_command, {this, [this](Result<VisitAnswer> answer) { receive(answer); }});
}

void VisitRunner::receive(const Result<VisitAnswer> &answer)
{
    if (answer) {
        succeed(*answer);
    } else if (answer.error().code == ErrorCode::OutcomeUnknown) {
        m_unknown = answer.error();
        if (m_patience.remainingTime() == 0)
            m_patience.setRemainingTime(kResolveForMs);
        resolve();
    } else {
        emit failed(answer.error());
    }
}

void VisitRunner::resolve()
{
    m_lifecycle.resolve(m_command.operation,
                        {this, [this](Result<VisitAnswer> answer) {
                             const bool unsent = !answer && answer.error().reason == u"operation.unknown";
                             if (answer)
                                 succeed(*answer);
                             else if (m_patience.hasExpired())
                                 emit failed(m_unknown);
                             else if (unsent)
                                 start();
                             else
                                 QTimer::singleShot(kResolveEveryMs, this, &VisitRunner::resolve);
                         }});
}

void VisitRunner::succeed(const VisitAnswer &answer)
{
    const bool waits = std::holds_alternative<JoinVisit>(m_command.step) && !answer.grant && m_roomWait > 0;
    if (!waits) {
        emit finished(answer);
        return;
    }
    m_joined = answer;
    m_patience.setRemainingTime(m_roomWait * 1'000);
    askForToken();
}

void VisitRunner::askForToken()
{
    const auto &join = std::get<JoinVisit>(m_command.step);
    m_lifecycle.perform({QUuid::createUuid(), MintJoinToken{join.visit, join.seat}},
                        {this, [this](Result<VisitAnswer> answer) { receiveToken(answer); }});
}

void VisitRunner::receiveToken(const Result<VisitAnswer> &answer)
{
    const bool passing =
        !answer && (answer.error().reason == u"room.not_ready" || answer.error().code == ErrorCode::Offline ||
                    answer.error().code == ErrorCode::OutcomeUnknown);
    if (answer) {
        m_joined.visit = answer->visit;
        m_joined.grant = answer->grant;
        emit finished(m_joined);
    } else if (passing && !m_patience.hasExpired()) {
        QTimer::singleShot(kRoomEveryMs, this, &VisitRunner::askForToken);
    } else {
        emit failed(answer.error());
    }
}

} // namespace bedside::ctl
