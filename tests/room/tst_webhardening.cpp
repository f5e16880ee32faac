#include "tests/room/roomhall.h"
#include "ui/room/hardenedpage.h"
#include "ui/room/pageword.h"
#include "ui/room/requestguard.h"
#include "ui/room/roombridge.h"
#include "ui/room/roomscheme.h"
#include "ui/room/roomview.h"
#include "ui/room/webenvironment.h"
#include "ui/room/webprofile.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QMimeData>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebEngineDownloadRequest>
#include <QWebEngineProfile>
#include <QWebEngineSettings>

#include <csignal>
#include <memory>
#include <optional>

using namespace bedside;
using namespace bedside::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLong = 30000;

QString program()
{
    return qEnvironmentVariable("BEDSIDE_BIN") + u"/bedside-room"_s;
}

//! Processes of the tree below `root`, itself included.
QList<qint64> tree(qint64 root)
{
    QList<qint64> found{root};
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (qsizetype next = 0; next < found.size(); ++next) {
        for (const QString &name : processes) {
            QFile stat(u"/proc/"_s + name + u"/stat"_s);
            if (!stat.open(QFile::ReadOnly))
                continue;
            const QByteArray line = stat.readAll();
            const QList<QByteArray> parts = line.mid(line.lastIndexOf(')') + 2).split(' ');
            if (parts.value(1).toLongLong() == found.at(next))
                found.append(name.toLongLong());
        }
    }
    return found;
}

QByteArray commandLine(qint64 process)
{
    QFile file(u"/proc/%1/cmdline"_s.arg(process));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

bool isFiltered(qint64 process)
{
    QFile file(u"/proc/%1/status"_s.arg(process));
    return file.open(QFile::ReadOnly) && file.readAll().contains("Seccomp:\t2");
}

} // namespace

//! What a script inside the room page could try if one ever got there, and what the environment could ask
//! for.
class TestWebHardening : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void staysOnItsPage_data();
    void staysOnItsPage();
    void refuses_data();
    void refuses();
    void nothingReachesForeignHosts();
    void downloadsAreCancelled();
    void onlyMediaOnlyWhileJoining();
    void thePageCannotSeeTheChannel();
    void nothingIsDropped();
    void settingsAreTight();
    void originsOfGrants_data();
    void originsOfGrants();
    void guestPages_data();
    void guestPages();
    void pageWords_data();
    void pageWords();
    void dangerousVariables();
    void theProgramIgnoresItsEnvironment();
    void theProgramRefusesForeignGuests();

private:
    QVariant js(const QString &code);
    //! The value a promise settles with, as text; "timeout" when it does not.
    QString settled(const QString &promise);

    RequestGuard *m_guard = nullptr;
    QWebEngineProfile *m_profile = nullptr;
    HardenedPage *m_page = nullptr;
    RoomBridge *m_bridge = nullptr;
    std::unique_ptr<RoomSchemeHandler> m_scheme;
    std::unique_ptr<RoomView> m_view;
    QTcpServer m_foreign; //!< stands for any host that is not in the grant
    bool m_joining = false;
};

void TestWebHardening::initTestCase()
{
    web::setChromiumSwitches(true);
    QVERIFY(m_foreign.listen(QHostAddress::LocalHost));
    m_guard = new RequestGuard(this);
    m_guard->setOrigins(*RoomOrigins::forEndpoint(QUrl(u"https://prod-init.100ms.live"_s)));
    m_scheme = std::make_unique<RoomSchemeHandler>();
    m_scheme->setConnectSources("https://*.100ms.live");
    m_profile = makeRoomProfile(m_guard, this);
    m_profile->installUrlSchemeHandler("bedside-room", m_scheme.get());
    m_page = new HardenedPage(m_profile, roomscheme::pageUrl(), [this] { return m_joining; });
    m_bridge = new RoomBridge(m_page);
    m_view = std::make_unique<RoomView>(m_page);
    m_view->show();
    QSignalSpy ready(m_bridge, &RoomBridge::ready);
    m_page->loadHome();
    QTRY_VERIFY_WITH_TIMEOUT(ready.count() >= 1, kLong);
}

void TestWebHardening::cleanupTestCase()
{
    m_view.reset();
    delete m_page;
}

