#include "app/desktop/commandline.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace bedside {

CommandLine CommandLine::read(const QStringList &arguments)
{
    const QCommandLineOption tryHere(
        u"try"_s,
        QCoreApplication::translate("CommandLine", "Begin with the sample clinic on this computer."));
    const QCommandLineOption fresh(
        u"fresh"_s, QCoreApplication::translate("CommandLine", "Start the sample clinic over (with --try)."));
    const QCommandLineOption data(
        u"data"_s, QCoreApplication::translate("CommandLine", "Where the sample clinic keeps its data."),
        u"directory"_s);
    const QCommandLineOption login(
        u"login"_s, QCoreApplication::translate("CommandLine", "Sign in as this person."), u"name"_s);
    const QCommandLineOption dsn(
        u"dsn"_s,
        QCoreApplication::translate("CommandLine",
                                    "The database, in the words of libpq. Passwords are better "
                                    "given in the environment (DB_PASSWORD)."),
        u"text"_s);
    const QCommandLineOption appearance(
        u"appearance"_s, QCoreApplication::translate("CommandLine", "system, light, dark or high-contrast."),
        u"name"_s);
    QCommandLineOption paint(u"bench-painted"_s);
    paint.setFlags(QCommandLineOption::HiddenFromHelp);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({tryHere, fresh, data, login, dsn, appearance, paint});
    parser.process(arguments);
    CommandLine line;
    line.tryHere = parser.isSet(tryHere);
    line.freshSample = parser.isSet(fresh);
    line.dataDirectory = parser.value(data);
    line.login = parser.value(login);
    line.dsn = parser.value(dsn);
    line.appearance = parser.value(appearance);
    line.reportsPaint = parser.isSet(paint);
    return line;
}

} // namespace bedside
