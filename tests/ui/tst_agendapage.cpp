#include "tests/ui/sampleday.h"
#include "tests/ui/uifakes.h"
#include "ui/agenda/agendalist.h"
#include "ui/agenda/agendapage.h"
#include "ui/agenda/visitdrawer.h"
#include "ui/errortext.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/visit/resumebar.h"
#include "ui/visit/roomkeeper.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace bedside;
using namespace bedside::tests;
using namespace Qt::StringLiterals;

class TestAgendaPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void startsAVisitByKeyboardAlone();
    void showsEachStepAndThenTheReasonOfARefusal();
    void joinNextAsksWithTheIdentity();
    void drawerFollowsTheSelection();
    void drawerAdmitsAndDenies();
    void endAsksOnceAndSaysWhatItDoes();
    void cancelSendsTheReason();
    void receptionistSeesNoStart();
    void offersToRejoinAnUnfinishedVisit();
    void takesBackARunningRoomSilently();
    void roomAndVisitStayInStep();
    void aRoomClosedByTheEndIsNoLoss();
    void joinByCodeTakesAnySpelling();
    void samplePatientJoinsThroughTheLink();
    void copiesTheCode();
    void filtersAreRemembered();
    void saysWhyThereIsNoList();
    void foldsTheDrawerWhenNarrow();
    void nothingIsClipped_data();
    void nothingIsClipped();

private:
    void open(FakeClinic &clinic);
    void select(const QString &name);
    QPushButton *button(const char *name) const
    {
        return m_window->findChild<QPushButton *>(QLatin1String(name));
    }
    QString label(const char *name) const
    {
        return m_window->findChild<TextLabel *>(QLatin1String(name))->text();
    }
    AgendaList *list() const { return m_window->findChild<AgendaList *>(); }
    VisitAnswer answer(VisitOutcome outcome, const Visit &visit, bool withGrant = false) const;

    QTemporaryDir m_directory;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FakeClinic> m_clinic;
    std::unique_ptr<MainWindow> m_window;
};

void TestAgendaPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_theme = std::make_unique<Theme>();
}

void TestAgendaPage::init()
{
    m_settings = std::make_unique<QSettings>(m_directory.filePath(u"ui.ini"_s), QSettings::IniFormat);
    m_settings->clear();
    m_clinic = std::make_unique<FakeClinic>(sampleDay(), samplePractitioner());
}

void TestAgendaPage::cleanup()
{
    m_window.reset();
    m_clinic.reset();
}

void TestAgendaPage::open(FakeClinic &clinic)
{
    clinic.feed.alive = sampleNow();
    m_window = std::make_unique<MainWindow>(clinic.prompts, *m_settings, &sampleNow);
    m_window->resize(1280, 800);
    m_window->openSession(clinic.session);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(clinic.store.rows.isEmpty() || list()->model()->rowCount() > 0);
}

void TestAgendaPage::select(const QString &name)
{
    for (int row = 0; row < list()->model()->rowCount(); ++row) {
        const QModelIndex index = list()->model()->index(row, 0);
        if (index.data().toString().contains(name))
            list()->setCurrentIndex(index);
    }
    QVERIFY(list()->currentIndex().data().toString().contains(name));
}

VisitAnswer TestAgendaPage::answer(VisitOutcome outcome, const Visit &visit, bool withGrant) const
{
    VisitAnswer answer;
    answer.outcome = outcome;
    answer.visit = visit;
    if (withGrant)
        answer.grant =
            JoinGrant{visit.roomId, u"user"_s, u"host"_s, u"token"_s, {}, sampleNow().addSecs(300)};
    return answer;
}

void TestAgendaPage::startsAVisitByKeyboardAlone()
{
    open(*m_clinic);
    QTRY_COMPARE(m_window->focusWidget(), list());
    QCOMPARE(list()->currentIndex().row(), 4);
    Visit visit = sampleVisit(u"a6"_s);
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Created, visit));
    visit.status = VisitStatus::Active;
    visit.startedAt = sampleNow();
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Started, visit, true));
    QTest::keyClick(list(), Qt::Key_Down);
    QTest::keyClick(list(), Qt::Key_Return);
    QTRY_COMPARE(m_clinic->rooms.opened.size(), 1);
    const RoomSession opened = m_clinic->rooms.opened.first();
    QCOMPARE(opened.visit.id, visit.id);
    QCOMPARE(opened.patient->name, u"María Gómez"_s);
    QCOMPARE(opened.displayName, u"Dr. Ruth Smith"_s);
    QCOMPARE(m_clinic->lifecycle.functions(), (QStringList{u"visit_create"_s, u"visit_join"_s}));
    QTRY_COMPARE(button("primaryButton")->text(), u"Show room"_s);
}

