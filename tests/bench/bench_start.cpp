#include "tests/bench/clinic.h"
#include "tests/bench/figures.h"
#include "tests/support/pgfixture.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <stdexcept>

using namespace bedside;
using namespace bedside::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRuns = 15;
constexpr int kRows = 200;
constexpr int kPatience = 60'000;

struct Start
{
    double milliseconds = 0; //!< from being started to having painted
    double megabytes = 0;    //!< resident then
    bool chromium = false;   //!< mapped then
};

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double residentMegabytes(qint64 process)
{
    const QByteArray status = contents(u"/proc/%1/status"_s.arg(process));
    const auto at = status.indexOf("VmRSS:");
    return at < 0 ? 0 : status.mid(at + 6).trimmed().split(' ').constFirst().toDouble() / 1024;
}

//! Starts a program that says "painted" when it has, and ends it then.
Start startOnce(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    Start result;
    result.milliseconds = milliseconds([&] {
        process.start(program, arguments);
        QByteArray said;
        while (!said.contains("painted")) {
            if (!process.waitForReadyRead(kPatience))
                throw std::runtime_error(program.toStdString() + " paints nothing: " +
                                         process.readAllStandardError().toStdString());
            said += process.readAllStandardOutput();
        }
    });
    result.megabytes = residentMegabytes(process.processId());
    result.chromium = contents(u"/proc/%1/maps"_s.arg(process.processId())).contains("WebEngine");
    process.kill();
    process.waitForFinished(kPatience);
    return result;
}

ConnectionSettings prepare(testing::PgFixture &pg)
{
    const ConnectionSettings owner = pg.createDatabase();
    const QUuid organization = pg.addOrganization(u"Clinic"_s, u"UTC"_s);
    fillNetwork(owner, {organization}, 2'000, kRows, QDateTime::currentDateTimeUtc().date());
    return pg.addPerson(u"reader"_s, organization, {u"practitioner"_s}, u"o0-pra-1"_s);
}

QProcessEnvironment environmentFor(const ConnectionSettings &person, const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, qEnvironmentVariable("QT_QPA_PLATFORM", u"offscreen"_s));
    for (const auto *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        environment.insert(QString::fromLatin1(name), home);
    environment.insert(u"TZ"_s, u"UTC"_s);
    environment.insert(u"DB_HOST"_s, person.host);
    environment.insert(u"DB_PORT"_s, person.port);
    environment.insert(u"DB_NAME"_s, person.database);
    environment.insert(u"DB_USER"_s, person.user);
    environment.insert(u"DB_PASSWORD"_s, person.password);
    return environment;
}

int run()
{
    testing::PgFixture pg;
    const QTemporaryDir home;
    const QProcessEnvironment environment = environmentFor(prepare(pg), home.path());
    const QString empty = QCoreApplication::applicationDirPath() + u"/emptywindow"_s;
    const QString bedside =
        qEnvironmentVariable("BEDSIDE_BIN", QCoreApplication::applicationDirPath() + u"/../../bin"_s) +
        u"/bedside"_s;
    std::vector<double> floors;
    std::vector<double> times;
    std::vector<double> memories;
    std::vector<double> floorMemories;
    bool chromium = false;
    for (int i = 0; i <= kRuns; ++i) {
        const Start floor = startOnce(empty, {}, environment);
        const Start ours = startOnce(bedside, {u"--bench-painted"_s}, environment);
        chromium = chromium || ours.chromium;
        if (i == 0) // fills the caches of the system
            continue;
        floors.push_back(floor.milliseconds);
        floorMemories.push_back(floor.megabytes);
        times.push_back(ours.milliseconds);
        memories.push_back(ours.megabytes);
    }
    Section section("Start of the desktop",
                    "From starting the process, signed in from the environment, to an agenda of 200 rows on the "
                    "screen, against an empty `QMainWindow` started in turn with it.");
    const double ratio = median(times) / median(floors);
    section.row(u"start to painted"_s, number(median(times), 0) + u" ms"_s, number(median(floors), 0) + u" ms"_s,
                number(ratio, 2), u"≤ 4"_s, ratio <= 4);
    section.row(u"resident memory then"_s, number(median(memories), 0) + u" MB"_s,
                number(median(floorMemories), 0) + u" MB"_s, number(median(memories) / median(floorMemories), 2),
                u"≤ 80 MB"_s, median(memories) <= 80);
    section.row(u"Chromium mapped"_s, chromium ? u"yes"_s : u"no"_s, u"–"_s, u"–"_s, u"no"_s, !chromium);
    return section.allMet() ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        return run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
