#include "core/cache/sqliteoperationjournal.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

using namespace bedside;

namespace {

const QUuid kVisit(QStringLiteral("0b4c1f5e-7f0a-4a63-9d3f-0d3f6a1f0001"));

//! What the process that is to be killed does: begins operations and says each one only when it is durable.
int writeUntilKilled(const QString &path)
{
    auto journal = SqliteOperationJournal::open(path);
    if (!journal)
        return 1;
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly))
        return 1;
    for (;;) {
        const auto operation = QUuid::createUuid();
        if (!(*journal)->begin({operation, EndVisit{kVisit}}))
            return 1;
        out.write(operation.toByteArray() + '\n');
        out.flush();
    }
}

} // namespace

class TestOperationJournal : public QObject
{
    Q_OBJECT

private slots:
    void keepsOpenOperationsInOrder()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("deep/journal.sqlite"));
        const VisitCommand first{QUuid::createUuid(), JoinVisit{kVisit, QStringLiteral("seat")}};
        const VisitCommand second{QUuid::createUuid(), EndVisit{kVisit}};
        const VisitCommand third{QUuid::createUuid(), LeaveVisit{kVisit}};
        {
            auto journal = SqliteOperationJournal::open(path);
            QVERIFY(journal.has_value());
            QVERIFY((*journal)->begin(first));
            QVERIFY((*journal)->begin(second));
            QVERIFY((*journal)->begin(third));
            QVERIFY((*journal)->settle(second.operation));
        }
        auto journal = SqliteOperationJournal::open(path);
        QVERIFY(journal.has_value());
        const auto open = (*journal)->open();
        QVERIFY(open.has_value());
        QCOMPARE(open->size(), 2);
        QCOMPARE(open->at(0).command.operation, first.operation);
        QCOMPARE(std::get<JoinVisit>(open->at(0).command.step).seat, QStringLiteral("seat"));
        QCOMPARE(open->at(1).command.operation, third.operation);
        QVERIFY(qAbs(open->at(1).begunAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    }

    void refusesTheSameIdTwice()
    {
        QTemporaryDir folder;
        auto journal = SqliteOperationJournal::open(folder.filePath(QStringLiteral("j")));
        const VisitCommand command{QUuid::createUuid(), EndVisit{kVisit}};
        QVERIFY((*journal)->begin(command));
        QVERIFY(!(*journal)->begin(command));
    }

    void onlyItsUserReadsTheFileAndSettledNamesAreErased()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("j"));
        auto journal = SqliteOperationJournal::open(path);
        const VisitCommand command{
            QUuid::createUuid(),
            ArriveAtVisit{QStringLiteral("CODE"), QStringLiteral("Nomen Nescio"), ParticipantKind::Patient}};
        QVERIFY((*journal)->begin(command));
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther |
                            QFileDevice::WriteOther;
        QCOMPARE(QFile::permissions(path) & others, QFileDevice::Permissions());
        const auto content = [&path] {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QVERIFY(content().contains("Nomen Nescio"));
        QVERIFY((*journal)->settle(command.operation));
        QVERIFY(!content().contains("Nomen Nescio"));
    }

    void oneProcessPerFile()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("j"));
        auto first = SqliteOperationJournal::open(path);
        QVERIFY(first.has_value());
        const auto second = SqliteOperationJournal::open(path);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().reason, QStringLiteral("journal.in_use"));
    }

    void aFileThatIsNoJournalIsReported()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("j"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const auto journal = SqliteOperationJournal::open(path);
        QVERIFY(!journal.has_value());
        QCOMPARE(journal.error().reason, QStringLiteral("journal.broken"));
    }

#ifdef Q_OS_UNIX
    void whatWasBegunSurvivesAKill()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("j"));
        for (int round = 0; round < 5; ++round) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write"), path});
            QVERIFY(writer.waitForReadyRead());
            QTRY_VERIFY(writer.bytesAvailable() > 200 * (round + 1));
            writer.kill();
            QVERIFY(writer.waitForFinished());
            auto journal = SqliteOperationJournal::open(path);
            QVERIFY(journal.has_value());
            const auto open = (*journal)->open();
            QVERIFY(open.has_value());
            QSet<QUuid> kept;
            for (const auto &operation : *open)
                kept.insert(operation.command.operation);
            auto lines = writer.readAllStandardOutput().split('\n');
            lines.removeLast();
            QVERIFY(!lines.isEmpty());
            for (const auto &line : std::as_const(lines))
                QVERIFY(kept.contains(QUuid(QString::fromLatin1(line))));
        }
    }
#endif
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--write") == 0)
        return writeUntilKilled(QString::fromLocal8Bit(argv[2]));
    TestOperationJournal test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_operationjournal.moc"
