#include "core/fhir/fhirread.h"

#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

namespace {

Json parsed(const QString &source)
{
    const QByteArray utf8 = source.toUtf8();
    auto json = parseJson(utf8);
    return json ? *json : Json("not JSON");
}

} // namespace

class TestFhirRead : public QObject
{
    Q_OBJECT

private slots:
    void refusesMalformedAndDeepJson();
    void readsNames_data();
    void readsNames();
    void readsThePatient();
    void readsInstants_data();
    void readsInstants();
    void readsReferences_data();
    void readsReferences();
    void findsReason_data();
    void findsReason();
    void findsPeopleByTypeInAnyOrder();
    void keepsPeopleWhoseResourceIsMissing();
    void readsInstantVisitsWithoutAppointment();
    void survivesAnyShape();
};

void TestFhirRead::refusesMalformedAndDeepJson()
{
    QVERIFY(parseJson("{\"a\":[\"]]]]\"]}"));
    for (const char *bad : {"", "{", "{}}", "nul", "[1,]", "{\"a\":1e999}", "\"\xff\""}) {
        const auto json = parseJson(bad);
        QVERIFY2(!json, bad);
        QCOMPARE(json.error().reason, u"json.malformed"_s);
    }
    const QByteArray deep = QByteArray(kMaxJsonDepth + 1, '[') + QByteArray(kMaxJsonDepth + 1, ']');
    QCOMPARE(parseJson(deep).error().reason, u"json.too_deep"_s);
    QCOMPARE(parseJson(QByteArray(5'000'000, '[')).error().reason, u"json.too_deep"_s);
    const QByteArray allowed = QByteArray(kMaxJsonDepth, '[') + QByteArray(kMaxJsonDepth, ']');
    const auto json = parseJson(allowed);
    QVERIFY(json);
    QVERIFY(withinDepth(*json));
    QVERIFY(!withinDepth(*json, kMaxJsonDepth - 1));
}

void TestFhirRead::readsNames_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("shown");
    QTest::newRow("text") << uR"([{"text":"Amina Yusuf","family":"X"}])"_s << u"Amina Yusuf"_s;
    QTest::newRow("parts") << uR"([{"family":"Okafor","given":["Ada","Grace"]}])"_s << u"Ada Grace Okafor"_s;
    QTest::newRow("Han") << uR"([{"family":"王","given":["小明"]}])"_s << u"王小明"_s;
    QTest::newRow("Hangul") << uR"([{"family":"김","given":["민수"]}])"_s << u"김민수"_s;
    QTest::newRow("Devanagari") << uR"([{"family":"शर्मा","given":["प्रिया"]}])"_s << u"प्रिया शर्मा"_s;
    QTest::newRow("Arabic") << uR"([{"text":"فاطمة الزهراء"}])"_s << u"فاطمة الزهراء"_s;
    QTest::newRow("official before usual")
        << uR"([{"use":"usual","text":"Bob"},{"use":"official","text":"Robert"}])"_s << u"Robert"_s;
    QTest::newRow("usual before unmarked") << uR"([{"text":"R"},{"use":"usual","text":"Bob"}])"_s << u"Bob"_s;
    QTest::newRow("unmarked before maiden")
        << uR"([{"use":"maiden","text":"Born"},{"text":"Now"}])"_s << u"Now"_s;
    QTest::newRow("only old") << uR"([{"use":"old","text":"Then"}])"_s << u"Then"_s;
    QTest::newRow("empty official is skipped")
        << uR"([{"use":"official"},{"use":"nickname","text":"Kit"}])"_s << u"Kit"_s;
    QTest::newRow("object instead of list") << uR"({"family":"Solo","given":"Han"})"_s << u"Han Solo"_s;
    QTest::newRow("title left out") << uR"([{"prefix":["Dr."],"family":"Who"}])"_s << u"Who"_s;
    QTest::newRow("one line, no overrides") << uR"([{"text":"A\u202Eb\n\t c\u0000"}])"_s << u"Ab c"_s;
    QTest::newRow("joiners kept") << uR"([{"text":"می\u200Cخواهم"}])"_s << u"می\u200Cخواهم"_s;
    QTest::newRow("long") << u"[{\"text\":\"%1\"}]"_s.arg(QString(5000, u'x')) << QString(200, u'x');
    QTest::newRow("nothing") << u"[]"_s << QString();
    QTest::newRow("nonsense") << uR"([1,null,"x",{"text":5,"given":{"a":1}}])"_s << QString();
}