QVariant TestWebHardening::js(const QString &code)
{
    auto answer = std::make_shared<std::optional<QVariant>>();
    m_page->runJavaScript(code, [answer](const QVariant &value) { *answer = value; });
    return QTest::qWaitFor([&] { return answer->has_value(); }, kLong) ? **answer : QVariant();
}

QString TestWebHardening::settled(const QString &promise)
{
    js(u"window.result = undefined; (async () => %1)().then(v => { window.result = 'done ' + v; }, "
       "e => { window.result = 'failed ' + e.name; }); 0"_s.arg(promise));
    QString result;
    const bool came = QTest::qWaitFor(
        [&] {
            result = js(u"window.result ?? ''"_s).toString();
            return !result.isEmpty();
        },
        kLong);
    return came ? result : u"timeout"_s;
}

void TestWebHardening::staysOnItsPage_data()
{
    QTest::addColumn<QString>("code");
    for (const char *url :
         {"https://example.org/", "file:///etc/passwd", "data:text/html,x", "about:blank", "chrome://gpu",
          "view-source:bedside-room://room/room.html", "qrc:/room/room.html",
          "bedside-room://other/room.html", "bedside-room://room/room.js", "ftp://example.org/",
          "javascript:document.title='out'", "blob:https://example.org/1"})
        QTest::newRow(url) << u"location.href = '%1'"_s.arg(QString::fromLatin1(url));
    QTest::newRow("replace") << u"location.replace('https://example.org/')"_s;
    QTest::newRow("form")
        << u"{ const f = document.createElement('form'); f.action = 'https://example.org/'; "
           "document.body.append(f); f.submit(); }"_s;
    QTest::newRow("link") << u"{ const a = document.createElement('a'); a.href = 'https://example.org/'; "
                             "document.body.append(a); a.click(); }"_s;
    QTest::newRow("refresh") << u"{ const m = document.createElement('meta'); m.httpEquiv = 'refresh'; "
                                "m.content = '0;url=https://example.org/'; document.head.append(m); }"_s;
}

void TestWebHardening::staysOnItsPage()
{
    QFETCH(QString, code);
    js(code + u"; 0"_s);
    js(u"1"_s); // a second round trip: the navigation has been decided by then
    // Chromium goes to about:blank without asking; then the page is back at once.
    QTRY_COMPARE_WITH_TIMEOUT(m_page->url(), roomscheme::pageUrl(), kLong);
    QTRY_COMPARE_WITH_TIMEOUT(js(u"document.querySelectorAll('.room').length"_s).toInt(), 1, kLong);
    QVERIFY(m_page->title() != u"out");
}

void TestWebHardening::refuses_data()
{
    QTest::addColumn<QString>("promise");
    QTest::addColumn<QString>("result");
    QTest::newRow("window.open") << u"window.open('https://example.org/') === null"_s << u"done true"_s;
    QTest::newRow("alert") << u"(alert('x'), 1)"_s << u"done 1"_s;
    QTest::newRow("confirm") << u"confirm('x')"_s << u"done false"_s;
    QTest::newRow("prompt") << u"prompt('x')"_s << u"done null"_s;
    QTest::newRow("eval") << u"eval('1+1')"_s << u"failed EvalError"_s;
    QTest::newRow("inline script")
        << u"(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; "
           "document.body.append(s); return window.ran; })()"_s
        << u"done undefined"_s;
    QTest::newRow("frame")
        << u"(() => { const f = document.createElement('iframe'); f.srcdoc = 'x'; "
           "document.body.append(f); return f.contentDocument?.body?.textContent || ''; })()"_s
        << u"done "_s;
    QTest::newRow("file by fetch") << u"fetch('file:///etc/passwd')"_s << u"failed TypeError"_s;
    QTest::newRow("foreign fetch") << u"fetch('https://example.org/')"_s << u"failed TypeError"_s;
    QTest::newRow("own scheme, unknown file")
        << u"new Promise((done, fail) => { const r = new XMLHttpRequest(); r.onload = () => done(r.status); "
           "r.onerror = () => fail(new TypeError()); r.open('GET', 'bedside-room://room/../etc/passwd'); r.send(); })"_s
        << u"failed TypeError"_s;
    QTest::newRow("notifications") << u"Notification.requestPermission()"_s << u"done denied"_s;
    QTest::newRow("location")
        << u"new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, "
           "e => fail({name: 'code ' + e.code})))"_s
        << u"failed code 1"_s;
    QTest::newRow("clipboard") << u"navigator.clipboard.readText()"_s << u"failed NotAllowedError"_s;
    QTest::newRow("screen") << u"navigator.mediaDevices.getDisplayMedia({video: true})"_s
                            << u"failed NotAllowedError"_s;
    QTest::newRow("websocket")
        << u"new Promise((done, fail) => { const s = new WebSocket('ws://127.0.0.1:1/'); s.onerror = "
           "() => fail({name: 'blocked'}); })"_s
        << u"failed blocked"_s;
}

