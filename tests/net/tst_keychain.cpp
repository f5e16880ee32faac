#include "core/net/keychainsecretstore.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace bedside;

//! Runs without any keychain service, as a server or a minimal desktop does.
class KeychainTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        qputenv("HOME", m_home.path().toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", m_home.path().toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_home.path().toLocal8Bit());
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        qunsetenv("XDG_CURRENT_DESKTOP");
    }

    void absentServiceIsNamed()
    {
        KeychainSecretStore store(QStringLiteral("bedside-test"));
        std::optional<Result<Done>> written;
        std::optional<Result<QString>> read;
        store.write(QStringLiteral("k"), QStringLiteral("s3cret"),
                    Continuation<Done>(this, [&written](Result<Done> answer) { written = answer; }));
        QTRY_VERIFY(written.has_value());
        QVERIFY(!*written);
        QCOMPARE(written->error().reason, QStringLiteral("keychain.absent"));
        QCOMPARE(written->error().code, ErrorCode::Offline);
        store.read(QStringLiteral("k"),
                   Continuation<QString>(this, [&read](Result<QString> answer) { read = answer; }));
        QTRY_VERIFY(read.has_value());
        QVERIFY(!*read);
        QCOMPARE(read->error().reason, QStringLiteral("keychain.absent"));
    }

    void nothingIsWrittenToFiles()
    {
        const auto files =
            QDir(m_home.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QVERIFY2(files.isEmpty(), qPrintable(files.join(u' ')));
    }

private:
    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(KeychainTest)
#include "tst_keychain.moc"
