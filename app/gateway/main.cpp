#include "app/gateway/endsignal.h"
#include "app/gateway/organizationworker.h"
#include "core/db/connectionstring.h"
#include "core/settings/environment.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QSysInfo>
#include <QTextStream>

namespace {

constexpr int kUsage = 2;

void say(const QString &line)
{
    QTextStream(stderr) << QDateTime::currentDateTimeUtc().toString(Qt::ISODate) << ' ' << line << '\n';
}

} // namespace

int main(int argc, char *argv[])
{
    bedside::scrubEnvironment();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bedside-gateway"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BEDSIDE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Makes and closes the video rooms of an organization's visits. Any number may run.\n"
                       "Without --dsn the database is taken from DB_HOST, DB_PORT, DB_NAME, DB_USER and "
                       "DB_PASSWORD, in the\n"
                       "environment or in the file .env here. The account needs the duty \"gateway\"."));
    const QCommandLineOption dsn(QStringLiteral("dsn"), QStringLiteral("Connection string of the database."),
                                 QStringLiteral("DSN"));
    parser.addOption(dsn);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);
    if (!parser.positionalArguments().isEmpty()) {
        say(QStringLiteral("There are words on the command line that mean nothing here. See --help."));
        return kUsage;
    }
    const auto settings = bedside::db::connectionSettings(parser.value(dsn));
    if (!settings) {
        say(QStringLiteral("The connection string is not well formed."));
        return kUsage;
    }

    bedside::EndSignal ending;
    bedside::OrganizationWorker worker(
        *settings,
        QStringLiteral("%1:%2").arg(QSysInfo::machineHostName()).arg(QCoreApplication::applicationPid()));
    QObject::connect(&worker, &bedside::OrganizationWorker::logged, &app, &say);
    QObject::connect(&ending, &bedside::EndSignal::requested, &worker, &bedside::OrganizationWorker::stop);
    QObject::connect(&worker, &bedside::OrganizationWorker::stopped, &app, &QCoreApplication::quit);
    worker.start();
    say(QStringLiteral("Started."));
    const int code = QCoreApplication::exec();
    say(QStringLiteral("Stopped."));
    return code;
}