void TestWebHardening::refuses()
{
    QFETCH(QString, promise);
    QFETCH(QString, result);
    QCOMPARE(settled(promise), result);
}

void TestWebHardening::nothingReachesForeignHosts()
{
    const QString host = u"http://127.0.0.1:%1/"_s.arg(m_foreign.serverPort());
    js(u"{ const h = '%1'; fetch(h).catch(() => 0); navigator.sendBeacon(h, 'x'); new Image().src = h; "
       "for (const [tag, key] of "
       "[['script','src'],['link','href'],['audio','src'],['video','src'],['iframe','src']]) "
       "{ const e = document.createElement(tag); e[key] = h; if (tag === 'link') e.rel = 'stylesheet'; "
       "document.body.append(e); } location.href = h; } 0"_s.arg(host));
    QCOMPARE(settled(u"fetch('%1')"_s.arg(host)), u"failed TypeError"_s);
    QVERIFY(!m_foreign.hasPendingConnections());
    QVERIFY(!m_guard->allows(QUrl(host)));
    QVERIFY(!m_guard->allows(QUrl(u"file:///etc/passwd"_s)));
    QVERIFY(!m_guard->allows(QUrl(u"bedside-room://elsewhere/room.html"_s)));
    QVERIFY(m_guard->allows(QUrl(u"wss://prod-in2.100ms.live/v2/ws"_s)));
}

void TestWebHardening::downloadsAreCancelled()
{
    std::optional<QWebEngineDownloadRequest::DownloadState> state;
    const auto connection =
        connect(m_profile, &QWebEngineProfile::downloadRequested, this,
                [&state](QWebEngineDownloadRequest *download) { state = download->state(); });
    js(u"{ const a = document.createElement('a'); a.download = 'escape.txt'; a.href = "
       u"URL.createObjectURL(new "
       "Blob(['x'])); document.body.append(a); a.click(); } 0"_s);
    (void)QTest::qWaitFor([&] { return state.has_value(); }, 3000);
    QVERIFY(!state || *state == QWebEngineDownloadRequest::DownloadCancelled);
    disconnect(connection);
    QCOMPARE(m_page->url(), roomscheme::pageUrl());
}

void TestWebHardening::onlyMediaOnlyWhileJoining()
{
    m_joining = false;
    const QString ask = u"navigator.mediaDevices.getUserMedia({audio: true, video: true})"_s;
    const QString refused = settled(ask);
    // Without any device Chromium says so before it asks.
    QVERIFY2(refused == u"failed NotAllowedError" || refused == u"failed NotFoundError", qPrintable(refused));
    QCOMPARE(js(u"isSecureContext"_s).toBool(), true);
}

void TestWebHardening::thePageCannotSeeTheChannel()
{
    QCOMPARE(js(u"typeof qt + typeof QWebChannel"_s).toString(), u"undefinedundefined"_s);
    QSignalSpy tokens(m_bridge, &RoomBridge::tokenNeeded);
    js(u"for (const d of ['x', '{}', '[]', 7, null, {type: 'token'}, '{\"type\":\"token\",', "
       u"'y'.repeat(70000)]) "
       "document.dispatchEvent(new CustomEvent('bedside-page', {detail: d})); 0"_s);
    js(u"document.dispatchEvent(new CustomEvent('bedside-page', {detail: '{\"type\":\"token\"}'})); 0"_s);
    QTRY_COMPARE(tokens.count(), 1);
}

