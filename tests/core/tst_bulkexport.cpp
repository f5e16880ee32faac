#include "core/fhir/auditprojection.h"
#include "core/fhir/bulkexport.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2025, 11, 1), QTime(12, 0), Qt::UTC);

StoredResource row(const QString &type, const QString &id, const QByteArray &json)
{
    return {type, id, json, kNow.addDays(-1)};
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
}

QList<StoredResource> someRows()
{
    return {
        row(u"Patient"_s, u"p1"_s, "{\"resourceType\":\"Patient\",\"id\":\"p1\"}"),
        row(u"Widget"_s, u"w"_s, "{\"resourceType\":\"Widget\"}"),
        row(u"Patient"_s, u"p2"_s, "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"colour\":\"secret red\"}"),
        row(u"Practitioner"_s, u"d"_s, "{\"resourceType\":\"Practitioner\",\"id\":\"d\"}"),
        row(u"Patient"_s, u"p3"_s, "not JSON")};
}

} // namespace

class TestBulkExport : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void writesFilesManifestAndErrors();
    void keepsToTheTypesAskedFor();
    void refusesADirectoryInUse();
    void refusesUnknownTypes();
    void leavesNothingWhenCancelled();
    void leavesNothingWhenDropped();
    void noticesADirectoryFilledMeanwhile();
    void refusesAPlaceThatCannotBeWritten();
    void saysMeetingEvents();

private:
    QString out() const { return m_dir->filePath(u"new/out"_s); }
    QStringList leftOvers() const;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestBulkExport::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
}

