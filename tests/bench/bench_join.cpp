#include "tests/bench/clinic.h"
#include "tests/bench/figures.h"
#include "tests/support/faultproxy.h"
#include "tests/support/parallel.h"
#include "tests/support/pgfixture.h"
#include "tests/support/webehr.h"

#include <QCoreApplication>

#include <memory>

using namespace bedside;
using namespace bedside::bench;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPeople = 4;
constexpr int kRounds = 7;
constexpr int kJoinsOfRound = 150;
constexpr int kSlowJoins = 40;

//! The same meetings in two databases of one server: ours, and the given tables alone.
class Bench
{
public:
    Bench()
        : m_pg(db::PrivateCluster::Durability::Full)
    {
        m_plain = m_pg.createEmptyDatabase();
        testing::WebEhr::makeTables(m_plain);
        m_owner = m_pg.createDatabase();
        m_organization = m_pg.addOrganization(u"Clinic"_s);
        m_pg.addIntegration(m_organization);
        for (int i = 0; i < kPeople; ++i)
            m_people << m_pg.addPerson(u"prac%1"_s.arg(i), m_organization, {u"practitioner"_s},
                                       u"prac-%1"_s.arg(i));
    }

    //! Joins by `clients` people at once; gives the milliseconds of each join.
    std::vector<double> ours(int clients, int each, const QString &host = {})
    {
        const auto meetings = fillMeetings(m_owner, m_organization, nextMark(), clients * each, clients);
        return timed(clients, each, [&](int i) {
            ConnectionSettings settings = m_people.at(i);
            settings.host = host.isEmpty() ? settings.host : host;
            return [link = std::make_shared<db::Link>(settings, 10s), meetings, clients, i](int m) {
                const QUuid visit = meetings.at(m * clients + i);
                pqxx::nontransaction work(link->connection());
                db::execParams(work, "SELECT bedside_api.visit_join($1::uuid, $2::jsonb)",
                               QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString(),
                               R"({"seat": "bench", "visit": ")" +
                                   visit.toString(QUuid::WithoutBraces).toStdString() + "\"}");
            };
        });
    }

    //! The web system's joins, in `database`: plain() or shared().
    std::vector<double> theirs(const ConnectionSettings &database, int clients, int each,
                               const QString &host = {})
    {
        const QString mark = nextMark();
        fillMeetings(database, m_organization, mark, clients * each, clients);
        return timed(clients, each, [&](int i) {
            ConnectionSettings settings = database;
            settings.host = host.isEmpty() ? settings.host : host;
            return [web = std::make_shared<testing::WebEhr>(settings), mark, clients, i](int m) {
                web->join(mark + u"%1"_s.arg(m * clients + i, 5, 10, QChar(u'0')), u"prac-%1"_s.arg(i));
            };
        });
    }

    const ConnectionSettings &plain() const { return m_plain; }
    const ConnectionSettings &shared() const { return m_owner; }
    QString socket() { return m_pg.cluster().socketDirectory(); }

private:
    template<typename Connect>
    static std::vector<double> timed(int clients, int each, const Connect &connect)
    {
        std::mutex guard;
        std::vector<double> times;
        const auto errors = testing::inParallel(clients, [&](int i, std::barrier<> &all) {
            const std::function<void(int)> join = connect(i);
            std::vector<double> mine;
            all.arrive_and_wait();
            for (int m = 0; m < each; ++m)
                mine.push_back(milliseconds([&] { join(m); }));
            const std::lock_guard lock(guard);
            times.insert(times.end(), mine.begin(), mine.end());
        });
        if (!errors.isEmpty())
            throw std::runtime_error(errors.first().toStdString());
        return times;
    }

    // Three letters that no other run of this process has had.
    QString nextMark()
    {
        const int n = m_marks++;
        return QString(QChar(u'A' + n / 26 / 26 % 26)) + QChar(u'A' + n / 26 % 26) + QChar(u'A' + n % 26);
    }

    testing::PgFixture m_pg;
    ConnectionSettings m_plain;
    ConnectionSettings m_owner;
    QUuid m_organization;
    QList<ConnectionSettings> m_people;
    int m_marks = 0;
};

double throughput(const std::vector<double> &times, int clients)
{
    double sum = 0;
    for (const double time : times)
        sum += time;
    return 1000.0 * clients * static_cast<double>(times.size()) / sum;
}

void local(Bench &bench, Section &section, int clients)
{
    std::vector<double> ours;
    std::vector<double> shared;
    std::vector<double> plain;
    for (int round = 0; round < kRounds; ++round) {
        ours.push_back(throughput(bench.ours(clients, kJoinsOfRound), clients));
        shared.push_back(throughput(bench.theirs(bench.shared(), clients, kJoinsOfRound), clients));
        plain.push_back(throughput(bench.theirs(bench.plain(), clients, kJoinsOfRound), clients));
    }
    const auto row = [&](const QString &what, const std::vector<double> &theirs) {
        const double ratio = median(ours) / median(theirs);
        section.row(what.arg(clients), number(median(ours), 0), number(median(theirs), 0), number(ratio, 2),
                    u"≥ 2"_s, ratio >= 2);
    };
    row(u"joins per second, local, %1 at once, both in the shared database"_s, shared);
    row(u"joins per second, local, %1 at once, theirs in tables without Bedside"_s, plain);
}

void distant(Bench &bench, Section &section)
{
    testing::FaultProxy wire(bench.socket());
    wire.setDelay(5ms);
    bench.ours(1, 3, wire.host());
    const double ours = median(bench.ours(1, kSlowJoins, wire.host()));
    const double theirs = median(bench.theirs(bench.shared(), 1, kSlowJoins, wire.host()));
    section.row(u"time of a join at 10 ms round trip"_s, number(ours) + u" ms"_s, number(theirs) + u" ms"_s,
                number(ours / theirs, 2), u"≤ 0.25"_s, ours <= 0.25 * theirs);
}

int run()
{
    Bench bench;
    bench.ours(1, 50);
    bench.theirs(bench.plain(), 1, 50);
    bench.theirs(bench.shared(), 1, 50);
    Section section(
        "Joining a visit",
        "First joins of scheduled visits: one call of `bedside_api.visit_join` (with operation "
        "ledger, seat, events, audit chain and token) against the web system's seven statements, each "
        "committed by itself: in the database both share, and in the given tables alone, as they are "
        "before Bedside comes. Same server, synchronous commits.");
    local(bench, section, 1);
    local(bench, section, kPeople);
    distant(bench, section);
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
