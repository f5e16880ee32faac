#include "ui/errortext.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

class TestErrorText : public QObject
{
    Q_OBJECT

private slots:
    void everyRefusalOfTheDatabaseHasItsSentences();
    void everyReasonNamedInTheSourcesHasItsSentences();
    void unknownReasonsFallBackToTheCode_data();
    void unknownReasonsFallBackToTheCode();
};

namespace {

QString fileText(const QString &path)
{
    QFile file(qEnvironmentVariable("BEDSIDE_SOURCE") + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

void TestErrorText::everyRefusalOfTheDatabaseHasItsSentences()
{
    const QString text = fileText(u"docs/admin/database-functions.md"_s);
    const QString refusals = text.mid(text.indexOf(u"## Refusals"_s));
    static const QRegularExpression reason(u"`([a-z]+\\.[a-z_]+)`"_s);
    int found = 0;
    for (auto match = reason.globalMatch(refusals); match.hasNext(); ++found) {
        const QString word = match.next().captured(1);
        QVERIFY2(hasOwnText(word), qPrintable(word));
    }
    QVERIFY2(found > 30, "the list of refusals was not found");
}

void TestErrorText::everyReasonNamedInTheSourcesHasItsSentences()
{
    static const QRegularExpression reason(
        u"(?:word|misfit|QStringLiteral)\\(\\s*\"([a-z]+\\.[a-z_]+)\"|\"([a-z]+\\.[a-z_]+)\"_s"_s);
    for (const QString &path :
         {u"core/db/dberror.cpp"_s, u"core/db/dbexecutor.cpp"_s, u"core/db/functioncall.cpp"_s,
          u"core/db/pgvisitlifecycle.cpp"_s, u"core/visit/visitjson.cpp"_s, u"core/db/pgaccountstore.cpp"_s,
          u"core/visit/visitservice.cpp"_s, u"core/cache/sqliteoperationjournal.cpp"_s,
          u"app/desktop/sandboxprocess.cpp"_s}) {
        const QString text = fileText(path);
        QVERIFY2(!text.isEmpty(), qPrintable(path));
        for (auto match = reason.globalMatch(text); match.hasNext();) {
            const auto found = match.next();
            const QString word = found.captured(1) + found.captured(2);
            QVERIFY2(hasOwnText(word), qPrintable(path + u": "_s + word));
        }
    }
}

void TestErrorText::unknownReasonsFallBackToTheCode_data()
{
    QTest::addColumn<ErrorCode>("code");
    for (int code = 0; code <= static_cast<int>(ErrorCode::Bug); ++code)
        QTest::newRow(qPrintable(errorCodeName(static_cast<ErrorCode>(code))))
            << static_cast<ErrorCode>(code);
}

void TestErrorText::unknownReasonsFallBackToTheCode()
{
    QFETCH(ErrorCode, code);
    const ErrorText text = errorText({code, u"nobody.knows"_s, u"08006 detail"_s});
    for (const QString &sentence : {text.happened, text.meaning, text.advice}) {
        QVERIFY(sentence.endsWith(u'.'));
        QVERIFY(!sentence.contains(u"08006"_s));
        QVERIFY(!sentence.contains(u"nobody.knows"_s));
    }
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