QStringList TestBulkExport::leftOvers() const
{
    return QDir(m_dir->filePath(u"new"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
}

void TestBulkExport::writesFilesManifestAndErrors()
{
    QList<qint64> progress;
    BulkExportRequest request;
    request.directory = out();
    request.query.since = kNow.addDays(-7);
    request.progress = [&](qint64 written) { progress << written; };
    auto started = BulkExport::begin(request);
    QVERIFY(started);
    QVERIFY((*started)->add(someRows()));
    QVERIFY(!QFileInfo::exists(out()));
    const auto summary = (*started)->finish({kNow, 5});
    QVERIFY(summary);
    QCOMPARE(*summary, (BulkExportSummary{{{u"Patient"_s, 2}, {u"Practitioner"_s, 1}}, 2, 1}));
    QCOMPARE(progress, QList<qint64>{3});
    QCOMPARE(leftOvers(), QStringList{u"out"_s});

    QCOMPARE(
        QDir(out()).entryList(QDir::Files, QDir::Name),
        (QStringList{u"Patient.ndjson"_s, u"Practitioner.ndjson"_s, u"errors.ndjson"_s, u"manifest.json"_s}));
    for (const QFileInfo &file : QDir(out()).entryInfoList(QDir::Files))
        QCOMPARE(file.permissions() & ~QFile::Permissions(QFile::ReadUser | QFile::WriteUser),
                 QFile::Permissions(QFile::ReadOwner | QFile::WriteOwner));
    const QList<QByteArray> patients = contents(out() + u"/Patient.ndjson"_s).split('\n');
    QCOMPARE(patients.size(), 3);
    const auto first = parseJson(patients.at(0));
    QVERIFY(first);
    QCOMPARE(json::text(json::member(*first, "meta"), "lastUpdated"), u"2025-10-31T12:00:00.000Z"_s);
    const QByteArray errors = contents(out() + u"/errors.ndjson"_s);
    QCOMPARE(errors.count('\n'), 3);
    QVERIFY(!errors.contains("secret red"));
    QVERIFY(errors.contains("Patient.colour"));

    const auto manifest = parseJson(contents(out() + u"/manifest.json"_s));
    QVERIFY(manifest);
    QCOMPARE(json::text(*manifest, "transactionTime"), u"2025-11-01T12:00:00.000Z"_s);
    QCOMPARE(json::text(*manifest, "request"), u"urn:bedside:export?_since=2025-10-25T12:00:00.000Z"_s);
    QVERIFY(!json::flag(*manifest, "requiresAccessToken", true));
    QCOMPARE(json::member(*manifest, "output").size(), 2u);
    QCOMPARE(json::text(json::element(json::member(*manifest, "output"), 0), "url"), u"Patient.ndjson"_s);
    QCOMPARE(json::member(*manifest, "error").size(), 1u);
}

void TestBulkExport::keepsToTheTypesAskedFor()
{
    BulkExportRequest request{out(), {{u"Practitioner"_s}, {}}, {}, {}, {}};
    auto started = BulkExport::begin(request);
    QVERIFY(started);
    QVERIFY((*started)->add(someRows()));
    const auto summary = (*started)->finish({kNow, 5});
    QVERIFY(summary);
    QCOMPARE(summary->counts.keys(), QStringList{u"Practitioner"_s});
    QCOMPARE(QDir(out()).entryList(QDir::Files, QDir::Name),
             (QStringList{u"Practitioner.ndjson"_s, u"manifest.json"_s}));
}

void TestBulkExport::refusesADirectoryInUse()
{
    QVERIFY(QDir().mkpath(out()));
    {
        QFile hidden(out() + u"/.kept"_s);
        QVERIFY(hidden.open(QIODevice::WriteOnly));
    }
    QCOMPARE(BulkExport::begin({out(), {}, {}, {}, {}}).error().reason, u"export.not_empty"_s);
    QCOMPARE(BulkExport::begin({out() + u"/.kept"_s, {}, {}, {}, {}}).error().reason, u"export.not_empty"_s);
    QVERIFY(QFile::remove(out() + u"/.kept"_s));
    auto started = BulkExport::begin({out(), {}, {}, {}, {}});
    QVERIFY(started);
    QVERIFY((*started)->finish({kNow, 0}));
    QCOMPARE(QDir(out()).entryList(QDir::Files, QDir::Name), QStringList{u"manifest.json"_s});
}

void TestBulkExport::refusesUnknownTypes()
{
    QCOMPARE(BulkExport::begin({out(), {{u"Patient"_s, u"../etc"_s}, {}}, {}, {}, {}}).error().reason,
             u"export.unknown_type"_s);
    QVERIFY(leftOvers().isEmpty());
}

void TestBulkExport::leavesNothingWhenCancelled()
{
    auto started = BulkExport::begin({out(), {}, {}, {}, {}});
    QVERIFY(started);
    QVERIFY((*started)->add(someRows()));
    (*started)->cancel();
    QVERIFY(!(*started)->add(someRows()));
    QCOMPARE((*started)->finish({kNow, 0}).error().reason, u"export.stopped"_s);
    started->reset();
    QVERIFY(leftOvers().isEmpty());
}

void TestBulkExport::leavesNothingWhenDropped()
{
    {
        auto started = BulkExport::begin({out(), {}, {}, {}, {}});
        QVERIFY(started);
        QVERIFY((*started)->add(someRows()));
        QCOMPARE(leftOvers().size(), 1);
    }
    QVERIFY(leftOvers().isEmpty());
}

void TestBulkExport::noticesADirectoryFilledMeanwhile()
{
    auto started = BulkExport::begin({out(), {}, {}, {}, {}});
    QVERIFY(started);
    QVERIFY(QDir().mkpath(out() + u"/theirs"_s));
    QCOMPARE((*started)->finish({kNow, 0}).error().reason, u"export.not_empty"_s);
    started->reset();
    QCOMPARE(leftOvers(), QStringList{u"out"_s});
    QVERIFY(QFileInfo::exists(out() + u"/theirs"_s));
}

void TestBulkExport::refusesAPlaceThatCannotBeWritten()
{
    QFile file(m_dir->filePath(u"new"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(BulkExport::begin({out(), {}, {}, {}, {}}).error().reason, u"export.not_writable"_s);
}

void TestBulkExport::saysMeetingEvents()
{
    MeetingEvent event;
    event.id = u"17"_s;
    event.type = u"participant_joined"_s;
    event.at = kNow;
    event.meeting = QUuid(u"9c1f2d3e-4b5a-4c6d-8e7f-001122334455"_s);
    event.agentName = u"Grandmother"_s;
    const Json guest = auditEvent(event);
    const Json &who = json::element(json::member(guest, "agent"), 0);
    QCOMPARE(json::text(who, "name"), u"Grandmother"_s);
    QVERIFY(!who.contains("who"));
    QVERIFY(json::flag(who, "requestor"));
    QCOMPARE(json::text(json::element(json::member(guest, "subtype"), 0), "code"), u"participant_joined"_s);
    QCOMPARE(json::text(guest, "outcome"), u"0"_s);
    event.agentName.clear();
    event.type = u"web.meeting_started"_s;
    QCOMPARE(json::text(json::element(json::member(auditEvent(event), "subtype"), 1), "code"), u"110139"_s);
    QVERIFY(!json::flag(json::element(json::member(auditEvent(event), "agent"), 0), "requestor", true));
}

QTEST_GUILESS_MAIN(TestBulkExport)
#include "tst_bulkexport.moc"