void TestWebHardening::nothingIsDropped()
{
    QVERIFY(!m_view->acceptDrops());
    QMimeData data;
    data.setUrls({QUrl(u"file:///etc/passwd"_s)});
    QDragEnterEvent event(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_view.get(), &event);
    QVERIFY(!event.isAccepted());
    QCOMPARE(m_view->contextMenuPolicy(), Qt::NoContextMenu);
}

void TestWebHardening::settingsAreTight()
{
    QVERIFY(m_profile->isOffTheRecord());
    const QWebEngineSettings *settings = m_page->settings();
    for (const auto attribute :
         {QWebEngineSettings::LocalContentCanAccessFileUrls,
          QWebEngineSettings::LocalContentCanAccessRemoteUrls, QWebEngineSettings::JavascriptCanOpenWindows,
          QWebEngineSettings::PdfViewerEnabled, QWebEngineSettings::NavigateOnDropEnabled,
          QWebEngineSettings::AllowRunningInsecureContent, QWebEngineSettings::JavascriptCanAccessClipboard,
          QWebEngineSettings::PluginsEnabled})
        QVERIFY2(!settings->testAttribute(attribute), qPrintable(QString::number(attribute)));
    QVERIFY(!settings->testAttribute(QWebEngineSettings::PlaybackRequiresUserGesture));
}

void TestWebHardening::originsOfGrants_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("provider") << u"https://prod-init.100ms.live/init"_s << true;
    QTest::newRow("loopback") << u"http://127.0.0.1:4000/?https://sandbox"_s << true;
    QTest::newRow("provider without tls") << u"http://prod-init.100ms.live"_s << false;
    QTest::newRow("other host") << u"https://example.org"_s << false;
    QTest::newRow("suffix") << u"https://evil100ms.live"_s << false;
    QTest::newRow("prefix") << u"https://x.100ms.live.example.org"_s << false;
    QTest::newRow("user info") << u"https://x.100ms.live@example.org"_s << false;
    QTest::newRow("user info on loopback") << u"http://a@127.0.0.1:1"_s << false;
    QTest::newRow("file") << u"file://127.0.0.1/etc/passwd"_s << false;
    QTest::newRow("other loopback name") << u"http://127.0.0.1.example.org"_s << false;
    QTest::newRow("empty") << QString() << false;
}

void TestWebHardening::originsOfGrants()
{
    QFETCH(QString, endpoint);
    QFETCH(bool, allowed);
    const auto origins = RoomOrigins::forEndpoint(QUrl(endpoint));
    QCOMPARE(origins.has_value(), allowed);
    if (!origins)
        return;
    QVERIFY(!origins->allows(QUrl(u"https://example.org/"_s)));
    QVERIFY(!origins->allows(
        QUrl(origins->isLoopback() ? u"https://x.100ms.live/"_s : u"http://127.0.0.1:1/"_s)));
}

void TestWebHardening::guestPages_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("sample") << u"http://127.0.0.1:4000/meeting/ABCDE12345"_s << true;
    QTest::newRow("no port") << u"http://127.0.0.1/meeting/A"_s << false;
    QTest::newRow("other path") << u"http://127.0.0.1:4000/admin/state"_s << false;
    QTest::newRow("https") << u"https://127.0.0.1:4000/meeting/A"_s << false;
    QTest::newRow("other host") << u"http://example.org:80/meeting/A"_s << false;
    QTest::newRow("file") << u"file:///meeting/A"_s << false;
}

void TestWebHardening::guestPages()
{
    QFETCH(QString, url);
    QTEST(RoomOrigins::forGuestPage(QUrl(url)).has_value(), "allowed");
}

