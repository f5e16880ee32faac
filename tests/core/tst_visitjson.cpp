#include "core/visit/visitjson.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace bedside;
using nlohmann::json;

namespace {

//! With ' for ": moc of Qt 6.4 stumbles over raw strings with slashes.
QByteArray answerText()
{
    return QByteArray("{"
                      "'outcome': 'started', 'replayed': true, 'secret': null,"
                      "'visit': {'id': '0b4c1f5e-7f0a-4a63-9d3f-0d3f6a1f0001', 'code': 'ABCDE12345',"
                      "'public_link': 'http://localhost:3000/meeting/ABCDE12345', 'status': 'active', "
                      "'end_reason': null,"
                      "'room_state': 'ready', 'room_id': 'room-1', 'appointment_id': 'appt-1', "
                      "'encounter_id': 'enc-1',"
                      "'patient_id': null, 'practitioner_id': 'prac-1', 'created_at': "
                      "'2026-03-02T09:00:00.123456+01:00',"
                      "'started_at': '2026-03-02T08:01:00+00:00', 'expires_at': '2026-03-02T12:00:00+00:00',"
                      "'participants': [{'id': '0b4c1f5e-7f0a-4a63-9d3f-0d3f6a1f0002', 'kind': 'patient', "
                      "'name': 'Ana Ílhavo',"
                      "'state': 'waiting', 'waiting_since': '2026-03-02T08:00:30+00:00', 'is_me': false}]},"
                      "'grant': {'room_id': 'room-1', 'user_id': 'u', 'role': 'host', 'token': 't', "
                      "'expires_at': null}}")
        .replace('\'', '"');
}

} // namespace

class TestVisitJson : public QObject
{
    Q_OBJECT

private slots:
    void readsAnAnswer()
    {
        const auto answer = visitAnswerFromJson(json::parse(answerText().toStdString()));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->outcome, VisitOutcome::Started);
        QVERIFY(answer->replayed);
        QCOMPARE(answer->visit.status, VisitStatus::Active);
        QCOMPARE(answer->visit.endReason, EndReason::None);
        QCOMPARE(answer->visit.createdAt, QDateTime(QDate(2026, 3, 2), QTime(8, 0, 0, 123), Qt::UTC));
        QVERIFY(answer->visit.endedAt.isNull());
        QCOMPARE(answer->visit.participants.size(), 1);
        QCOMPARE(answer->visit.participants.at(0).name, QString::fromUtf8("Ana Ílhavo"));
        QCOMPARE(answer->grant->token, QStringLiteral("t"));
        QVERIFY(!answer->participant);
    }

    void survivesTheWayThereAndBack()
    {
        const auto answer = visitAnswerFromJson(json::parse(answerText().toStdString()));
        const auto again = visitAnswerFromJson(json::parse(toJson(*answer).dump()));
        QVERIFY(again.has_value());
        QCOMPARE(*again, *answer);
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("outcome") << "/outcome"
                                 << "\"exploded\"";
        QTest::newRow("status") << "/visit/status"
                                << "\"paused\"";
        QTest::newRow("no id") << "/visit/id"
                               << "null";
        QTest::newRow("no visit") << "/visit"
                                  << "[]";
        QTest::newRow("time") << "/visit/started_at"
                              << "\"yesterday\"";
        QTest::newRow("type") << "/visit/code"
                              << "17";
        QTest::newRow("person") << "/visit/participants/0/state"
                                << "\"asleep\"";
        QTest::newRow("no token") << "/grant/token"
                                  << "null";
    }

    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        auto document = json::parse(answerText().toStdString());
        document[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const auto answer = visitAnswerFromJson(document);
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().reason, QStringLiteral("answer.malformed"));
    }

    void everyStepSurvivesTheJournalsForm()
    {
        const auto visit = QUuid::createUuid();
        const auto person = QUuid::createUuid();
        const QList<VisitStep> steps{
            CreateVisit{QStringLiteral("appt")},
            StartInstantVisit{},
            StartInstantVisit{QStringLiteral("pat")},
            ArriveAtVisit{QStringLiteral("CODE"), QStringLiteral("Ana"), ParticipantKind::Family},
            AdmitParticipant{visit, person},
            DenyParticipant{visit, person},
            JoinVisit{visit, QStringLiteral("seat")},
            MintJoinToken{visit, QStringLiteral("seat")},
            LeaveVisit{visit},
            EndVisit{visit},
            CancelVisit{visit, QStringLiteral("patient called")},
            RecordNoShow{visit}};
        for (const auto &step : steps) {
            const auto arguments = argumentsOf(step);
            QVERIFY2(arguments.is_object(), arguments.dump().c_str());
            const auto again = stepFromJson(functionName(step), json::parse(arguments.dump()));
            QVERIFY(again.has_value());
            QCOMPARE(again->index(), step.index());
            QCOMPARE(argumentsOf(*again), arguments);
        }
        QVERIFY(!stepFromJson(QStringLiteral("visit_destroy"), json::object()).has_value());
        QVERIFY(!stepFromJson(QStringLiteral("visit_end"), json::array()).has_value());
        QVERIFY(!stepFromJson(QStringLiteral("visit_end"), json::object()).has_value());
    }
};

QTEST_GUILESS_MAIN(TestVisitJson)
#include "tst_visitjson.moc"
