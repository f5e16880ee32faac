#include "app/ctl/commands.h"
#include "app/ctl/session.h"

#include "core/visit/auditchain.h"

namespace bedside::ctl {

namespace {

//! Reads the chain portion by portion and checks it here, so that only the rows have to be trusted.
class AuditRun : public QObject
{
public:
    explicit AuditRun(Session &session)
        : QObject(&session)
        , m_session(session)
    {
    }

    void start()
    {
        m_session.audit.heads({this, [this](Result<QList<AuditHead>> heads) {
                                   if (!heads) {
                                       m_session.fail(heads.error());
                                       return;
                                   }
                                   m_check.expect(*heads);
                                   readOn();
                               }});
    }

private:
    void readOn()
    {
        m_session.audit.lines(m_check.sequence(), {this, [this](Result<QList<AuditLine>> lines) {
                                                       if (!lines)
                                                           m_session.fail(lines.error());
                                                       else if (lines->isEmpty() || !m_check.add(*lines))
                                                           finish();
                                                       else
                                                           readOn();
                                                   }});
    }
    void finish()
    {
        const auto problem = m_check.finish();
        const Json document{{"lines", m_check.sequence()},
                            {"published_heads", m_check.confirmedHeads()},
                            {"intact", problem.isEmpty()},
                            {"problem", problem.isEmpty() ? Json() : Json(problem.toStdString())},
                            {"sequence", m_check.sequence()}};
        if (problem.isEmpty()) {
            m_session.succeed(document, QStringLiteral("%1 lines are intact; %2 published heads agree.")
                                            .arg(m_check.sequence())
                                            .arg(m_check.confirmedHeads()));
            return;
        }
        m_session.say(document, {});
        m_session.complain(QStringLiteral("The audit chain is broken after line %1: %2.")
                               .arg(m_check.sequence())
                               .arg(problem));
        m_session.end(exitCode(ErrorCode::Conflict));
    }

    Session &m_session;
    AuditChain m_check;
};

} // namespace

QList<Command> auditCommands()
{
    Grammar verify;
    verify.words = {QStringLiteral("audit"), QStringLiteral("verify")};
    verify.meaning =
        QStringLiteral("Recomputes the organization's hash chain and compares it with its published heads.");
    Grammar publish;
    publish.words = {QStringLiteral("audit"), QStringLiteral("publish")};
    publish.meaning =
        QStringLiteral("Publishes the present head; keep the answer where nobody can change it.");
    return {{verify, [](Session &session) { (new AuditRun(session))->start(); }},
            {publish, [](Session &session) {
                 session.audit.publish(
                     {&session, [&session](Result<QList<AuditHead>> heads) {
                          if (!heads) {
                              session.fail(heads.error());
                              return;
                          }
                          const auto head = heads->value(0);
                          const auto hash = QString::fromLatin1(head.hash.toHex());
                          session.succeed({{"organization",
                                            head.organization.toString(QUuid::WithoutBraces).toStdString()},
                                           {"seq", head.sequence},
                                           {"hash", hash.toStdString()}},
                                          QStringLiteral("%1 %2").arg(head.sequence).arg(hash));
                      }});
             }}};
}

} // namespace bedside::ctl
