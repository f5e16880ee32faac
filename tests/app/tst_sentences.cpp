#include "app/ctl/sentences.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace bedside;
using namespace Qt::StringLiterals;

//! Every refusal that can reach a terminal is said in words.
class SentencesTest : public QObject
{
    Q_OBJECT

private:
    static QString text(const QString &path)
    {
        QFile file(qEnvironmentVariable("BEDSIDE_SOURCE") + u'/' + path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    static void collect(const QString &text, const QRegularExpression &pattern, QSet<QString> &found)
    {
        for (auto match = pattern.globalMatch(text); match.hasNext();)
            found.insert(match.next().captured(1));
    }

private slots:
    void everyReasonIsSaid()
    {
        QSet<QString> reasons;
        const auto documented = text(u"docs/admin/database-functions.md"_s);
        static const QRegularExpression inText(u"`([a-z]+\\.[a-z_]+)`"_s);
        static const QRegularExpression inSource(u"\"([a-z]+\\.[a-z_]+)\""_s);
        collect(documented.mid(documented.indexOf(u"## Refusals"_s)), inText, reasons);
        QVERIFY(reasons.size() > 30);
        for (const char *folder : {"core/db", "app/ctl", "core/fhir"}) {
            const QDir sources(qEnvironmentVariable("BEDSIDE_SOURCE") + u'/' + QLatin1String(folder));
            for (const auto &name : sources.entryList({u"*.cpp"_s})) {
                const bool isReached = name != u"privatecluster.cpp" && name != u"sentences.cpp";
                if (isReached && (!sources.path().endsWith(u"fhir"_s) || name == u"bulkexport.cpp"))
                    collect(text(QLatin1String(folder) + u'/' + name), inSource, reasons);
            }
        }
        // Names of other things that look alike.
        reasons -= {u"errors.ndjson"_s, u"manifest.json"_s, u"bedside.visit"_s};
        QStringList silent;
        for (const auto &reason : reasons) {
            if (!ctl::hasSentence(reason))
                silent.append(reason);
        }
        QCOMPARE(silent.join(u' '), QString());
    }

    void theDetailStandsInBrackets()
    {
        const auto words = ctl::sentence({ErrorCode::Conflict, u"schema.older"_s, u"version 4"_s});
        QVERIFY(words.endsWith(u" [version 4]"_s));
        QVERIFY(ctl::sentence({ErrorCode::Busy, u"nobody.knows"_s, {}}).contains(u"nobody.knows"_s));
    }
};

QTEST_GUILESS_MAIN(SentencesTest)
#include "tst_sentences.moc"