void TestFhirRead::readsNames()
{
    QFETCH(QString, names);
    QFETCH(QString, shown);
    QCOMPARE(readName(parsed(names)), shown);
}

void TestFhirRead::readsThePatient()
{
    const PatientIdentity patient = readPatient(parsed(uR"({
        "resourceType":"Patient","id":"p1","gender":"female","birthDate":"1987-02-03",
        "name":[{"text":"Ana"}],
        "identifier":[{"value":"123-45-6789","type":{"coding":[{"code":"SS"}]}},
                      {"value":"first"},
                      {"use":"old","value":"was","type":{"coding":[{"code":"MR"}]}},
                      {"value":"MRN-7","type":{"coding":[{"system":"x"},{"code":"MR"}]}}],
        "telecom":[{"system":"phone","value":"1","use":"home"},{"system":"phone","value":"2","use":"mobile"},
                   {"system":"phone","value":"0","use":"old","rank":1},
                   {"system":"email","value":"b@x","rank":2},{"system":"email","value":"a@x","rank":1}],
        "communication":[{"language":{"coding":[{"code":"en"}]}},
                         {"language":{"coding":[{"code":"pt-BR"}]},"preferred":true}],
        "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone",
                      "valueCode":"America/Sao_Paulo"}]})"_s));
    QCOMPARE(patient, (PatientIdentity{u"p1"_s, u"Ana"_s, QDate(1987, 2, 3), u"female"_s, u"MRN-7"_s, u"2"_s,
                                       u"a@x"_s, u"pt-BR"_s, "America/Sao_Paulo"}));

    const PatientIdentity partial = readPatient(parsed(uR"({"id":"p2","birthDate":"1987-02",
        "identifier":[{"value":"only-ss","type":{"coding":[{"code":"SS"}]}},{"value":"first"}],
        "address":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone",
                                  "valueCode":"../../etc/passwd; x"}]}]})"_s));
    QVERIFY(partial.birthDate.isNull());
    QCOMPARE(partial.recordNumber, u"first"_s);
    QVERIFY(partial.timeZone.isEmpty());
    QVERIFY(readPatient(parsed(uR"({"birthDate":"1990-02-30"})"_s)).birthDate.isNull());
    QCOMPARE(readPractitioner(parsed(uR"({"id":"d","name":{"prefix":"Dr.","family":"Who"}})"_s)),
             (PractitionerIdentity{u"d"_s, u"Dr. Who"_s}));
}

void TestFhirRead::readsInstants_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QDateTime>("read");
    const auto utc = [](int h, int m, int s, int ms) {
        return QDateTime(QDate(2025, 10, 29), QTime(h, m, s, ms), Qt::UTC);
    };
    QTest::newRow("zulu") << u"2025-10-29T10:00:00Z"_s << utc(10, 0, 0, 0);
    QTest::newRow("milliseconds") << u"2025-10-29T10:00:00.250Z"_s << utc(10, 0, 0, 250);
    QTest::newRow("as PostgreSQL writes") << u"2025-10-29T10:28:45.212597+05:30"_s << utc(4, 58, 45, 213);
    QTest::newRow("no zone") << u"2025-10-29T10:00:00"_s << QDateTime();
    QTest::newRow("date only") << u"2025-10-29"_s << QDateTime();
    QTest::newRow("no such day") << u"2025-13-29T10:00:00Z"_s << QDateTime();
    QTest::newRow("trailing text") << u"2025-10-29T10:00:00Z or so"_s << QDateTime();
    QTest::newRow("empty") << QString() << QDateTime();
}

