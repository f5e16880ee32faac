#include "app/desktop/desktop.h"

#include "core/db/connectionstring.h"
#include "core/link/roomprocess.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QStandardPaths>
#include <QUuid>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

//! What tells one account's things apart from another's on this computer, without naming either.
QString accountMark(const ConnectionSettings &connection)
{
    const QString whole =
        u"%1:%2/%3/%4"_s.arg(connection.host, connection.port, connection.database, connection.user);
    return QString::fromLatin1(
        QCryptographicHash::hash(whole.toUtf8(), QCryptographicHash::Sha256).toHex().left(24));
}

qint64 residentKilobytes()
{
#ifdef Q_OS_LINUX
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines)
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toLongLong();
#endif
    return 0;
}

} // namespace

Desktop::Desktop(CommandLine commandLine, QObject *parent)
    : QObject(parent)
    , m_commandLine(std::move(commandLine))
    , m_keychain(u"bedside"_s)
    , m_sandbox(program(u"bedside-sandbox"_s))
    , m_guest(program(u"bedside-room"_s))
    , m_window(m_prompts, m_settings, &QDateTime::currentDateTimeUtc)
{
    m_sinceStart.start();
    const QString appearance = m_commandLine.appearance.isEmpty()
                                   ? m_settings.value(u"appearance"_s).toString()
                                   : m_commandLine.appearance;
    m_theme.apply(Theme::appearanceNamed(appearance));
    connectWindow();
}

Desktop::~Desktop()
{
    m_window.closeSession();
}

void Desktop::start()
{
    begin();
    m_window.show();
}

void Desktop::connectWindow()
{
    connect(&m_window, &MainWindow::connectRequested, this,
            [this] { m_window.showSignIn(savedConnection(), m_settings.value(u"account/kept"_s).toBool()); });
    connect(&m_window, &MainWindow::tryRequested, this, &Desktop::beginSample);
    connect(&m_window, &MainWindow::backRequested, &m_window, &MainWindow::showFirstStart);
    connect(&m_window, &MainWindow::signInRequested, this,
            [this](const ConnectionSettings &connection, bool remember) {
                m_remember = remember;
                m_asked = true;
                signIn(connection, false);
            });
    connect(&m_window, &MainWindow::samplePersonChosen, this, &Desktop::signInAsSample);
    connect(&m_window, &MainWindow::signOutRequested, this, &Desktop::signOut);
    connect(&m_sandbox, &SandboxProcess::ready, this, &Desktop::samplesReady);
    connect(&m_sandbox, &SandboxProcess::failed, this, [this](const Error &error) {
        m_window.closeSession();
        m_graph.reset();
        m_window.showProblem(error);
    });
    if (m_commandLine.reportsPaint)
        connect(&m_window, &MainWindow::agendaPainted, this, &Desktop::reportPaint);
}

void Desktop::begin()
{
    if (m_commandLine.tryHere) {
        beginSample();
        return;
    }
    auto given = db::connectionSettings(m_commandLine.dsn);
    if (!given) {
        m_window.showProblem(given.error());
        return;
    }
    if (!m_commandLine.login.isEmpty())
        given->user = m_commandLine.login;
    const bool isNew = !m_settings.contains(u"account/host"_s);
    const bool isGiven = *given != ConnectionSettings{};
    if (isGiven && (!given->password.isEmpty() || isNew))
        beginAtServer(*given);
    else if (!isNew)
        readPassword(savedConnection());
    else
        m_window.showFirstStart();
}

void Desktop::beginAtServer(const ConnectionSettings &connection)
{
    if (connection.password.isEmpty())
        m_window.showSignIn(connection, false);
    else
        signIn(connection, false);
}

void Desktop::beginSample()
{
    m_window.showWaiting(tr("The sample clinic is being set up. The first time takes a little longer…"));
    if (m_sandbox.isReady()) {
        samplesReady();
        return;
    }
    const QString usual =
        QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u"/sample-clinic"_s;
    m_sandbox.start(m_commandLine.dataDirectory.isEmpty() ? usual : m_commandLine.dataDirectory,
                    std::exchange(m_commandLine.freshSample, false));
}

void Desktop::samplesReady()
{
    if (!m_commandLine.login.isEmpty()) {
        signInAsSample(std::exchange(m_commandLine.login, QString()));
        return;
    }
    QList<SamplePerson> people;
    for (const SandboxProcess::Login &login : m_sandbox.logins())
        people.append({login.login, login.display, login.kind, login.organization});
    m_window.showSamplePeople(people);
}

