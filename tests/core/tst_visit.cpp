#include "core/visit/visit.h"
#include "core/visit/waitingorder.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestVisit : public QObject
{
    Q_OBJECT

private slots:
    void normalizesCodesAsTyped_data();
    void normalizesCodesAsTyped();
    void groupsCodesForReadingOut();
    void findsWhoWaitsLongest();
};

void TestVisit::normalizesCodesAsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("stored");
    QTest::newRow("plain") << u"ABCDEFGHJK"_s << u"ABCDEFGHJK"_s;
    QTest::newRow("grouped, lower case") << u" abcde-fghjk "_s << u"ABCDEFGHJK"_s;
    QTest::newRow("look-alikes") << u"OIL23 45678"_s << u"0112345678"_s;
    QTest::newRow("web system's kind is left alone") << u"abc1-2345"_s << u"ABC12345"_s;
    QTest::newRow("web system's kind keeps O and I") << u"OIL12345"_s << u"OIL12345"_s;
    QTest::newRow("U is not in the alphabet") << u"UBCDEFGHJK"_s << QString();
    QTest::newRow("too short") << u"ABC"_s << QString();
    QTest::newRow("nine") << u"ABCDEFGHJ"_s << QString();
    QTest::newRow("too long") << u"ABCDEFGHJKM"_s << QString();
    QTest::newRow("other scripts") << u"АВСDEFGHJK"_s << QString();
    QTest::newRow("injection") << u"'; DROP TABLE"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void TestVisit::normalizesCodesAsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QString, stored);
    QCOMPARE(bedside::normalizedJoinCode(typed), stored);
}

void TestVisit::groupsCodesForReadingOut()
{
    QCOMPARE(bedside::groupedJoinCode(u"ABCDEFGHJK"_s), u"ABCDE FGHJK"_s);
    QCOMPARE(bedside::groupedJoinCode(u"ABC12345"_s), u"ABC1 2345"_s);
}

void TestVisit::findsWhoWaitsLongest()
{
    using bedside::Participant;
    using bedside::ParticipantState;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto person = [&now](const QString &name, ParticipantState state, int secondsAgo) {
        Participant one;
        one.name = name;
        one.state = state;
        one.waitingSince = now.addSecs(-secondsAgo);
        return one;
    };
    QVERIFY(!bedside::longestWaiting({}));
    QVERIFY(!bedside::longestWaiting({person(u"in"_s, ParticipantState::InRoom, 90)}));
    const auto longest = bedside::longestWaiting({person(u"late"_s, ParticipantState::Waiting, 5),
                                                  person(u"early"_s, ParticipantState::Waiting, 60),
                                                  person(u"denied"_s, ParticipantState::Denied, 600)});
    QVERIFY(longest);
    QCOMPARE(longest->name, u"early"_s);
}

QTEST_GUILESS_MAIN(TestVisit)
#include "tst_visit.moc"
