#include "core/visit/auditchain.h"

#include <QCryptographicHash>
#include <QTest>

using namespace bedside;

namespace {

QByteArray hashOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

QList<AuditLine> chain(int length)
{
    QList<AuditLine> lines;
    QByteArray previous;
    for (int i = 1; i <= length; ++i) {
        const auto text = QByteArray("line ") + QByteArray::number(i);
        lines.append({{}, i, text, previous, hashOf(previous + text)});
        previous = lines.last().hash;
    }
    return lines;
}

QString verdict(const QList<AuditLine> &lines, const QList<AuditHead> &heads = {})
{
    AuditChain check;
    check.expect(heads);
    check.add(lines);
    return check.finish();
}

} // namespace

class TestAuditChain : public QObject
{
    Q_OBJECT

private slots:
    void anIntactChainAgreesWithItsHeads()
    {
        const auto lines = chain(5);
        AuditChain check;
        check.expect({{{}, 0, {}}, {{}, 3, lines.at(2).hash}, {{}, 5, lines.at(4).hash}});
        QVERIFY(check.add(lines.mid(0, 2)));
        QVERIFY(check.add(lines.mid(2)));
        QCOMPARE(check.finish(), QString());
        QCOMPARE(check.sequence(), 5);
        QCOMPARE(check.confirmedHeads(), 2);
    }

    void everyKindOfTamperingShows()
    {
        auto altered = chain(5);
        altered[2].canonical = "another story";
        QCOMPARE(verdict(altered), QStringLiteral("line altered"));
        altered[2].hash = hashOf(altered[2].previous + altered[2].canonical);
        QCOMPARE(verdict(altered), QStringLiteral("line altered"));
        auto missing = chain(5);
        missing.removeAt(2);
        QCOMPARE(verdict(missing), QStringLiteral("line missing"));
        const auto lines = chain(5);
        QCOMPARE(verdict(lines.mid(0, 3), {{{}, 5, lines.at(4).hash}}), QStringLiteral("chain cut"));
        QCOMPARE(verdict(lines, {{{}, 4, lines.at(4).hash}}), QStringLiteral("head differs"));
        QCOMPARE(verdict({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestAuditChain)
#include "tst_auditchain.moc"
