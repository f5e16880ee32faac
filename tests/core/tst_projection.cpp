#include "core/fhir/projection.h"
#include "core/fhir/projectionurls.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kUpdated(QDate(2025, 10, 29), QTime(11, 0, 0, 250), Qt::UTC);
const QUuid kOrganization(u"3f1c2f3a-1111-4222-8333-444455556666"_s);

QDir fixtureDir()
{
    return QDir(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/fhir/fixtures"_s);
}

StoredDocument fixture(const QString &name)
{
    QFile file(fixtureDir().filePath(name + u".json"_s));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("fixture missing");
    const auto json = parseJson(file.readAll());
    if (!json)
        qFatal("fixture malformed");
    const QString type = name.contains(u"appointment"_s) ? u"Appointment"_s
                         : name.contains(u"encounter"_s) ? u"Encounter"_s
                         : name.contains(u"patient"_s)   ? u"Patient"_s
                                                         : u"Practitioner"_s;
    return {type, json::text(*json, "id"), *json, kUpdated, kOrganization};
}

Projection projected(const QString &name, const ProjectionOptions &options = {})
{
    auto projection = projectToR4(fixture(name), options);
    if (!projection)
        qFatal("not projected");
    return std::move(*projection);
}

QStringList expressions(const Projection &projection)
{
    QStringList result;
    for (const ProjectionIssue &issue : projection.issues)
        result << issue.expression;
    return result;
}

constexpr ProjectionOptions kFull{Fidelity::Full, false};
constexpr ProjectionOptions kWithLinks{Fidelity::Interop, true};

} // namespace

class TestProjection : public QObject
{
    Q_OBJECT

private slots:
    void comesBackExactly_data();
    void comesBackExactly();
    void isStableFromR4_data() { comesBackExactly_data(); }
    void isStableFromR4();
    void leaksNoCredential_data() { comesBackExactly_data(); }
    void leaksNoCredential();
    void needsNoPatchWhereTheMappingIsExact_data();
    void needsNoPatchWhereTheMappingIsExact();
    void saysWhatIsInProgress();
    void carriesTheLinkOnlyWhenAsked();
    void keepsVirtualServicesOfOthers();
    void derivesParticipation_data();
    void derivesParticipation();
    void marksWhatIsMissing();
    void leavesOutReferencesToNothing();
    void keepsTheReasonOfCancelledOnly();
    void turnsTheMeetingIntoAnIdentifier();
    void stripsServerMeta();
    void reportsUnknownElements();
    void repairsTimesWithoutClaimingMore();
    void givesOddIdsAStandIn();
    void refusesWhatIsNoResource();
    void refusesForeignPatches();
};

void TestProjection::comesBackExactly_data()
{
    QTest::addColumn<QString>("name");
    const QStringList names = fixtureDir().entryList({u"*.json"_s}, QDir::Files);
    QCOMPARE_GE(names.size(), 20);
    for (const QString &file : names)
        QTest::newRow(qPrintable(file)) << file.chopped(5);
}

void TestProjection::comesBackExactly()
{
    QFETCH(QString, name);
    const StoredDocument stored = fixture(name);
    const Projection full = projected(name, kFull);
    const auto back = projectToStored(full.resource);
    QVERIFY(back);
    QCOMPARE(jsonLine(back->data), jsonLine(stored.data));
    QCOMPARE(back->id, stored.id);
    QCOMPARE(back->lastUpdated, kUpdated);
}

void TestProjection::isStableFromR4()
{
    QFETCH(QString, name);
    for (const ProjectionOptions &options : {ProjectionOptions{}, kWithLinks, kFull}) {
        const Json first = projected(name, options).resource;
        const auto back = projectToStored(first);
        QVERIFY(back);
        const auto again = projectToR4({back->type, back->id, back->data, kUpdated, kOrganization}, options);
        QVERIFY(again);
        QCOMPARE(jsonLine(again->resource), jsonLine(first));
    }
}

void TestProjection::leaksNoCredential()
{
    QFETCH(QString, name);
    const QByteArray line = jsonLine(projected(name).resource).toLower();
    QVERIFY2(!line.contains("abc12345"), line.constData());
    QVERIFY2(!line.contains("/join/"), line.constData());
    QVERIFY2(!line.contains("source-patch"), line.constData());
}