void TestFhirRead::readsInstants()
{
    QFETCH(QString, written);
    QFETCH(QDateTime, read);
    QCOMPARE(json::instant(Json(written.toStdString())), read);
}

void TestFhirRead::readsReferences_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("id");
    QTest::newRow("relative") << uR"({"reference":"Patient/a-1"})"_s << u"Patient"_s << u"a-1"_s;
    QTest::newRow("absolute") << uR"({"reference":"https://x.org/fhir/Patient/a"})"_s << u"Patient"_s
                              << u"a"_s;
    QTest::newRow("versioned") << uR"({"reference":"Patient/a/_history/3"})"_s << u"Patient"_s << u"a"_s;
    QTest::newRow("null") << uR"({"reference":"Patient/null"})"_s << u"Patient"_s << QString();
    QTest::newRow("undefined") << uR"({"reference":"Patient/undefined"})"_s << u"Patient"_s << QString();
    QTest::newRow("no id") << uR"({"reference":"Patient/"})"_s << u"Patient"_s << QString();
    QTest::newRow("identifier") << uR"({"type":"Patient","identifier":{"value":"7"}})"_s << u"Patient"_s
                                << QString();
    QTest::newRow("contained") << uR"({"type":"Location","reference":"#l"})"_s << u"Location"_s << u"#l"_s;
    QTest::newRow("urn") << uR"({"reference":"urn:uuid:1"})"_s << QString() << u"urn:uuid:1"_s;
    QTest::newRow("text") << uR"("Patient/a")"_s << QString() << QString();
    QTest::newRow("number") << uR"({"reference":7})"_s << QString() << QString();
    QTest::newRow("word") << uR"({"reference":"Patient"})"_s << QString() << QString();
}

void TestFhirRead::readsReferences()
{
    QFETCH(QString, written);
    const ResourceReference reference = readReference(parsed(written));
    QTEST(reference.type, "type");
    QTEST(reference.id, "id");
}

void TestFhirRead::findsReason_data()
{
    QTest::addColumn<QString>("appointment");
    QTest::addColumn<QString>("reason");
    QTest::newRow("reason texts")
        << uR"({"reasonCode":[{"text":"Cough"},{"coding":[{"display":"Fever"}]}],"description":"D"})"_s
        << u"Cough, Fever"_s;
    QTest::newRow("description") << uR"({"reasonCode":[{"coding":[{"code":"1"}]}],"description":"D"})"_s
                                 << u"D"_s;
    QTest::newRow("service type") << uR"({"serviceType":[{"coding":[{"display":"Online Service"}]}]})"_s
                                  << u"Online Service"_s;
    QTest::newRow("none") << u"{}"_s << QString();
}

void TestFhirRead::findsReason()
{
    QFETCH(QString, appointment);
    QTEST(readAppointment(parsed(appointment)).reason, "reason");
}

