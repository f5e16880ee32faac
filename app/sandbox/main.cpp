#include "app/gateway/endsignal.h"
#include "app/sandbox/sandbox.h"
#include "core/settings/environment.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QHash>
#include <QTextStream>
#include <QTimer>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace {

constexpr int kUsage = 2;
constexpr int kFailed = 1;
constexpr std::chrono::seconds kPatience{12};

void say(const QString &line)
{
    QTextStream(stderr) << line << '\n';
}

QString sentence(const bedside::Error &error)
{
    static const QHash<QString, QString> kSentences{
        {QStringLiteral("cluster.root"),
         QStringLiteral("PostgreSQL does not run as root. Start bedside-sandbox as an ordinary user.")},
        {QStringLiteral("cluster.no_server"),
         QStringLiteral("No PostgreSQL server is installed. On Debian: apt-get install postgresql.")},
        {QStringLiteral("cluster.in_use"), QStringLiteral("Another sandbox runs in this data directory.")},
        {QStringLiteral("cluster.directory"), QStringLiteral("The data directory cannot be used.")},
        {QStringLiteral("cluster.failed"), QStringLiteral("The private database did not start.")},
        {QStringLiteral("schema.newer"),
         QStringLiteral("A later Bedside made this data directory. Use --fresh to start over.")},
        {QStringLiteral("schema.modified"),
         QStringLiteral("Another Bedside made this data directory. Use --fresh to start over.")},
        {QStringLiteral("schema.failed"), QStringLiteral("The database could not be brought up to date.")},
        {QStringLiteral("state.malformed"),
         QStringLiteral("The data directory's own file cannot be read. Use --fresh to start over.")},
        {QStringLiteral("state.foreign"),
         QStringLiteral("This directory holds other things than a sandbox's. Name another one.")},
        {QStringLiteral("state.unwritable"), QStringLiteral("The data directory cannot be written.")},
        {QStringLiteral("page.missing"), QStringLiteral("The guest page is not built in.")},
    };
    const QString words = kSentences.value(
        error.reason,
        QStringLiteral("The sandbox could not start (%1).").arg(bedside::errorCodeName(error.code)));
    return QStringList{words, error.reason, error.detail}.join(u' ').trimmed();
}

bool isRoot()
{
#ifdef Q_OS_UNIX
    return ::geteuid() == 0;
#else
    return false;
#endif
}

void print(const QByteArray &line)
{
    QTextStream(stdout) << line << '\n' << Qt::flush;
}

} // namespace

int main(int argc, char *argv[])
{
    using bedside::sandbox::Sandbox;

    bedside::scrubEnvironment();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bedside-sandbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BEDSIDE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Runs a sample clinic on this computer: a private PostgreSQL and a room service on 127.0.0.1.\n"
        "Prints one line of JSON when it is ready; ends on SIGTERM or when its standard input closes."));
    const QCommandLineOption data(QStringLiteral("data"), QStringLiteral("Where to keep everything."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption fresh(QStringLiteral("fresh"), QStringLiteral("Start the clinic over."));
    const QCommandLineOption port(QStringLiteral("port"), QStringLiteral("Port of the room service."),
                                  QStringLiteral("N"));
    parser.addOptions({data, fresh, port});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);
    bool isNumber = true;
    const ushort number = parser.isSet(port) ? parser.value(port).toUShort(&isNumber) : ushort{0};
    if (parser.value(data).isEmpty() || !isNumber || !parser.positionalArguments().isEmpty()) {
        say(QStringLiteral("Usage: bedside-sandbox --data DIR [--fresh] [--port N]"));
        return kUsage;
    }
    if (isRoot()) {
        say(sentence({bedside::ErrorCode::Denied, QStringLiteral("cluster.root"), {}}));
        return kFailed;
    }
#ifdef Q_OS_UNIX
    ::umask(077);
#endif

    bedside::EndSignal ending;
    ending.watchInput();
    Sandbox sandbox(
        {QDir(parser.value(data)).absolutePath(), parser.isSet(fresh), number, QStringLiteral(":/guest")});
    int code = 0;
    QObject::connect(&sandbox, &Sandbox::logged, &app, &say);
    QObject::connect(&sandbox, &Sandbox::ready, &app, &print);
    QObject::connect(&sandbox, &Sandbox::failed, &app, [&code](const bedside::Error &error) {
        say(sentence(error));
        code = kFailed;
        QCoreApplication::quit();
    });
    QObject::connect(&sandbox, &Sandbox::stopped, &app, &QCoreApplication::quit);
    QObject::connect(&ending, &bedside::EndSignal::requested, &sandbox, [&sandbox, &app] {
        sandbox.stop();
        QTimer::singleShot(kPatience, &app, &QCoreApplication::quit);
    });
    QTimer::singleShot(0, &sandbox, &Sandbox::start);
    QCoreApplication::exec();
    return code;
}