void TestAgendaPage::showsEachStepAndThenTheReasonOfARefusal()
{
    open(*m_clinic);
    select(u"Gómez"_s);
    m_clinic->lifecycle.answers.push_back(Error{ErrorCode::Conflict, u"appointment.cancelled"_s, {}});
    button("primaryButton")->click();
    QCOMPARE(label("progress"), u"Recording the visit…"_s);
    QVERIFY(!button("primaryButton")->isEnabled());
    auto *notice = m_window->findChild<MessageBar *>(u"notice"_s);
    QTRY_VERIFY(notice->isVisible());
    QCOMPARE(notice->text(), errorText({ErrorCode::Conflict, u"appointment.cancelled"_s, {}}).whole());
    QVERIFY(button("primaryButton")->isEnabled());
    QVERIFY(m_clinic->rooms.opened.isEmpty());
}

void TestAgendaPage::joinNextAsksWithTheIdentity()
{
    open(*m_clinic);
    select(u"Gómez"_s);
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Started, sampleVisit(u"a5"_s), true));
    QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(m_clinic->rooms.opened.size(), 1);
    QCOMPARE(m_clinic->prompts.asked.size(), 1);
    const Question asked = m_clinic->prompts.asked.first();
    QVERIFY(asked.title.contains(u"李伟"_s));
    QVERIFY(asked.text.contains(u"3 Feb 1993"_s));
}

void TestAgendaPage::drawerFollowsTheSelection()
{
    open(*m_clinic);
    select(u"李伟"_s);
    QCOMPARE(label("patientName"), u"李伟 (Li Wei)"_s);
    QCOMPARE(label("code"), u"ABCDE FGHJK"_s);
    const auto texts = [this] {
        QStringList lines;
        const auto labels = m_window->findChild<VisitDrawer *>()->findChildren<TextLabel *>();
        for (const TextLabel *text : labels)
            if (text->isVisibleTo(m_window.get()))
                lines.append(text->text());
        return lines.join(u'\n');
    };
    QVERIFY(texts().contains(u"17:00 for the patient (Asia/Shanghai)"_s));
    QVERIFY(texts().contains(u"Speaks Chinese"_s));
    select(u"Gómez"_s);
    QCOMPARE(label("patientName"), u"María Gómez"_s);
    QVERIFY(texts().contains(u"No join code yet"_s));
    QVERIFY(!texts().contains(u"for the patient"_s));
    QVERIFY(!button("endButton")->isVisible());
}

void TestAgendaPage::drawerAdmitsAndDenies()
{
    open(*m_clinic);
    select(u"李伟"_s);
    const auto buttons = m_window->findChild<QWidget *>(u"people"_s)->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 4);
    QCOMPARE(buttons.first()->accessibleName(), u"Admit 李伟"_s);
    Visit visit = *m_clinic->store.rows[4].visit;
    visit.participants[0].state = ParticipantState::Admitted;
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Admitted, visit));
    buttons.first()->click();
    QTRY_COMPARE(m_clinic->lifecycle.functions(), QStringList{u"visit_admit"_s});
    const auto step = std::get<AdmitParticipant>(m_clinic->lifecycle.calls.first().command.step);
    QCOMPARE(step.participant, visit.participants[0].id);
}

void TestAgendaPage::endAsksOnceAndSaysWhatItDoes()
{
    open(*m_clinic);
    select(u"John Doe"_s);
    Visit visit = *m_clinic->store.rows[2].visit;
    visit.status = VisitStatus::Ended;
    visit.endReason = EndReason::Completed;
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Ended, visit));
    QVERIFY(button("endButton")->isVisible());
    button("endButton")->click();
    QCOMPARE(m_clinic->prompts.asked.size(), 1);
    QVERIFY(m_clinic->prompts.asked.first().text.contains(u"Everybody leaves the room"_s));
    QTRY_COMPARE(m_window->findChild<QWidget *>(u"stateChip"_s)->accessibleName(), u"done"_s);
    QVERIFY(!button("endButton")->isVisible());
}

void TestAgendaPage::cancelSendsTheReason()
{
    open(*m_clinic);
    select(u"李伟"_s);
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Cancelled, *m_clinic->store.rows[4].visit));
    button("cancelButton")->click();
    QTRY_COMPARE(m_clinic->lifecycle.calls.size(), 1);
    QCOMPARE(std::get<CancelVisit>(m_clinic->lifecycle.calls.first().command.step).reason,
             u"Patient called"_s);
}

void TestAgendaPage::receptionistSeesNoStart()
{
    m_clinic = std::make_unique<FakeClinic>(sampleDay(), sampleReceptionist());
    open(*m_clinic);
    select(u"Gómez"_s);
    QCOMPARE(button("primaryButton")->text(), u"Make join code"_s);
    QVERIFY(!m_window->findChild<QAction *>(u"instantVisit"_s)->isEnabled());
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Created, sampleVisit(u"a6"_s)));
    QTest::keyClick(list(), Qt::Key_Return);
    QTRY_COMPARE(m_clinic->lifecycle.functions(), QStringList{u"visit_create"_s});
    QTRY_COMPARE(label("code"), u"ABCDE FGHJK"_s);
    QVERIFY(m_clinic->rooms.opened.isEmpty());
}

