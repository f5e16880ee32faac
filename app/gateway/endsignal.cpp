#include "app/gateway/endsignal.h"

#include <QSocketNotifier>

#ifdef Q_OS_UNIX
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#include <QThread>
#include <cstdio>
#include <windows.h>
#endif

namespace bedside {

#ifdef Q_OS_UNIX

namespace {

//! A signal handler may not do more than write to a pipe.
volatile int g_writeEnd = -1;

void noteSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(g_writeEnd, &byte, 1);
}

} // namespace

EndSignal::EndSignal(QObject *parent)
    : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return;
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    m_readEnd = ends[0];
    g_writeEnd = ends[1];
    auto *notifier = new QSocketNotifier(m_readEnd, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        [[maybe_unused]] const auto count = ::read(m_readEnd, bytes, sizeof bytes);
        emit requested();
    });
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        struct sigaction action = {};
        action.sa_handler = noteSignal;
        action.sa_flags = SA_RESTART;
        ::sigaction(signal, &action, nullptr);
    }
}

EndSignal::~EndSignal()
{
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        ::signal(signal, SIG_DFL);
    if (m_readEnd >= 0) {
        ::close(g_writeEnd);
        ::close(m_readEnd);
    }
}

void EndSignal::watchInput()
{
    struct stat input = {};
    if (::fstat(STDIN_FILENO, &input) != 0)
        return;
    const bool isLifeline = S_ISFIFO(input.st_mode) || S_ISSOCK(input.st_mode) || ::isatty(STDIN_FILENO) == 1;
    if (!isLifeline)
        return;
    auto *notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        char bytes[1024];
        if (::read(STDIN_FILENO, bytes, sizeof bytes) > 0)
            return;
        notifier->setEnabled(false);
        emit requested();
    });
}

#else

namespace {

EndSignal *g_receiver = nullptr;

BOOL WINAPI noteEvent(DWORD)
{
    if (g_receiver)
        QMetaObject::invokeMethod(g_receiver, &EndSignal::requested, Qt::QueuedConnection);
    return TRUE;
}

} // namespace

EndSignal::EndSignal(QObject *parent)
    : QObject(parent)
{
    g_receiver = this;
    ::SetConsoleCtrlHandler(noteEvent, TRUE);
}

EndSignal::~EndSignal()
{
    ::SetConsoleCtrlHandler(noteEvent, FALSE);
    g_receiver = nullptr;
}

void EndSignal::watchInput()
{
    auto *reader = QThread::create([this] {
        while (std::getchar() != EOF)
            continue;
        QMetaObject::invokeMethod(this, &EndSignal::requested, Qt::QueuedConnection);
    });
    reader->start();
}

#endif

} // namespace bedside
