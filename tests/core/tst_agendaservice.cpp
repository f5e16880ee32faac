#include "core/schedule/agendaservice.h"

#include "tests/support/fakeports.h"

#include <QSignalSpy>
#include <QTest>

using namespace bedside;
using namespace bedside::tests;

namespace {

QDateTime at(int hour)
{
    return QDateTime(QDate(2026, 3, 2), QTime(hour, 0), Qt::UTC);
}

AgendaEntry row(const char *id, int hour)
{
    AgendaEntry entry;
    entry.appointmentId = QString::fromLatin1(id);
    entry.start = at(hour);
    return entry;
}

struct World
{
    FakeAgendaStore store;
    FakeFeed feed;
    AgendaService service{store, feed};
    QSignalSpy reset{&service, &AgendaService::entriesReset};
    QSignalSpy inserted{&service, &AgendaService::entryInserted};
    QSignalSpy changed{&service, &AgendaService::entryChanged};
    QSignalSpy removed{&service, &AgendaService::entryRemoved};
    QSignalSpy failed{&service, &AgendaService::failed};

    World() { store.rows = {row("b", 10), row("a", 9), row("c", 10)}; }

    void show()
    {
        service.setWindow(at(8), at(18));
        QTRY_VERIFY(!service.isLoading());
    }
    QStringList keys() const
    {
        QStringList list;
        for (const auto &entry : service.entries())
            list.append(agendaKey(entry));
        return list;
    }
};

QStringList names(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestAgendaService : public QObject
{
    Q_OBJECT

private slots:
    void readsTheWindowInOrder()
    {
        World world;
        world.show();
        QCOMPARE(world.keys(), names("a b c"));
        QVERIFY(world.service.current().isValid());
    }

    void readsOnlyHintedRows()
    {
        World world;
        world.show();
        world.store.rows[0].reason = QStringLiteral("new");
        world.store.rows[1].reason = QStringLiteral("not hinted");
        emit world.feed.changed(names("b"));
        QTRY_COMPARE(world.changed.size(), 1);
        QCOMPARE(world.changed.at(0).at(0).toLongLong(), 1);
        QCOMPARE(world.service.entries().at(1).reason, QStringLiteral("new"));
        QVERIFY(world.service.entries().at(0).reason.isEmpty());
        QCOMPARE(world.store.readings, 1);
    }

    void anUnchangedRowIsNotAnnounced()
    {
        World world;
        world.show();
        emit world.feed.changed(names("b"));
        QTRY_COMPARE(world.store.partialReadings.size(), 1);
        emit world.feed.changed(names("nothing"));
        QTRY_COMPARE(world.store.partialReadings.size(), 2);
        QCOMPARE(world.changed.size() + world.inserted.size() + world.removed.size(), 0);
    }

    void rowsComeGoAndMove()
    {
        World world;
        world.show();
        world.store.rows = {row("a", 12), row("c", 10), row("d", 11)};
        emit world.feed.changed(names("a b d"));
        QTRY_COMPARE(world.keys(), names("c d a"));
        QCOMPARE(world.reset.size(), 2);
    }

    void anInstantVisitIsARowOfItsOwn()
    {
        World world;
        AgendaEntry instant;
        instant.start = at(11);
        instant.visit = Visit{};
        instant.visit->id = QUuid::createUuid();
        world.store.rows.append(instant);
        world.show();
        const auto id = instant.visit->id.toString(QUuid::WithoutBraces);
        QCOMPARE(world.keys(), names("a b c") + QStringList{id});
        QCOMPARE(world.service.indexOfVisit(instant.visit->id), 3);
        world.store.rows.removeLast();
        emit world.feed.changed({id});
        QTRY_COMPARE(world.keys(), names("a b c"));
    }

    void afterReconnectTheListEqualsAFreshQuery()
    {
        World world;
        world.show();
        world.store.rows = {row("a", 9), row("z", 8)};
        emit world.feed.resynced();
        QTRY_COMPARE(world.keys(), names("z a"));
        QCOMPARE(world.reset.size(), 2);
        QCOMPARE(world.store.readings, 2);
    }

    void anAnswerForAnEarlierWindowIsDropped()
    {
        World world;
        world.store.hold = true;
        world.service.setWindow(at(8), at(10));
        world.service.setWindow(at(10), at(18));
        world.store.release();
        QTRY_VERIFY(!world.service.isLoading());
        QCOMPARE(world.keys(), names("b c"));
    }

    void hintsDuringAReadingAreReadAfterwards()
    {
        World world;
        world.store.hold = true;
        world.service.setWindow(at(8), at(18));
        world.store.rows.append(row("late", 17));
        emit world.feed.changed(names("late"));
        QCOMPARE(world.store.partialReadings.size(), 0);
        world.store.release();
        QTRY_COMPARE(world.keys(), names("a b c late"));
    }

    void failureKeepsTheRowsAndTheirAge()
    {
        World world;
        world.show();
        const auto before = world.service.current();
        world.feed.alive = QDateTime::currentDateTimeUtc().addSecs(60);
        QCOMPARE(world.service.current(), world.feed.alive);
        world.store.offline = true;
        world.feed.current = ChangeFeed::State::Lost;
        world.service.reload();
        QTRY_COMPARE(world.failed.size(), 1);
        QCOMPARE(world.keys(), names("a b c"));
        QCOMPARE(world.service.current(), before);
        world.store.offline = false;
        world.feed.current = ChangeFeed::State::Live;
        emit world.feed.resynced();
        QTRY_VERIFY(world.service.current() > before);
    }

    void anAnswerIsTakenOverAheadOfTheHint()
    {
        World world;
        world.show();
        Visit visit;
        visit.id = QUuid::createUuid();
        visit.appointmentId = QStringLiteral("b");
        world.service.applyVisit(visit);
        QCOMPARE(world.service.indexOfVisit(visit.id), 1);
        QCOMPARE(world.changed.size(), 1);
        visit.status = VisitStatus::Active;
        world.service.applyVisit(visit);
        QCOMPARE(world.service.entries().at(1).visit->status, VisitStatus::Active);
        visit.id = QUuid::createUuid();
        visit.appointmentId = QStringLiteral("elsewhere");
        world.service.applyVisit(visit);
        QCOMPARE(world.changed.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestAgendaService)
#include "tst_agendaservice.moc"