void TestProjection::needsNoPatchWhereTheMappingIsExact_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"seed-appointment-booked", "seed-appointment-telehealth", "seed-appointment-in-progress",
          "seed-appointment-fulfilled", "seed-appointment-telehealth-abridged",
          "seed-appointment-fulfilled-abridged", "seed-encounter-created", "seed-encounter-finished"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestProjection::needsNoPatchWhereTheMappingIsExact()
{
    QFETCH(QString, name);
    const auto back = projectToStored(projected(name, kWithLinks).resource);
    QVERIFY(back);
    QCOMPARE(jsonLine(back->data), jsonLine(fixture(name).data));
    QVERIFY(!jsonLine(projected(name, kFull).resource).contains("source-patch"));
}

void TestProjection::saysWhatIsInProgress()
{
    const Json appointment = projected(u"seed-appointment-in-progress"_s).resource;
    QCOMPARE(json::text(appointment, "status"), u"checked-in"_s);
    QCOMPARE(
        json::text(json::extension(json::member(appointment, "_status"), urls::kSourceStatus), "valueCode"),
        u"in-progress"_s);
    const Projection unknown = projected(u"variant-appointment-status-unknown"_s);
    QCOMPARE(json::text(unknown.resource, "status"), u"booked"_s);
    QVERIFY(expressions(unknown).contains(u"Appointment.status"_s));
    QCOMPARE(json::text(projectToStored(unknown.resource)->data, "status"), u"rescheduled"_s);
}

void TestProjection::carriesTheLinkOnlyWhenAsked()
{
    const auto service = [](const ProjectionOptions &options) {
        return json::extension(projected(u"seed-appointment-telehealth"_s, options).resource,
                               urls::kVirtualService);
    };
    const QByteArray withheld = jsonLine(service({}));
    QVERIFY(withheld.contains("VirtualServiceDetail"));
    QVERIFY(withheld.contains("100ms"));
    QVERIFY(!withheld.contains("sessionKey"));
    const QByteArray open = jsonLine(service(kWithLinks));
    QVERIFY(open.contains("\"value\":\"https://ehr.com/join/ABC12345\""));
    QVERIFY(open.contains("ExtendedContactDetail"));
    QVERIFY(open.contains("\"url\":\"sessionKey\",\"valueString\":\"ABC12345\""));
}

void TestProjection::keepsVirtualServicesOfOthers()
{
    StoredDocument stored = fixture(u"seed-appointment-booked"_s);
    stored.data["extension"] = Json::array(
        {{{"url", urls::kVirtualService},
          {"extension",
           Json::array({{{"url", urls::kDatatype}, {"valueString", "VirtualServiceDetail"}},
                        {{"url", "channelType"}, {"valueCoding", {{"system", "urn:x"}, {"code", "zoom"}}}},
                        {{"url", "address"}, {"valueUrl", "https://zoom.example/j/998877665"}},
                        {{"url", "sessionKey"}, {"valueString", "998877665"}}})}}});
    stored.data["comment"] = "Dial 998877665";
    const auto closed = projectToR4(stored);
    QVERIFY(!jsonLine(closed->resource).contains("998877665"));
    QVERIFY(jsonLine(closed->resource).contains("zoom"));
    const auto open = projectToR4(stored, kWithLinks);
    QCOMPARE(projectToStored(open->resource)->data, stored.data);
}

void TestProjection::derivesParticipation_data()
{
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("participation");
    for (const char *settled : {"booked", "arrived", "checked-in", "in-progress", "fulfilled", "noshow"})
        QTest::newRow(settled) << QString::fromLatin1(settled) << u"accepted"_s;
    for (const char *open : {"proposed", "pending", "cancelled", "waitlist", "entered-in-error"})
        QTest::newRow(open) << QString::fromLatin1(open) << u"needs-action"_s;
}