void TestWebHardening::pageWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("understood");
    QTest::newRow("ready") << u"{\"type\":\"ready\"}"_s << true;
    QTest::newRow("state")
        << u"{\"type\":\"state\",\"phase\":\"joined\",\"microphone\":true,\"camera\":false,"
           "\"others\":1}"_s
        << true;
    QTest::newRow("unknown phase")
        << u"{\"type\":\"state\",\"phase\":\"root\",\"microphone\":true,\"camera\":false,"
           "\"others\":1}"_s
        << false;
    QTest::newRow("negative")
        << u"{\"type\":\"state\",\"phase\":\"joined\",\"microphone\":true,\"camera\":false,"
           "\"others\":-1}"_s
        << false;
    QTest::newRow("stats") << u"{\"type\":\"stats\",\"videos\":[],\"audioEnergy\":1,\"lossPercent\":0,"
                              "\"roundTripMs\":2}"_s
                           << true;
    QTest::newRow("stats of text")
        << u"{\"type\":\"stats\",\"videos\":[],\"audioEnergy\":\"1\",\"lossPercent\":0,"
           "\"roundTripMs\":2}"_s
        << false;
    QTest::newRow("unknown") << u"{\"type\":\"open\",\"path\":\"/etc/passwd\"}"_s << false;
    QTest::newRow("list") << u"[]"_s << false;
    QTest::newRow("long") << u"{\"type\":\"ready\",\"more\":\""_s + QString(kLongestPageWord, u'x') + u"\"}"_s
                          << false;
}

void TestWebHardening::pageWords()
{
    QFETCH(QString, text);
    QTEST(parsePageWord(text).has_value(), "understood");
}

void TestWebHardening::dangerousVariables()
{
    const QByteArrayList names = web::unsafeVariables(
        {"HOME=/home/x", "QTWEBENGINE_REMOTE_DEBUGGING=9333", "QTWEBENGINE_DISABLE_SANDBOX=1",
         "QTWEBENGINEPROCESS_PATH=/tmp/x", "QT_PLUGIN_PATH=/tmp", "SSLKEYLOGFILE=/tmp/keys", "DISPLAY=:0"});
    QCOMPARE(names.size(), 5);
    QVERIFY(!names.contains("HOME") && !names.contains("DISPLAY"));
}

void TestWebHardening::theProgramIgnoresItsEnvironment()
{
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const quint16 debugPort = free.serverPort();
    free.close();
    QTcpServer site;
    QVERIFY(site.listen(QHostAddress::LocalHost));
    QProcess room;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QTWEBENGINE_REMOTE_DEBUGGING"_s, QString::number(debugPort));
    environment.insert(u"QTWEBENGINE_DISABLE_SANDBOX"_s, u"1"_s);
    environment.insert(u"QTWEBENGINE_CHROMIUM_FLAGS"_s,
                       u"--no-sandbox --remote-debugging-port=%1"_s.arg(debugPort));
    room.setProcessEnvironment(environment);
    room.start(program(), {u"--guest"_s, u"http://127.0.0.1:%1/meeting/A"_s.arg(site.serverPort())});
    QTRY_VERIFY_WITH_TIMEOUT(site.hasPendingConnections(), kLong); // Chromium runs
    std::unique_ptr<QTcpSocket> page(site.nextPendingConnection());
    page->write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi");
    bool filtered = false;
    QTRY_VERIFY_WITH_TIMEOUT(([&] {
                                 for (const qint64 process : tree(room.processId()))
                                     filtered |= process != room.processId() && isFiltered(process);
                                 return filtered;
                             })(),
                             kLong);
    QTcpSocket debugger;
    QSignalSpy refused(&debugger, &QTcpSocket::errorOccurred);
    debugger.connectToHost(QHostAddress::LocalHost, debugPort);
    QTRY_COMPARE(refused.count(), 1);
    QCOMPARE(debugger.error(), QAbstractSocket::ConnectionRefusedError);
    for (const qint64 process : tree(room.processId()))
        QVERIFY(!commandLine(process).contains("--no-sandbox"));
    room.kill();
    QTRY_COMPARE_WITH_TIMEOUT(room.state(), QProcess::NotRunning, kLong);
}

void TestWebHardening::theProgramRefusesForeignGuests()
{
    for (const char *url :
         {"https://example.org/meeting/A", "file:///etc/passwd", "http://127.0.0.1:1/admin"}) {
        QProcess room;
        room.start(program(), {u"--guest"_s, QString::fromLatin1(url)});
        QTRY_COMPARE_WITH_TIMEOUT(room.state(), QProcess::NotRunning, kLong);
        QCOMPARE(room.exitCode(), 2);
    }
}

int main(int argc, char *argv[])
{
    web::scrubEnvironment();
    needOrdinaryUser();
    roomscheme::registerScheme();
    QApplication app(argc, argv);
    TestWebHardening test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_webhardening.moc"
