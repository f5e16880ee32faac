#include "tests/support/programs.h"

#include <QDir>
#include <QTest>

using namespace bedside::testing;
using namespace Qt::StringLiterals;

//! The sample clinic's export, judged by a validator that shares nothing with our code. Not as root.
class ExportTest : public QObject
{
    Q_OBJECT

private:
    QString folder(const QString &name) const { return m_directory.filePath(name); }
    ProgramRun exported(const QString &name, const QString &more = {}, int organization = 0)
    {
        const auto line = u"export --out "_s + folder(name) + (more.isEmpty() ? QString() : u' ' + more);
        return ctl(m_sandbox.dsn(u"administrator"_s, organization), line);
    }
    QByteArray text(const QString &name) const
    {
        const QDir directory(folder(name));
        QByteArray all;
        for (const auto &entry : directory.entryList(QDir::Files)) {
            QFile file(directory.filePath(entry));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }
    static ProgramRun validated(const QString &directory)
    {
        return runProgram(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/fhir/validate"_s, {directory});
    }
    //! Those of the values that stand in the files.
    QStringList found(const QString &name, const QByteArray &sql) const
    {
        const auto files = text(name);
        QStringList values = m_sandbox.column(sql);
        if (values.isEmpty())
            return {u"nothing to look for"_s};
        values.removeIf([&files](const QString &value) { return !files.contains(value.toUtf8()); });
        return values;
    }
    QByteArray ofFirst(bool first) const
    {
        return (first ? "org_id = '" : "org_id <> '") + m_organization.toUtf8() + "'";
    }

    QTemporaryDir m_directory;
    SandboxProgram m_sandbox;
    QString m_organization;

private slots:
    void initTestCase();
    void invariantsHoldAfterLoading();
    void everythingIsValid();
    void codesAndLinksOnlyWhenAskedFor();
    void staysInTheOrganization();
    void onlyTheTypesAskedFor();
    void onlyWhatChangedSince();
    void leavesFullDirectoriesAlone();
    void notForTheFrontDesk();
    void invariantsHoldAfterARestart();
};

void ExportTest::initTestCase()
{
    QVERIFY(m_sandbox.start());
    m_organization =
        m_sandbox.column("SELECT organization FROM bedside.person WHERE login = 'petra.admin'").value(0);
    QVERIFY(!m_organization.isEmpty());
}

void ExportTest::invariantsHoldAfterLoading()
{
    QCOMPARE(m_sandbox.brokenInvariants(), QStringList());
}

void ExportTest::everythingIsValid()
{
    const auto run = exported(u"all"_s);
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"refused"].toInt(-1), 0);
    const auto counts = run.answer[u"counts"].toObject();
    for (auto count = counts.begin(); count != counts.end(); ++count) {
        const auto stored = m_sandbox.column("SELECT count(*) FROM public.fhir_resources WHERE "
                                             "resource_type = '" +
                                             count.key().toUtf8() + "' AND " + ofFirst(true));
        QCOMPARE(QString::number(count->toInt()), stored.value(0));
    }
    QVERIFY(counts.size() >= 4);
    const auto judgement = validated(folder(u"all"_s));
    QVERIFY2(judgement.code == 0, judgement.out.right(2000));
    QVERIFY(judgement.out.endsWith(" 0 errors\n"));
    QCOMPARE(exported(u"second"_s, {}, 1).code, 0);
    QCOMPARE(validated(folder(u"second"_s)).code, 0);
}

void ExportTest::codesAndLinksOnlyWhenAskedFor()
{
    const QList<QByteArray> secrets{
        "SELECT DISTINCT meeting_code FROM public.virtual_meetings WHERE meeting_code IS NOT NULL AND " +
            ofFirst(true),
        "SELECT DISTINCT public_link FROM public.virtual_meetings WHERE public_link IS NOT NULL AND " +
            ofFirst(true)};
    for (const auto &sql : secrets)
        QCOMPARE(found(u"all"_s, sql), QStringList());
    QVERIFY(!text(u"all"_s).contains("/meeting/"));
    const auto run = exported(u"full"_s, u"--full"_s);
    QVERIFY2(run.code == 0, run.messages);
    for (const auto &sql : secrets)
        QVERIFY2(found(u"full"_s, sql).size() > 50, sql);
    QCOMPARE(validated(folder(u"full"_s)).code, 0);
}

