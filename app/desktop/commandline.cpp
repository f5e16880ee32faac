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
    parser.addOptions({tryHere, data, login, dsn, appearance, paint});
    parser.process(arguments);
    return {parser.isSet(tryHere), parser.value(data),       parser.value(login),
            parser.value(dsn),     parser.value(appearance), parser.isSet(paint)};
}

} // namespace bedside