void TestAgendaPage::offersToRejoinAnUnfinishedVisit()
{
    Visit &visit = *m_clinic->store.rows[2].visit;
    visit.participants[0].isMe = true;
    open(*m_clinic);
    auto *bar = m_window->findChild<ResumeBar *>();
    QTRY_VERIFY(bar->isVisible());
    QTRY_COMPARE(bar->text(), u"You are still with J. D., since 12 min."_s);
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Rejoined, visit, true));
    bar->findChild<QPushButton *>(u"rejoin"_s)->click();
    QTRY_COMPARE(m_clinic->rooms.opened.size(), 1);
    QTRY_VERIFY(!bar->isVisible());
}

void TestAgendaPage::takesBackARunningRoomSilently()
{
    Visit &visit = *m_clinic->store.rows[2].visit;
    visit.participants[0].isMe = true;
    m_clinic->rooms.running = visit.id;
    open(*m_clinic);
    select(u"John Doe"_s);
    QTRY_COMPARE(button("primaryButton")->text(), u"Show room"_s);
    QVERIFY(!m_window->findChild<ResumeBar *>()->isVisible());
    QVERIFY(m_clinic->lifecycle.calls.isEmpty());
}

void TestAgendaPage::roomAndVisitStayInStep()
{
    open(*m_clinic);
    Visit visit = *m_clinic->store.rows[2].visit;
    m_clinic->rooms.open({visit, {}, {}, {}});
    visit.participants.append(samplePerson(u"Son"_s, ParticipantKind::Family, ParticipantState::Waiting));
    m_clinic->store.rows[2].visit = visit;
    emit m_clinic->feed.changed({visit.id.toString(QUuid::WithoutBraces)});
    QTRY_VERIFY(!m_clinic->rooms.updated.isEmpty());
    QCOMPARE(m_clinic->rooms.updated.last().participants.size(), 3);
    visit.status = VisitStatus::Ended;
    visit.endReason = EndReason::Completed;
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Ended, visit));
    emit m_clinic->rooms.endRequested(visit.id);
    QTRY_VERIFY(m_clinic->rooms.closings > 0);
    QCOMPARE(m_clinic->lifecycle.functions(), QStringList{u"visit_end"_s});
}

void TestAgendaPage::aRoomClosedByTheEndIsNoLoss()
{
    open(*m_clinic);
    Visit visit = *m_clinic->store.rows[2].visit;
    const QSignalSpy lost(m_window->findChild<RoomKeeper *>(), &RoomKeeper::roomLost);
    m_clinic->rooms.open({visit, {}, {}, {}});
    m_clinic->rooms.crash();
    Visit ended = visit;
    ended.status = VisitStatus::Ended;
    ended.endReason = EndReason::Completed;
    m_clinic->store.rows[2].visit = ended;
    emit m_clinic->feed.changed({visit.id.toString(QUuid::WithoutBraces)});
    QTRY_VERIFY(m_clinic->rooms.closings > 0);

    m_clinic->rooms.open({visit, {}, {}, {}});
    m_clinic->rooms.crash();
    QTRY_COMPARE(lost.count(), 1);
    QCOMPARE(lost.first().first().toUuid(), visit.id);
}

void TestAgendaPage::joinByCodeTakesAnySpelling()
{
    open(*m_clinic);
    m_window->findChild<QAction *>(u"joinByCode"_s)->trigger();
    auto *dialog = m_window->findChild<QDialog *>(u"joinByCode"_s);
    QVERIFY(dialog);
    auto *kinds = dialog->findChild<QComboBox *>(u"kindField"_s);
    QCOMPARE(kinds->findText(u"practitioner"_s), -1);
    auto *send = dialog->findChild<QPushButton *>(u"send"_s);
    QVERIFY(!send->isEnabled());
    auto *code = dialog->findChild<QLineEdit *>(u"codeField"_s);
    code->setText(u"not a code!"_s);
    dialog->findChild<QLineEdit *>(u"nameField"_s)->setText(u"Anna"_s);
    send->click();
    auto *problem = dialog->findChild<TextLabel *>(u"problem"_s);
    QVERIFY(problem->isVisibleTo(dialog));
    QVERIFY(m_clinic->lifecycle.calls.isEmpty());
    code->setText(u"abcde-fghjk"_s);
    m_clinic->lifecycle.answers.push_back(answer(VisitOutcome::Waiting, sampleVisit(u"a5"_s)));
    const QPointer<QDialog> open = dialog;
    send->click();
    QTRY_VERIFY(!open);
    QCOMPARE(std::get<ArriveAtVisit>(m_clinic->lifecycle.calls.first().command.step).code, u"ABCDEFGHJK"_s);
}