void TestProjection::derivesParticipation()
{
    QFETCH(QString, status);
    StoredDocument stored = fixture(u"seed-appointment-booked"_s);
    stored.data["status"] = status.toStdString();
    stored.data["participant"][1]["status"] = "declined";
    const auto projection = projectToR4(stored);
    const Json &people = json::member(projection->resource, "participant");
    QTEST(json::text(json::element(people, 0), "status"), "participation");
    QVERIFY(json::flag(json::extension(json::element(people, 0), urls::kDerived), "valueBoolean"));
    QCOMPARE(json::text(json::element(people, 1), "status"), u"declined"_s);
    QVERIFY(json::extension(json::element(people, 1), urls::kDerived).is_null());
    QCOMPARE(projectToStored(projection->resource)->data, stored.data);
}

void TestProjection::marksWhatIsMissing()
{
    const Projection abridged = projected(u"seed-appointment-fulfilled-abridged"_s);
    QVERIFY(abridged.resource.contains("_start") && abridged.resource.contains("_end"));
    QCOMPARE(json::member(abridged.resource, "participant").size(), 1u);
    QVERIFY(expressions(abridged).contains(u"Appointment.participant"_s));
    const Json bare = projected(u"variant-encounter-bare"_s).resource;
    QCOMPARE(json::text(bare, "resourceType"), u"Encounter"_s);
    QCOMPARE(json::text(bare, "status"), u"unknown"_s);
    QVERIFY(!json::extension(json::member(bare, "class"),
                             "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
                 .is_null());
}

void TestProjection::leavesOutReferencesToNothing()
{
    for (const char *name : {"seed-encounter-instant-null", "seed-encounter-instant-undefined"}) {
        const Projection projection = projected(QString::fromLatin1(name));
        QVERIFY(!projection.resource.contains("subject"));
        QVERIFY(!projection.resource.contains("appointment"));
        QCOMPARE(json::member(projection.resource, "extension").size(), 1u);
        QVERIFY(expressions(projection).contains(u"Encounter.subject"_s));
    }
    const Json many = projected(u"variant-appointment-many"_s).resource;
    const Json &people = json::member(many, "participant");
    QCOMPARE(people.size(), 7u);
    QVERIFY(!json::member(json::element(people, 4), "actor").contains("reference"));
    QCOMPARE(json::text(json::member(json::element(people, 4), "actor"), "display"), u"Somebody"_s);
    const Json odd = projected(u"variant-encounter-odd"_s).resource;
    QCOMPARE(json::member(odd, "participant").size(), 1u);
    QVERIFY(!jsonLine(odd).contains("10:05:00"));
}

void TestProjection::keepsTheReasonOfCancelledOnly()
{
    QVERIFY(projected(u"variant-appointment-nobody"_s).resource.contains("cancelationReason"));
    const Projection noshow = projected(u"variant-appointment-many"_s);
    QVERIFY(!noshow.resource.contains("cancelationReason"));
    QVERIFY(expressions(noshow).contains(u"Appointment.cancelationReason"_s));
}

void TestProjection::turnsTheMeetingIntoAnIdentifier()
{
    const Json encounter = projected(u"seed-encounter-created"_s).resource;
    const Json meeting = json::member(json::extension(encounter, urls::kVirtualMeeting), "valueReference");
    const Json identifier{{"system", "http://ehr.com/fhir/NamingSystem/virtual-meeting"},
                          {"value", "9c1f2d3e-4b5a-4c6d-8e7f-001122334455"}};
    const Json expected{{"identifier", identifier}};
    QCOMPARE(jsonLine(meeting), jsonLine(expected));
    const Json &serviceType = json::member(encounter, "serviceType");
    QCOMPARE(json::text(serviceType, "text"), u"Telehealth"_s);
    QCOMPARE(json::text(json::element(json::member(serviceType, "coding"), 0), "display"),
             u"Online Service"_s);
    QCOMPARE(readReference(json::member(encounter, "serviceProvider")).id,
             kOrganization.toString(QUuid::WithoutBraces));
    const auto back = projectToStored(encounter);
    QCOMPARE(back->organization, kOrganization);
    QVERIFY(!back->data.contains("serviceProvider"));
}

void TestProjection::stripsServerMeta()
{
    const Projection patient = projected(u"seed-patient"_s);
    const Json meta{{"lastUpdated", "2025-10-29T11:00:00.250Z"}};
    QCOMPARE(jsonLine(json::member(patient.resource, "meta")), jsonLine(meta));
    QCOMPARE(expressions(patient), QStringList());
}

void TestProjection::reportsUnknownElements()
{
    const Projection projection = projected(u"variant-appointment-status-unknown"_s);
    QVERIFY(!projection.resource.contains("color"));
    QVERIFY(!projection.resource.contains("description"));
    QVERIFY(expressions(projection).contains(u"Appointment.color"_s));
    const Json outcome = operationOutcome(projection.issues, u"Appointment/appointment-123"_s);
    QCOMPARE(json::text(outcome, "resourceType"), u"OperationOutcome"_s);
    QCOMPARE(json::member(outcome, "issue").size(), std::size_t(projection.issues.size()));
    QVERIFY(!jsonLine(outcome).contains("ff0000"));
    QCOMPARE(json::member(operationOutcome({}), "issue").size(), 1u);
}

void TestProjection::repairsTimesWithoutClaimingMore()
{
    const Json appointment = projected(u"variant-appointment-times"_s).resource;
    QCOMPARE(json::text(appointment, "start"), u"2025-10-29T10:00:00Z"_s);
    QVERIFY(!appointment.contains("end"));
    QVERIFY(appointment.contains("_end"));
    QCOMPARE(json::text(appointment, "created"), u"2025-10-01"_s);
    QVERIFY(!appointment.contains("priority"));
}

void TestProjection::givesOddIdsAStandIn()
{
    const StoredDocument stored = fixture(u"variant-appointment-many"_s);
    const Json appointment = projected(u"variant-appointment-many"_s, kFull).resource;
    const QString id = json::text(appointment, "id");
    QVERIFY(id.startsWith(u"x-"_s));
    QVERIFY(id.size() <= 64);
    StoredDocument practitioner = fixture(u"variant-practitioner"_s);
    practitioner.id = u"prac_with_underscore"_s;
    const QString standIn = json::text(projectToR4(practitioner)->resource, "id");
    QVERIFY(jsonLine(appointment).contains("Practitioner/" + standIn.toLatin1()));
}

void TestProjection::refusesWhatIsNoResource()
{
    const auto reason = [](const QString &type, const Json &data) {
        return projectToR4({type, u"1"_s, data, {}, {}}).error().reason;
    };
    QCOMPARE(reason(u"Patient"_s, Json::array()), u"resource.malformed"_s);
    QCOMPARE(reason(u"Patient"_s, Json{{"resourceType", "Encounter"}}), u"resource.malformed"_s);
    QCOMPARE(reason(u"VirtualMeeting"_s, Json::object()), u"resource.unknown_type"_s);
    QCOMPARE(reason(u"Extension"_s, Json::object()), u"resource.unknown_type"_s);
    Json deep = Json::object();
    for (int i = 0; i < kMaxJsonDepth; ++i)
        deep = Json{{"a", std::move(deep)}};
    QCOMPARE(reason(u"Patient"_s, deep), u"resource.too_deep"_s);
    QCOMPARE(projectToStored(deep).error().reason, u"resource.too_deep"_s);
    QCOMPARE(projectToStored(Json("x")).error().reason, u"resource.malformed"_s);
}

void TestProjection::refusesForeignPatches()
{
    for (const char *patch : {"nonsense", "{}", R"([{"op":"remove","path":"/nowhere"}])",
                              R"([{"op":"replace","path":"/resourceType","value":"Patient"}])",
                              R"([{"op":"replace","path":"","value":7}])"}) {
        Json resource = projected(u"seed-appointment-booked"_s).resource;
        resource["extension"] = Json::array({{{"url", urls::kSourcePatch}, {"valueString", patch}}});
        const auto back = projectToStored(resource);
        QVERIFY2(!back, patch);
        QCOMPARE(back.error().reason, u"resource.bad_patch"_s);
    }
}

QTEST_GUILESS_MAIN(TestProjection)
#include "tst_projection.moc"