void TestFhirRead::findsPeopleByTypeInAnyOrder()
{
    const Json appointment = parsed(uR"({"resourceType":"Appointment","id":"a","status":"in-progress",
        "start":"2025-10-29T10:00:00Z","end":"2025-10-29T10:30:00Z","participant":[
        {"actor":{"reference":"Patient/p2","display":"Second"}},
        {"type":[{"text":"room"}]}, {"actor":{"reference":"Location/l"}},
        {"actor":{"reference":"RelatedPerson/r","display":"Mother"},"status":"accepted"},
        {"actor":{"reference":"PractitionerRole/role"}},
        {"actor":{"reference":"Patient/p1","display":"Written"}},
        {"actor":{"reference":"Patient/p1"}},
        {"actor":{"reference":"Practitioner/d1"}}]})"_s);
    const Json patients = parsed(uR"([{"resourceType":"Patient","id":"p1","name":[{"text":"One"}]},
        {"resourceType":"Practitioner","id":"p2","name":[{"text":"wrong type"}]}])"_s);
    const Json practitioners =
        parsed(uR"([{"resourceType":"Practitioner","id":"d1","name":[{"text":"D One"}]},
        {"resourceType":"PractitionerRole","id":"role","practitioner":{"reference":"Practitioner/d2"}},
        {"resourceType":"Practitioner","id":"d2","name":[{"text":"D Two"}]}])"_s);
    const AgendaEntry entry = readAgendaEntry(appointment, patients, practitioners);
    QCOMPARE(entry.appointmentId, u"a"_s);
    QCOMPARE(entry.status, AppointmentStatus::InProgress);
    QCOMPARE(entry.start.secsTo(entry.end), 1800);
    QCOMPARE(entry.patients.size(), 2);
    QCOMPARE(entry.patients.at(0).name, u"Second"_s);
    QCOMPARE(entry.patients.at(1).name, u"One"_s);
    QCOMPARE(entry.practitioners,
             (QList<PractitionerIdentity>{{u"d2"_s, u"D Two"_s}, {u"d1"_s, u"D One"_s}}));
    QCOMPARE(readAppointment(appointment).actors(u"RelatedPerson").value(0).display, u"Mother"_s);
}

void TestFhirRead::keepsPeopleWhoseResourceIsMissing()
{
    const Json appointment = parsed(uR"({"participant":[{"actor":{"reference":"Patient/p","display":"Ann"}},
        {"actor":{"type":"Patient","display":"No id"}},
        {"actor":{"reference":"Practitioner/null","display":"Dr. Nobody"}},
        {"actor":{"reference":"Practitioner/null"}}]})"_s);
    const AgendaEntry entry = readAgendaEntry(appointment, Json(), Json());
    QCOMPARE(entry.patients.size(), 2);
    QCOMPARE(entry.patients.at(0).id, u"p"_s);
    QCOMPARE(entry.patients.at(1).name, u"No id"_s);
    QCOMPARE(entry.practitioners, (QList<PractitionerIdentity>{{QString(), u"Dr. Nobody"_s}}));
    QVERIFY(readAgendaEntry(parsed(u"{}"_s), Json(), Json()).patients.isEmpty());
}

void TestFhirRead::readsInstantVisitsWithoutAppointment()
{
    const AgendaEntry entry = readAgendaEntry(Json(), parsed(uR"([{"id":"p","name":[{"text":"P"}]}])"_s),
                                              parsed(uR"([{"id":"d","name":[{"text":"D"}]}])"_s));
    QVERIFY(entry.appointmentId.isEmpty());
    QCOMPARE(entry.patients.value(0).name, u"P"_s);
    QCOMPARE(entry.practitioners.value(0).name, u"D"_s);
}

void TestFhirRead::survivesAnyShape()
{
    const QStringList shapes{u"null"_s,
                             u"true"_s,
                             u"-1.5"_s,
                             u"\"text\""_s,
                             u"[]"_s,
                             u"{}"_s,
                             u"[[[]]]"_s,
                             uR"({"participant":"x","name":7,"identifier":{"type":[1]},"telecom":{"rank":-1},
                                 "extension":[[]],"communication":[[{}]],"reasonCode":{"coding":"x"}})"_s,
                             uR"({"participant":[{"actor":[{"reference":{}}]},7,null,[]],"id":{"a":1}})"_s};
    for (const QString &shape : shapes) {
        const Json json = parsed(shape);
        QCOMPARE(readAgendaEntry(json, json, json).start, QDateTime());
        QCOMPARE(readPatient(json).name, QString());
        QCOMPARE(readPractitioner(json).id, QString());
    }
}

QTEST_GUILESS_MAIN(TestFhirRead)
#include "tst_fhirread.moc"
