#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "core/db/connectionstring.h"
#include "core/settings/environment.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace bedside;
using namespace bedside::ctl;

namespace {

constexpr int kUsage = 2;

int complain(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stderr);
    std::fputc('\n', stderr);
    return kUsage;
}

QList<Command> allCommands()
{
    return administrationCommands() + visitCommands() + exportCommands() + auditCommands() +
           workerCommands() + doctorCommands();
}

//! Nothing is written to a database that this program was not made for. Whether the account may do what it
//! asks for is the command's own question: an owner of the database may be nobody's account.
void checkSchemaAndRun(Session &session, const Command &command)
{
    session.account.signIn({&session, [&session, &command](const Result<Account> &account) {
                                if (account || account.error().reason == u"account.unmapped")
                                    command.run(session);
                                else
                                    session.fail(account.error());
                            }});
}

} // namespace

int main(int argc, char **argv)
{
    scrubEnvironment();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bedsidectl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BEDSIDE_VERSION));

    const auto commands = allCommands();
    QList<Grammar> grammars;
    for (const auto &command : commands)
        grammars.append(command.grammar);
    QString problem;
    const auto arguments = parseArguments(application.arguments().mid(1), grammars, problem);
    if (!arguments)
        return complain(problem);
    if (arguments->help) {
        std::fputs(usageText(grammars).toUtf8().constData(), stdout);
        return argc > 1 ? 0 : kUsage;
    }
    auto settings = db::connectionSettings(arguments->dsn);
    if (!settings) {
        complain(sentence(settings.error()));
        return exitCode(settings.error().code);
    }
    settings->application = QStringLiteral("bedsidectl/" BEDSIDE_VERSION);
    Session session(*arguments, *settings);
    const auto &command = commands.at(arguments->grammar - grammars.constData());
    QTimer::singleShot(0, &session, [&] {
        if (command.anySchema)
            command.run(session);
        else
            checkSchemaAndRun(session, command);
    });
    return QCoreApplication::exec();
}
