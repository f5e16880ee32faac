#include "tests/ui/sampleday.h"
#include "tests/ui/uifakes.h"
#include "ui/delegates/agendadelegate.h"
#include "ui/models/agendamodel.h"
#include "ui/models/agendaproxy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace bedside;
using namespace bedside::tests;
using namespace Qt::StringLiterals;

class TestAgendaModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void rowSaysWhatThePracticeSays();
    void stateFollowsAppointmentAndVisit_data();
    void stateFollowsAppointmentAndVisit();
    void actionNamesWhatHappens();
    void clocksRunOnlyForThoseWhoWaitOrTalk();
    void rowsChangeInPlace();
    void rereadingKeepsRowsThatStay();
    void filterFindsNameReasonAndCode();
    void nextIsWhoWaitsLongestThenTheFirstOpenOne();
    void columnsGiveWayInOrder();
    void agesAreWholeYears();

private:
    QString printed() const;
    void load(const QList<AgendaEntry> &rows);

    std::unique_ptr<FakeClinic> m_clinic;
    std::unique_ptr<AgendaModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

namespace {

RowContext context()
{
    return {QTimeZone("Europe/Berlin"), sampleNow(), true, {}};
}

} // namespace

void TestAgendaModel::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    load(sampleDay());
}

void TestAgendaModel::load(const QList<AgendaEntry> &rows)
{
    m_tester.reset();
    m_model.reset();
    m_clinic = std::make_unique<FakeClinic>(rows, samplePractitioner());
    m_model = std::make_unique<AgendaModel>(m_clinic->agenda, context());
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_clinic->agenda.setWindow(sampleNow().addDays(-1), sampleNow().addDays(1));
    QTRY_COMPARE(m_model->rowCount(), static_cast<int>(rows.size()));
}

QString TestAgendaModel::printed() const
{
    QStringList lines;
    for (int i = 0; i < m_model->rowCount(); ++i)
        lines.append(spokenRow(m_model->row(i)));
    return lines.join(u'\n');
}

void TestAgendaModel::rowSaysWhatThePracticeSays()
{
    const QStringList lines = printed().split(u'\n');
    QCOMPARE(lines.at(2),
             u"09:30; John Doe, 52; Chest pain; Dr. Kenji Watanabe; in visit 12:04; ABCDE FGHJK; Join"_s);
    QCOMPARE(
        lines.at(4),
        u"10:00; 李伟 (Li Wei), 33; Results of the MRI; Dr. Ruth Smith; waiting 04:10; ABCDE FGHJK; Join"_s);
    QCOMPARE(lines.at(5), u"10:30; María Gómez, 61; Intake; Dr. Ruth Smith; booked; Start video visit"_s);
    QVERIFY(lines.at(10).contains(u"No patient picked"_s));
    const QModelIndex first = m_model->index(0);
    QCOMPARE(first.data(Qt::AccessibleTextRole).toString(), lines.at(0));
}

void TestAgendaModel::stateFollowsAppointmentAndVisit_data()
{
    QTest::addColumn<AgendaEntry>("entry");
    QTest::addColumn<RowState>("state");
    const auto ended = [](EndReason reason) {
        AgendaEntry entry = sampleEntry(u"x"_s, u"A"_s, 10);
        entry.visit = sampleVisit(u"x"_s);
        entry.visit->status = VisitStatus::Ended;
        entry.visit->endReason = reason;
        return entry;
    };
    QTest::newRow("booked") << sampleEntry(u"x"_s, u"A"_s, 10) << RowState::Booked;
    QTest::newRow("late") << sampleEntry(u"x"_s, u"A"_s, -5) << RowState::Late;
    QTest::newRow("not late yet") << sampleEntry(u"x"_s, u"A"_s, -4) << RowState::Booked;
    QTest::newRow("completed") << ended(EndReason::Completed) << RowState::Done;
    QTest::newRow("cancelled visit") << ended(EndReason::Cancelled) << RowState::Cancelled;
    QTest::newRow("no-show") << ended(EndReason::NoShow) << RowState::NoShow;
    QTest::newRow("expired") << ended(EndReason::Expired) << RowState::Expired;
    AgendaEntry waiting = sampleEntry(u"x"_s, u"A"_s, -30);
    waiting.visit = sampleVisit(u"x"_s);
    waiting.visit->participants = {samplePerson(u"A"_s, ParticipantKind::Patient, ParticipantState::Waiting)};
    QTest::newRow("waiting wins over late") << waiting << RowState::Waiting;
    waiting.visit->status = VisitStatus::Active;
    QTest::newRow("active wins over waiting") << waiting << RowState::InVisit;
    AgendaEntry noShow = sampleEntry(u"x"_s, u"A"_s, 10);
    noShow.status = AppointmentStatus::NoShow;
    QTest::newRow("appointment says no-show") << noShow << RowState::NoShow;
}

void TestAgendaModel::stateFollowsAppointmentAndVisit()
{
    QFETCH(AgendaEntry, entry);
    QFETCH(RowState, state);
    QCOMPARE(rowState(entry, sampleNow()), state);
}

