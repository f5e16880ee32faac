#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "app/gateway/endsignal.h"
#include "app/gateway/organizationworker.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace bedside::ctl {

namespace {

void work(Session &session)
{
    const auto name =
        QStringLiteral("%1:%2").arg(QSysInfo::machineHostName()).arg(QCoreApplication::applicationPid());
    auto *worker = new OrganizationWorker(session.settings, name, &session);
    auto *ending = new EndSignal(&session);
    QObject::connect(worker, &OrganizationWorker::logged, &session, &Session::complain);
    QObject::connect(worker, &OrganizationWorker::stopped, &session, [&session] { session.end(0); });
    QObject::connect(ending, &EndSignal::requested, worker, &OrganizationWorker::stop);
    worker->start();
    session.say({{"outcome", "working"}}, QStringLiteral("Working. Ends with SIGTERM or Ctrl+C."));
}

//! Says at once what would otherwise only show as a worker that never finds anything to do.
void checkAndWork(Session &session)
{
    session.account.signIn({&session, [&session](Result<Account> account) {
                                if (!account)
                                    session.fail(account.error());
                                else if (!account->hasDuty(u"gateway"))
                                    session.fail({ErrorCode::Denied, QStringLiteral("duty.missing"), {}});
                                else
                                    work(session);
                            }});
}

} // namespace

QList<Command> workerCommands()
{
    Grammar grammar;
    grammar.words = {QStringLiteral("worker")};
    grammar.meaning = QStringLiteral("Makes and closes rooms at the video service until told to end.");
    return {{grammar, checkAndWork}};
}

} // namespace bedside::ctl
