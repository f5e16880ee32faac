#include "core/db/privatecluster.h"

#include <libpq-fe.h>

#include <QDir>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QStandardPaths>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif
#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace bedside::db {

namespace {

constexpr auto kSuperuser = "bedside_admin"_L1;
constexpr int kPatience = 30'000;
// The kernel's limit for a socket's path is 108 bytes on Linux and 104 on macOS, name and suffix included.
constexpr qsizetype kLongestSocketDirectory = 80;

bool runsAsRoot()
{
#ifdef Q_OS_UNIX
    return ::geteuid() == 0;
#else
    return false;
#endif
}

QString serverBinaries()
{
    const QString inPath = QStandardPaths::findExecutable(u"initdb"_s);
    if (!inPath.isEmpty())
        return QFileInfo(inPath).canonicalPath();
    QDir versions(u"/usr/lib/postgresql"_s);
    QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return a.toInt() > b.toInt(); });
    for (const QString &name : names) {
        const QString folder = versions.filePath(name + u"/bin"_s);
        if (QFileInfo(folder + u"/initdb"_s).isExecutable())
            return folder;
    }
    return {};
}

QString randomPassword()
{
    QByteArray bytes(24, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding));
}

bool writePrivately(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
           file.write(content) == content.size() && file.commit();
}

QString endOfFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 500));
    return QString::fromUtf8(file.readAll()).trimmed();
}

} // namespace

PrivateCluster::PrivateCluster(QString directory, QString binaries, Durability durability)
    : m_directory(std::move(directory))
    , m_binaries(std::move(binaries))
    , m_durability(durability)
{
}

PrivateCluster::~PrivateCluster()
{
    stop();
}

Result<std::unique_ptr<PrivateCluster>> PrivateCluster::start(const QString &directory, Durability durability)
{
    if (runsAsRoot())
        return Error{ErrorCode::Denied, u"cluster.root"_s, {}};
    const QString binaries = serverBinaries();
    if (binaries.isEmpty())
        return Error{ErrorCode::NotFound, u"cluster.no_server"_s, {}};
    std::unique_ptr<PrivateCluster> cluster(
        new PrivateCluster(QDir(directory).absolutePath(), binaries, durability));
    if (const auto prepared = cluster->prepare(); !prepared)
        return prepared.error();
    if (const auto launched = cluster->launch(); !launched)
        return launched.error();
    return cluster;
}

QString PrivateCluster::program(const QString &name) const
{
    return m_binaries + u'/' + name;
}

QString PrivateCluster::dataDirectory() const
{
    return m_directory + u"/data"_s;
}

QString PrivateCluster::socketDirectory() const
{
    return m_shortSocketDirectory ? m_shortSocketDirectory->path() : m_directory + u"/socket"_s;
}

ConnectionSettings PrivateCluster::administrator(const QString &database) const
{
    ConnectionSettings settings;
    settings.host = socketDirectory();
    settings.database = database;
    settings.user = kSuperuser;
    settings.password = m_password;
    return settings;
}

Error PrivateCluster::failure(const QString &what) const
{
    return {ErrorCode::Bug, u"cluster.failed"_s, what};
}

Result<Done> PrivateCluster::prepare()
{
    const QDir folder(m_directory);
    if (!folder.mkpath(u"."_s) || !folder.mkpath(u"socket"_s))
        return Error{ErrorCode::Invalid, u"cluster.directory"_s, {}};
    constexpr auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    if (!QFile::setPermissions(m_directory + u"/socket"_s, owner))
        return Error{ErrorCode::Invalid, u"cluster.directory"_s, {}};
    if (m_directory.toLocal8Bit().size() > kLongestSocketDirectory)
        m_shortSocketDirectory = std::make_unique<QTemporaryDir>(u"/tmp/bedside-XXXXXX"_s);
    QFile password(m_directory + u"/admin.password"_s);
    if (password.open(QIODevice::ReadOnly)) {
        m_password = QString::fromLatin1(password.readAll());
        return Done{};
    }
    // The password is put in its place last: beside the new one, data is our own and half made. Any other
    // data here is somebody's.
    const bool halfMade = QFile::exists(m_directory + u"/admin.password.new"_s);
    if (!halfMade && QFile::exists(dataDirectory()))
        return Error{ErrorCode::Invalid, u"cluster.directory"_s, {}};
    return initialize();
}

