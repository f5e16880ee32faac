#include "tests/bench/clinic.h"
#include "tests/support/pgfixture.h"

#include <QTest>

using namespace bedside;
using namespace bedside::testing;

//! The agenda of a day finds its rows by index, whatever else the database holds.
class TestAgendaPlan : public QObject
{
    Q_OBJECT

private slots:
    void readsNoTableFromEndToEnd()
    {
        PgFixture pg;
        const ConnectionSettings owner = pg.createDatabase();
        QList<QUuid> organizations;
        for (int i = 0; i < 5; ++i)
            organizations << pg.addOrganization(QStringLiteral("Clinic %1").arg(i));
        const ConnectionSettings person =
            pg.addPerson(QStringLiteral("reader"), organizations.first(), {QStringLiteral("front-desk")});
        bench::fillNetwork(owner, organizations, 50'000, 100, QDate(2026, 6, 15));
        QCOMPARE(bench::sequentialScans(
                     owner, person,
                     "SELECT * FROM bedside_api.agenda('2026-06-15T00:00:00Z', '2026-06-16T00:00:00Z')"),
                 QStringList());
    }
};

QTEST_GUILESS_MAIN(TestAgendaPlan)
#include "tst_agendaplan.moc"
