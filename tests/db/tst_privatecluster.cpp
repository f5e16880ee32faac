#include "core/db/privatecluster.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using bedside::db::PrivateCluster;

class TestPrivateCluster : public QObject
{
    Q_OBJECT

private slots:
    void refusesSomebodyElsesData();
    void startsAgainOnTheSameDataAfterAKill();
    void twoNeverShareADirectory();
    void leavesNoServerBehind();
};

void TestPrivateCluster::refusesSomebodyElsesData()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(u"data"_s));
    QFile theirs(folder.filePath(u"data/precious"_s));
    QVERIFY(theirs.open(QIODevice::WriteOnly));
    const auto cluster = PrivateCluster::start(folder.path());
    QVERIFY(!cluster);
    QCOMPARE(cluster.error().reason, u"cluster.directory"_s);
    QVERIFY(theirs.exists());
}

void TestPrivateCluster::startsAgainOnTheSameDataAfterAKill()
{
    const QTemporaryDir folder;
    const auto cluster = PrivateCluster::start(folder.path());
    QVERIFY2(cluster, qPrintable(cluster ? QString() : cluster.error().detail));
    const QString password = (*cluster)->administrator().password;
    QVERIFY(!password.isEmpty());
    (*cluster)->kill();
    const auto again = (*cluster)->restart();
    QVERIFY2(again, qPrintable(again ? QString() : again.error().detail));
    QCOMPARE((*cluster)->administrator().password, password);
    const auto permissions = QFile::permissions(folder.filePath(u"admin.password"_s));
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther)));
}

void TestPrivateCluster::twoNeverShareADirectory()
{
    const QTemporaryDir folder;
    const auto first = PrivateCluster::start(folder.path(), PrivateCluster::Durability::None);
    QVERIFY(first);
    const auto second = PrivateCluster::start(folder.path(), PrivateCluster::Durability::None);
    QVERIFY(!second);
    QCOMPARE(second.error().reason, u"cluster.in_use"_s);
}

void TestPrivateCluster::leavesNoServerBehind()
{
    const QTemporaryDir folder;
    qint64 process = 0;
    {
        const auto cluster = PrivateCluster::start(folder.path(), PrivateCluster::Durability::None);
        QVERIFY(cluster);
        process = (*cluster)->processId();
        QVERIFY(QFile::exists(u"/proc/%1"_s.arg(process)));
    }
    QVERIFY(!QFile::exists(u"/proc/%1"_s.arg(process)));
    QVERIFY(!QFile::exists(folder.filePath(u"data/postmaster.pid"_s)));
}

QTEST_GUILESS_MAIN(TestPrivateCluster)
#include "tst_privatecluster.moc"