Result<Done> PrivateCluster::initialize()
{
    m_password = randomPassword();
    const QString fresh = m_directory + u"/admin.password.new"_s;
    if (!writePrivately(fresh, m_password.toLatin1()))
        return Error{ErrorCode::Invalid, u"cluster.directory"_s, {}};
    QDir(dataDirectory()).removeRecursively();
    QProcess initdb;
    initdb.setProcessChannelMode(QProcess::MergedChannels);
    QStringList arguments{u"--pgdata"_s,   dataDirectory(), u"--username"_s, QString(kSuperuser),
                          u"--pwfile"_s,   fresh,           u"--auth"_s,     u"scram-sha-256"_s,
                          u"--encoding"_s, u"UTF8"_s,       u"--locale"_s,   u"C.UTF-8"_s};
    if (m_durability == Durability::Full)
        arguments << u"--data-checksums"_s;
    else
        arguments << u"--no-sync"_s;
    initdb.start(program(u"initdb"_s), arguments);
    if (!initdb.waitForFinished(kPatience) || initdb.exitCode() != 0)
        return failure(QString::fromUtf8(initdb.readAll()).right(500));
    if (!QFile::rename(fresh, m_directory + u"/admin.password"_s))
        return Error{ErrorCode::Invalid, u"cluster.directory"_s, {}};
    return Done{};
}

Result<Done> PrivateCluster::launch()
{
    QStringList arguments{u"-D"_s, dataDirectory(), u"-k"_s, socketDirectory()};
    const auto set = [&arguments](const QString &setting) { arguments << u"-c"_s << setting; };
    set(u"listen_addresses="_s);
    set(u"unix_socket_permissions=0700"_s);
    set(u"max_connections=260"_s);
    set(u"password_encryption=scram-sha-256"_s);
    // Row contents and parameters hold patient data and secrets; they stay out of the log.
    set(u"log_error_verbosity=terse"_s);
    set(u"log_parameter_max_length=0"_s);
    set(u"log_parameter_max_length_on_error=0"_s);
    set(u"log_min_error_statement=panic"_s);
    set(u"idle_in_transaction_session_timeout=15s"_s);
    set(u"shared_buffers=64MB"_s);
    if (m_durability == Durability::None) {
        set(u"fsync=off"_s);
        set(u"synchronous_commit=off"_s);
        set(u"full_page_writes=off"_s);
    }
    m_server.setStandardOutputFile(QProcess::nullDevice());
    m_server.setStandardErrorFile(m_directory + u"/server.log"_s, QIODevice::Append);
#ifdef Q_OS_LINUX
    // Fast shutdown when this process is gone, however it went.
    m_server.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGINT); });
#endif
    m_server.start(program(u"postgres"_s), arguments);
    if (!m_server.waitForStarted())
        return failure(m_server.errorString());
    return awaitReady();
}

bool PrivateCluster::holdsDirectory() const
{
    QFile lock(dataDirectory() + u"/postmaster.pid"_s);
    return lock.open(QIODevice::ReadOnly) && lock.readLine().trimmed().toLongLong() == m_server.processId();
}

Result<Done> PrivateCluster::awaitReady()
{
    const QByteArray target = "host='" + socketDirectory().toLocal8Bit() + "' port=5432 dbname=postgres";
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < kPatience) {
        // Another server on the same directory would answer too.
        if (PQping(target.constData()) == PQPING_OK && holdsDirectory())
            return Done{};
        if (m_server.waitForFinished(20) || m_server.state() == QProcess::NotRunning) {
            const QString log = endOfFile(m_directory + u"/server.log"_s);
            if (log.contains(u"postmaster.pid\" already exists"_s))
                return Error{ErrorCode::Conflict, u"cluster.in_use"_s, {}};
            return failure(log);
        }
    }
    return failure(u"not ready in time"_s);
}

void PrivateCluster::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
#ifdef Q_OS_UNIX
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT);
#else
    QProcess::execute(program(u"pg_ctl"_s), {u"stop"_s, u"-m"_s, u"fast"_s, u"-D"_s, dataDirectory()});
#endif
    if (!m_server.waitForFinished(kPatience))
        kill();
}

void PrivateCluster::kill()
{
    m_server.kill();
    m_server.waitForFinished(kPatience);
}

Result<Done> PrivateCluster::restart()
{
    // The dead server's sessions notice a moment later and hold its shared memory until then.
    QElapsedTimer waited;
    waited.start();
    for (;;) {
        const auto launched = launch();
        if (launched || waited.elapsed() > kPatience)
            return launched;
        if (!launched.error().detail.contains(u"shared memory"_s) &&
            launched.error().reason != u"cluster.in_use"_s)
            return launched;
    }
}

} // namespace bedside::db