void TestAgendaModel::actionNamesWhatHappens()
{
    RowContext practitioner = context();
    RowContext desk = context();
    desk.joins = false;
    AgendaEntry entry = sampleEntry(u"x"_s, u"A"_s, 10);
    QCOMPARE(agendaRow(entry, practitioner).action, RowAction::Start);
    QCOMPARE(agendaRow(entry, desk).action, RowAction::MakeCode);
    entry.visit = sampleVisit(u"x"_s);
    QCOMPARE(agendaRow(entry, practitioner).action, RowAction::Join);
    QCOMPARE(agendaRow(entry, desk).action, RowAction::None);
    entry.visit->status = VisitStatus::Active;
    Participant me = samplePerson(u"Me"_s, ParticipantKind::Practitioner, ParticipantState::Left);
    me.isMe = true;
    entry.visit->participants = {me};
    QCOMPARE(agendaRow(entry, practitioner).action, RowAction::Rejoin);
    practitioner.shownVisit = entry.visit->id;
    QCOMPARE(agendaRow(entry, practitioner).action, RowAction::ShowRoom);
    entry.visit->status = VisitStatus::Ended;
    entry.visit->endReason = EndReason::Completed;
    QCOMPARE(agendaRow(entry, practitioner).action, RowAction::None);
}

void TestAgendaModel::clocksRunOnlyForThoseWhoWaitOrTalk()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setNow(sampleNow().addSecs(1));
    QCOMPARE(changed.size(), 2);
    QCOMPARE(m_model->row(2).clock, u"12:05"_s);
    QCOMPARE(clockText(sampleNow(), sampleNow().addSecs(3725)), u"1:02:05"_s);
}

void TestAgendaModel::rowsChangeInPlace()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    const QPersistentModelIndex kept = m_model->index(5);
    m_clinic->store.rows[5].visit = sampleVisit(u"a6"_s);
    emit m_clinic->feed.changed({u"a6"_s});
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(kept.row(), 5);
    QCOMPARE(m_model->row(5).code, u"ABCDE FGHJK"_s);
    m_clinic->store.rows.removeAt(0);
    emit m_clinic->feed.changed({u"a1"_s});
    QTRY_COMPARE(kept.row(), 4);
    QCOMPARE(reset.size(), 0);
}

void TestAgendaModel::rereadingKeepsRowsThatStay()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    const QPersistentModelIndex kept = m_model->index(5);
    m_clinic->store.rows.removeAt(1);
    m_clinic->store.rows.insert(4, sampleEntry(u"new"_s, u"New Person"_s, 30));
    m_clinic->agenda.reload();
    QTRY_VERIFY(m_model->rowOfKey(u"new"_s) >= 0);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(kept.data(AgendaModel::KeyRole).toString(), u"a6"_s);
}

void TestAgendaModel::filterFindsNameReasonAndCode()
{
    AgendaProxy proxy;
    const QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    proxy.setSourceModel(m_model.get());
    const auto count = [&proxy](const AgendaFilter &filter) {
        proxy.setFilter(filter);
        return proxy.rowCount();
    };
    using Show = AgendaFilter::Show;
    QCOMPARE(count({{}, Show::All, u"gómez"_s}), 1);
    QCOMPARE(count({{}, Show::All, u"mri"_s}), 1);
    QCOMPARE(count({{}, Show::All, u"abcde-fghjk"_s}), 2);
    QCOMPARE(count({{}, Show::Waiting, {}}), 1);
    QCOMPARE(count({{}, Show::InVisit, {}}), 1);
    QCOMPARE(count({{}, Show::Done, {}}), 2);
    QCOMPARE(count({u"dr-1"_s, Show::All, {}}), 5);
    QCOMPARE(count({}), m_model->rowCount());
}

void TestAgendaModel::nextIsWhoWaitsLongestThenTheFirstOpenOne()
{
    AgendaProxy proxy;
    proxy.setSourceModel(m_model.get());
    QCOMPARE(proxy.nextRow(sampleNow(), u"dr-0"_s), 4);
    m_clinic->store.rows[4].visit->participants.clear();
    m_clinic->agenda.reload();
    QTRY_COMPARE(m_model->row(4).state, RowState::Booked);
    QCOMPARE(proxy.nextRow(sampleNow(), u"dr-0"_s), 3);
    QCOMPARE(proxy.nextRow(sampleNow().addSecs(3600), u"dr-0"_s), 5);
    QCOMPARE(proxy.nextRow(sampleNow(), u"nobody"_s), -1);
}

void TestAgendaModel::columnsGiveWayInOrder()
{
    const AgendaDelegate delegate;
    bool hadAge = false;
    bool hadReason = false;
    bool hadPractitioner = false;
    for (int width = 300; width < 1600; width += 10) {
        const AgendaColumns columns = delegate.columns(QRect(0, 0, width, 44));
        QVERIFY(!columns.practitioner.isEmpty() || !hadPractitioner);
        QVERIFY(!columns.reason.isEmpty() || !hadReason);
        QVERIFY(columns.showsAge || !hadAge);
        QVERIFY(columns.reason.isEmpty() || !columns.practitioner.isEmpty());
        QVERIFY(!columns.showsAge || !columns.reason.isEmpty());
        hadPractitioner = !columns.practitioner.isEmpty();
        hadReason = !columns.reason.isEmpty();
        hadAge = columns.showsAge;
        const QRect last = columns.code.isEmpty() ? columns.clock : columns.code;
        QVERIFY(width < 500 || last.right() < columns.action.left());
    }
    QVERIFY(hadAge && hadReason && hadPractitioner);
}

void TestAgendaModel::agesAreWholeYears()
{
    QCOMPARE(ageText({1986, 3, 14}, {2026, 3, 13}), u"39"_s);
    QCOMPARE(ageText({1986, 3, 14}, {2026, 3, 14}), u"40"_s);
    QCOMPARE(ageText({2025, 8, 20}, {2026, 11, 20}), u"15 mo"_s);
    QCOMPARE(ageText({}, {2026, 3, 14}), QString());
}

Q_DECLARE_METATYPE(bedside::AgendaEntry)

QTEST_MAIN(TestAgendaModel)
#include "tst_agendamodel.moc"
