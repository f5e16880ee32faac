#include "tests/fhir/mutation.h"

#include <QDir>
#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

class TestFhirMutations : public QObject
{
    Q_OBJECT

private slots:
    void keepsItsPromisesOnTenThousandDocuments();
};

void TestFhirMutations::keepsItsPromisesOnTenThousandDocuments()
{
    constexpr int kDocuments = 10'000;
    QList<Json> fixtures;
    const QDir folder(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/fhir/fixtures"_s);
    for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = parseJson(file.readAll());
        QVERIFY(json);
        fixtures << *json;
    }
    QVERIFY(!fixtures.isEmpty());
    std::mt19937 random(20251029);
    for (int i = 0; i < kDocuments; ++i) {
        Json document = fixtures.at(i % fixtures.size());
        mutate(document, random);
        const QString broken = brokenPromise(document);
        QVERIFY2(broken.isEmpty(), qPrintable(u"document %1: %2: "_s.arg(i).arg(broken) +
                                              QString::fromUtf8(jsonLine(document).left(2000))));
    }
}

QTEST_GUILESS_MAIN(TestFhirMutations)
#include "tst_fhirmutations.moc"