void TestAgendaPage::samplePatientJoinsThroughTheLink()
{
    open(*m_clinic);
    select(u"李伟"_s);
    QVERIFY(!button("sampleButton")->isVisible());
    m_clinic->session.samplePatient = &m_clinic->patient;
    open(*m_clinic);
    select(u"李伟"_s);
    button("sampleButton")->click();
    QCOMPARE(m_clinic->patient.joined, QList<QUrl>{m_clinic->store.rows[4].visit->publicLink});
    QVERIFY(m_window->findChild<MessageBar *>(u"sampleBanner"_s)->isVisible());
}

void TestAgendaPage::copiesTheCode()
{
    open(*m_clinic);
    select(u"李伟"_s);
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"ABCDE FGHJK"_s);
    select(u"Gómez"_s);
    QVERIFY(!m_window->findChild<QAction *>(u"copyCode"_s)->isEnabled());
}

void TestAgendaPage::filtersAreRemembered()
{
    open(*m_clinic);
    m_window->findChild<QComboBox *>(u"statusFilter"_s)->setCurrentIndex(1);
    const int open1 = list()->model()->rowCount();
    QVERIFY(open1 < static_cast<int>(m_clinic->store.rows.size()));
    open(*m_clinic);
    QTRY_COMPARE(list()->model()->rowCount(), open1);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = m_window->findChild<QLineEdit *>(u"search"_s);
    QTRY_COMPARE(m_window->focusWidget(), search);
    QTest::keyClicks(search, u"nobody at all"_s);
    QCOMPARE(m_window->findChild<AgendaPage *>()->findChild<EmptyState *>()->title(), u"Nothing matches"_s);
}

void TestAgendaPage::saysWhyThereIsNoList()
{
    m_clinic->store.rows.clear();
    open(*m_clinic);
    auto *empty = m_window->findChild<AgendaPage *>()->findChild<EmptyState *>();
    QTRY_COMPARE(empty->title(), u"No appointments"_s);
    m_clinic->store.offline = true;
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(empty->title(), u"The server cannot be reached."_s);
    m_clinic->store.offline = false;
    m_clinic->store.rows = sampleDay();
    empty->findChild<QPushButton *>()->click();
    QTRY_COMPARE(list()->model()->rowCount(), static_cast<int>(sampleDay().size()));
}

void TestAgendaPage::foldsTheDrawerWhenNarrow()
{
    open(*m_clinic);
    auto *drawer = m_window->findChild<VisitDrawer *>();
    QVERIFY(drawer->isVisible());
    m_window->resize(1000, 700);
    QTRY_VERIFY(!drawer->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_F4);
    QTRY_VERIFY(drawer->isVisible());
}

void TestAgendaPage::nothingIsClipped_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("normal") << 1.0 << Qt::LeftToRight;
    QTest::newRow("twice as large") << 2.0 << Qt::LeftToRight;
    QTest::newRow("right to left") << 1.0 << Qt::RightToLeft;
    QTest::newRow("right to left, twice as large") << 2.0 << Qt::RightToLeft;
}

void TestAgendaPage::nothingIsClipped()
{
    QFETCH(double, scale);
    QFETCH(Qt::LayoutDirection, direction);
    const QFont usual = QApplication::font();
    QFont large = usual;
    large.setPointSizeF(usual.pointSizeF() * scale);
    QApplication::setFont(large);
    QApplication::setLayoutDirection(direction);
    open(*m_clinic);
    m_window->resize(1920, 1080);
    select(u"李伟"_s);
    QTRY_COMPARE(label("patientName"), u"李伟 (Li Wei)"_s);
    QStringList clipped;
    const auto widgets = m_window->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        const bool isText = qobject_cast<QLabel *>(widget) || qobject_cast<QAbstractButton *>(widget);
        const bool isQtsOwn = widget->inherits("QLineEditIconButton");
        if (!isText || isQtsOwn || !widget->isVisible())
            continue;
        const bool wraps = widget->hasHeightForWidth();
        const int wanted = wraps ? widget->heightForWidth(widget->width()) : widget->sizeHint().height();
        if (widget->height() < wanted || (!wraps && widget->width() < widget->minimumSizeHint().width()))
            clipped.append(u"%1 %2"_s.arg(QLatin1String(widget->metaObject()->className()),
                                          widget->accessibleName() + widget->property("text").toString()));
    }
    QApplication::setFont(usual);
    QApplication::setLayoutDirection(Qt::LeftToRight);
    QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
}

QTEST_MAIN(TestAgendaPage)
#include "tst_agendapage.moc"
