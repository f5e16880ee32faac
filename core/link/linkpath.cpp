#include "core/link/linkpath.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#ifndef Q_OS_WIN
#include <QLocalSocket>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace bedside::link {

namespace {

QString runtimeFolder()
{
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (!runtime.isEmpty())
        return runtime + QStringLiteral("/bedside");
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) +
           QStringLiteral("/bedside-run");
}

bool isPrivate(const QString &folder)
{
#ifdef Q_OS_WIN
    return QFileInfo(folder).isDir();
#else
    const QFileInfo info(folder);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                        QFile::WriteOther | QFile::ExeOther;
    return info.isDir() && !info.isSymLink() && info.ownerId() == ::getuid() &&
           !(info.permissions() & others);
#endif
}

} // namespace

QString socketPath(const QString &instance)
{
    static const QRegularExpression kInstance(QStringLiteral("\\A[A-Za-z0-9-]{1,40}\\z"));
    if (!kInstance.match(instance).hasMatch())
        return {};
#ifdef Q_OS_WIN
    return QStringLiteral("bedside-room-") + qEnvironmentVariable("USERNAME") + u'-' + instance;
#else
    const QString folder = runtimeFolder();
    if (!QFileInfo::exists(folder)) {
        QDir().mkpath(QFileInfo(folder).path());
        QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return isPrivate(folder) ? folder + QStringLiteral("/room-") + instance : QString();
#endif
}

bool isSameUser(const QLocalSocket &socket)
{
#if defined(Q_OS_LINUX)
    ucred peer{};
    socklen_t size = sizeof(peer);
    const int descriptor = static_cast<int>(socket.socketDescriptor());
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
#elif defined(Q_OS_WIN)
    // The pipe is made with the access of this user alone (QLocalServer::UserAccessOption).
    Q_UNUSED(socket);
    return true;
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(static_cast<int>(socket.socketDescriptor()), &user, &group) == 0 &&
           user == ::getuid();
#endif
}

} // namespace bedside::link