void ExportTest::staysInTheOrganization()
{
    const QByteArray ids = "SELECT id FROM public.fhir_resources WHERE ";
    QCOMPARE(found(u"all"_s, ids + ofFirst(false)), QStringList());
    QCOMPARE(found(u"full"_s, ids + ofFirst(false)), QStringList());
    QCOMPARE(found(u"all"_s, ids + ofFirst(true)).size(), m_sandbox.column(ids + ofFirst(true)).size());
    QCOMPARE(found(u"second"_s, ids + ofFirst(true)), QStringList());
}

void ExportTest::onlyTheTypesAskedFor()
{
    const auto run = exported(u"types"_s, u"--type Patient,Practitioner"_s);
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"counts"].toObject().keys(), QStringList({u"Patient"_s, u"Practitioner"_s}));
    QCOMPARE(QDir(folder(u"types"_s)).entryList({u"*.ndjson"_s}).size(), 2);
    QCOMPARE(validated(folder(u"types"_s)).code, 0);
    const auto unknown = exported(u"unknown"_s, u"--type Patience"_s);
    QCOMPARE(unknown.code, 7);
    QCOMPARE(unknown.reason(), u"export.unknown_type"_s);
    QVERIFY(!QDir(folder(u"unknown"_s)).exists());
}

void ExportTest::onlyWhatChangedSince()
{
    const QByteArray newest = "SELECT to_json(max(last_updated)) #>> '{}' FROM public.fhir_resources";
    const auto before = m_sandbox.column(newest).value(0);
    const auto patient = m_sandbox
                             .column("UPDATE public.fhir_resources SET resource_data = resource_data || "
                                     "'{\"active\": false}' WHERE id = (SELECT min(id) FROM "
                                     "public.fhir_resources WHERE resource_type = 'Patient' AND " +
                                     ofFirst(true) + ") RETURNING id")
                             .value(0);
    QVERIFY(!patient.isEmpty());
    const auto since = m_sandbox.column(newest).value(0);
    QVERIFY(since > before);
    const auto run = exported(u"since"_s, u"--since "_s + since.left(23) + u"Z"_s);
    QVERIFY2(run.code == 0, run.messages);
    QCOMPARE(run.answer[u"counts"].toObject(), (QJsonObject{{u"Patient"_s, 1}}));
    QVERIFY(text(u"since"_s).contains(patient.toUtf8()));
    QCOMPARE(exported(u"never"_s, u"--since yesterday"_s).code, 7);
}

void ExportTest::leavesFullDirectoriesAlone()
{
    const auto before = text(u"all"_s);
    const auto run = exported(u"all"_s);
    QCOMPARE(run.code, 4);
    QCOMPARE(run.reason(), u"export.not_empty"_s);
    QVERIFY(run.messages.contains("not empty"));
    QCOMPARE(text(u"all"_s), before);
    QCOMPARE(QDir(m_directory.path()).entryList({u"*partial*"_s}, QDir::Dirs), QStringList());
}

void ExportTest::notForTheFrontDesk()
{
    const auto run = ctl(m_sandbox.dsn(u"front-desk"_s), u"export --out "_s + folder(u"desk"_s));
    QCOMPARE(run.code, 5);
    QVERIFY(!QDir(folder(u"desk"_s)).exists());
    QCOMPARE(QDir(m_directory.path()).entryList({u"*partial*"_s}, QDir::Dirs), QStringList());
}

void ExportTest::invariantsHoldAfterARestart()
{
    QCOMPARE(m_sandbox.end(), 0);
    QVERIFY(m_sandbox.start());
    QCOMPARE(m_sandbox.brokenInvariants(), QStringList());
    const auto run = ctl(m_sandbox.dsn(u"administrator"_s), u"audit verify"_s);
    QVERIFY2(run.code == 0, run.messages);
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"
