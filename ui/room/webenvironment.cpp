#include "ui/room/webenvironment.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QString>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif
#ifdef Q_OS_UNIX
#include <unistd.h>
extern char **environ; // NOLINT: POSIX has it without a header
#endif

namespace bedside::web {

namespace {

bool isUnsafe(const QByteArray &name)
{
    static const char *const kPrefixes[] = {"QTWEBENGINE", "CHROME_", "NODE_", "QML"};
    static const char *const kNames[] = {"QT_PLUGIN_PATH",
                                         "QT_QPA_PLATFORM_PLUGIN_PATH",
                                         "QT_WEBENGINE_DISABLE_WAYLAND_WORKAROUND",
                                         "QT_LOGGING_CONF",
                                         "QT_LOGGING_RULES",
                                         "SSLKEYLOGFILE"};
    for (const char *prefix : kPrefixes) {
        if (name.startsWith(prefix))
            return true;
    }
    for (const char *unsafe : kNames) {
        if (name == unsafe)
            return true;
    }
    return false;
}

} // namespace

QByteArrayList unsafeVariables(const QByteArrayList &environment)
{
    QByteArrayList names;
    for (const QByteArray &item : environment) {
        const QByteArray name = item.left(item.indexOf('='));
        if (isUnsafe(name))
            names.append(name);
    }
    return names;
}

void scrubEnvironment()
{
#ifdef Q_OS_UNIX
    QByteArrayList environment;
    for (char **item = environ; item && *item; ++item)
        environment.append(*item);
    for (const QByteArray &name : unsafeVariables(environment))
        qunsetenv(name.constData());
#else
    for (const char *name :
         {"QTWEBENGINE_REMOTE_DEBUGGING", "QTWEBENGINE_CHROMIUM_FLAGS", "QTWEBENGINE_DISABLE_SANDBOX",
          "QTWEBENGINEPROCESS_PATH", "QTWEBENGINE_RESOURCES_PATH", "QTWEBENGINE_DICTIONARIES_PATH",
          "QTWEBENGINE_LOCALES_PATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "SSLKEYLOGFILE"})
        qunsetenv(name);
#endif
}

void protectProcess()
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

QString refusal()
{
#ifdef Q_OS_UNIX
    if (::geteuid() == 0) {
        return QCoreApplication::translate(
            "bedside::web", "The visit window does not run as root, because the browser part would lose its "
                            "protection. Start Bedside as an ordinary user.");
    }
#endif
    return {};
}

void setChromiumSwitches(bool loopback)
{
    if (loopback && qEnvironmentVariableIntValue("BEDSIDE_LOOPBACK_UNSANDBOXED") == 1) {
        qWarning(
            "This system withholds user namespaces: this window runs without Chromium's sandbox and takes "
            "loopback rooms only.");
        qputenv("QTWEBENGINE_DISABLE_SANDBOX", "1");
    }
    QByteArray switches = "--disable-background-networking --disable-breakpad --no-pings";
    if (loopback)
        switches += " --disable-features=WebRtcHideLocalIpsWithMdns";
    if (qgetenv("QT_QPA_PLATFORM") == "offscreen")
        switches += " --disable-gpu";
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", switches);
}

bool isUnsandboxed()
{
    return qgetenv("QTWEBENGINE_DISABLE_SANDBOX") == "1";
}

} // namespace bedside::web
