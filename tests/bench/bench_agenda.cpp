#include "tests/bench/clinic.h"
#include "tests/bench/figures.h"
#include "tests/support/pgfixture.h"

#include <QCoreApplication>

using namespace bedside;
using namespace bedside::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRuns = 60;
constexpr int kDayRows = 200;
const QDate kDay(2026, 6, 15);
constexpr auto kAgenda = "SELECT * FROM bedside_api.agenda('2026-06-15T00:00:00Z'::timestamptz, "
                         "'2026-06-16T00:00:00Z'::timestamptz)";

struct Measured
{
    double agenda = 0;
    double loadSeconds = 0;
    QStringList scans;
};

Measured measure(testing::PgFixture &pg, int resources)
{
    const ConnectionSettings owner = pg.createDatabase();
    QList<QUuid> organizations;
    for (int i = 0; i < 20; ++i)
        organizations << pg.addOrganization(u"Clinic %1"_s.arg(i), u"UTC"_s);
    const ConnectionSettings person =
        pg.addPerson(u"reader"_s, organizations.first(), {u"practitioner"_s}, u"o0-pra-1"_s);
    Measured result;
    result.loadSeconds =
        milliseconds([&] { fillNetwork(owner, organizations, resources, kDayRows, kDay); }) / 1000;
    serverTime(person, kAgenda, 5);
    result.agenda = serverTime(person, kAgenda, kRuns);
    result.scans = sequentialScans(owner, person, kAgenda);
    return result;
}

int run(int most)
{
    testing::PgFixture pg;
    const Measured small = measure(pg, 10'000);
    const Measured large = measure(pg, most);
    Section section(
        "Agenda of a day",
        "Time inside the server of `bedside_api.agenda` for a day of 200 appointments, asked by a "
        "practitioner with row-level security on: 20 organizations with 10,000 resources together "
        "against a hundred times as many.");
    section.row(u"%1 resources"_s.arg(most), number(large.agenda, 2) + u" ms"_s,
                number(small.agenda, 2) + u" ms with 10000"_s, number(large.agenda / small.agenda, 2),
                u"≤ 1.5"_s, large.agenda <= 1.5 * small.agenda);
    section.row(u"%1 resources, in the server"_s.arg(most), number(large.agenda, 2) + u" ms"_s, u"–"_s,
                u"–"_s, u"≤ 5 ms"_s, large.agenda <= 5);
    section.row(u"tables read from end to end"_s,
                large.scans.isEmpty() ? u"none"_s : large.scans.join(u", "_s), u"–"_s, u"–"_s, u"none"_s,
                large.scans.isEmpty());
    std::fprintf(stderr, "loading took %.0f s\n", large.loadSeconds);
    return section.allMet() ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        return run(argc > 1 ? std::atoi(argv[1]) : 1'000'000);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