void Desktop::signInAsSample(const QString &login)
{
    for (const SandboxProcess::Login &person : m_sandbox.logins()) {
        if (person.login != login)
            continue;
        m_asked = false;
        signIn(person.connection, true);
        return;
    }
    m_window.showProblem({ErrorCode::NotFound, u"person.unknown"_s, {}});
}

void Desktop::signIn(const ConnectionSettings &connection, bool isSample)
{
    m_isSample = isSample;
    if (!m_asked)
        m_window.showWaiting(tr("Signing in…"));
    SessionGraph::Parts parts{seat(), {}, [this](const Account &) { return makeLauncher(); }, nullptr};
    if (isSample)
        parts.samplePatient = &m_guest;
    m_graph = std::make_unique<SessionGraph>(connection, std::move(parts));
    connect(m_graph.get(), &SessionGraph::opened, this, &Desktop::opened);
    connect(m_graph.get(), &SessionGraph::failed, this, &Desktop::refused);
    m_graph->signIn();
}

void Desktop::opened()
{
    if (!m_isSample && m_asked)
        rememberConnection();
    m_window.openSession(m_graph->session());
}

void Desktop::refused(const Error &error)
{
    const ConnectionSettings connection = m_graph->connection();
    m_graph.release()->deleteLater();
    if (m_isSample)
        samplesReady();
    else if (!m_asked)
        m_window.showSignIn(connection, m_settings.value(u"account/kept"_s).toBool());
    m_window.showProblem(error);
}

void Desktop::signOut()
{
    m_window.closeSession();
    m_graph.reset();
    if (m_isSample)
        samplesReady();
    else
        m_window.showSignIn(savedConnection(), m_settings.value(u"account/kept"_s).toBool());
}

void Desktop::rememberConnection()
{
    const ConnectionSettings &connection = m_graph->connection();
    m_settings.setValue(u"account/host"_s, connection.host);
    m_settings.setValue(u"account/port"_s, connection.port);
    m_settings.setValue(u"account/database"_s, connection.database);
    m_settings.setValue(u"account/user"_s, connection.user);
    m_settings.setValue(u"account/kept"_s, m_remember);
    const QString key = accountMark(connection);
    if (m_remember)
        m_keychain.write(key, connection.password, {this, [this](const Result<Done> &kept) {
                                                        if (!kept)
                                                            m_settings.setValue(u"account/kept"_s, false);
                                                    }});
    else
        m_keychain.remove(key, {this, [](const Result<Done> &) {}});
}

void Desktop::readPassword(const ConnectionSettings &connection)
{
    if (!m_settings.value(u"account/kept"_s).toBool()) {
        m_window.showSignIn(connection, false);
        return;
    }
    m_window.showWaiting(tr("Signing in…"));
    m_keychain.read(accountMark(connection), {this, [this, connection](const Result<QString> &password) {
                                                  ConnectionSettings whole = connection;
                                                  whole.password = password ? *password : QString();
                                                  beginAtServer(whole);
                                              }});
}

ConnectionSettings Desktop::savedConnection() const
{
    const auto given = db::connectionSettings(m_commandLine.dsn);
    ConnectionSettings connection = given ? *given : ConnectionSettings{};
    if (!m_settings.contains(u"account/host"_s))
        return connection;
    connection.host = m_settings.value(u"account/host"_s).toString();
    connection.port = m_settings.value(u"account/port"_s).toString();
    connection.database = m_settings.value(u"account/database"_s).toString();
    connection.user = m_settings.value(u"account/user"_s).toString();
    connection.password.clear();
    return connection;
}

QString Desktop::program(const QString &name) const
{
    return QCoreApplication::applicationDirPath() + u'/' + name;
}

QString Desktop::seat()
{
    QString seat = m_settings.value(u"seat"_s).toString();
    if (seat.isEmpty()) {
        seat = QUuid::createUuid().toString(QUuid::WithoutBraces);
        m_settings.setValue(u"seat"_s, seat);
    }
    return seat;
}

std::unique_ptr<RoomLauncher> Desktop::makeLauncher() const
{
    return std::make_unique<link::RoomProcess>(link::RoomProcess::Options{
        program(u"bedside-room"_s), accountMark(m_graph->connection()), m_isSample, {}});
}

void Desktop::reportPaint() const
{
    std::printf("painted %lld ms %lld kB\n", static_cast<long long>(m_sinceStart.elapsed()),
                static_cast<long long>(residentKilobytes()));
    std::fflush(stdout);
}

} // namespace bedside
