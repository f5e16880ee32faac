#include "app/room/roomapp.h"
#include "ui/room/guestwindow.h"
#include "ui/room/roomorigins.h"
#include "ui/room/roomscheme.h"
#include "ui/room/webenvironment.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLoggingCategory>
#include <QUrl>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

constexpr int kUsage = 2;

int refuse(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
    return kUsage;
}

int runGuest(const QUrl &page, const QString &name)
{
    if (!bedside::RoomOrigins::forGuestPage(page))
        return refuse(QCoreApplication::translate(
            "main", "The guest page must be http://127.0.0.1:PORT/meeting/CODE."));
    bedside::GuestWindow window(bedside::GuestWindow::withName(page, name));
    window.show();
    return QApplication::exec();
}

int runRoom(const QString &instance)
{
    QApplication::setQuitOnLastWindowClosed(false);
    bedside::RoomApp room;
    if (!room.listen(instance))
        return 0; // a room of this instance runs already and answers the desktop
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    bedside::web::scrubEnvironment();
    const QString refusal = bedside::web::refusal();
    if (!refusal.isEmpty())
        return refuse(refusal);
    bedside::web::protectProcess();
    QStringList arguments;
    for (int index = 0; index < argc; ++index)
        arguments.append(QString::fromLocal8Bit(argv[index]));
    bedside::roomscheme::registerScheme();
    // Neither Qt nor Chromium sees switches of the command line.
    int one = 1;
    QApplication app(one, argv);
    // Chromium's start report: noise, and the environment could have asked for more.
    QLoggingCategory::setFilterRules(u"qt.webenginecontext*=false"_s);
    QCoreApplication::setApplicationName(u"bedside-room"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(BEDSIDE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "The visit window of Bedside."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption link(u"link"_s, u"Wait for the desktop of this instance."_s, u"instance"_s);
    const QCommandLineOption guest(u"guest"_s, u"Open a guest page of the sample clinic."_s, u"url"_s);
    const QCommandLineOption name(u"auto-name"_s, u"Enter the guest page under this name."_s, u"name"_s);
    const QCommandLineOption look(u"appearance"_s, u"system, light, dark or high-contrast."_s,
                                  u"appearance"_s);
    parser.addOptions({link, guest, name, look});
    parser.process(arguments);

    bedside::Theme theme;
    theme.apply(bedside::Theme::appearanceNamed(parser.value(look)));
    if (parser.isSet(guest))
        return runGuest(QUrl(parser.value(guest), QUrl::StrictMode), parser.value(name));
    if (parser.isSet(link))
        return runRoom(parser.value(link));
    return refuse(
        QCoreApplication::translate("main", "Bedside opens this window by itself: start bedside instead."));
}
