#include "app/ctl/arguments.h"

#include <QCommandLineParser>
#include <QUuid>

namespace bedside::ctl {

namespace {

const QStringList &globalOptions()
{
    static const QStringList names{QStringLiteral("dsn"), QStringLiteral("operation")};
    return names;
}

const QStringList &globalFlags()
{
    static const QStringList names{QStringLiteral("json"), QStringLiteral("help")};
    return names;
}

//! The grammar named by the first words that are no options; options may stand anywhere.
const Grammar *grammarOf(const QStringList &line, const QList<Grammar> &grammars)
{
    const Grammar *found = nullptr;
    QStringList valued = globalOptions();
    for (const auto &grammar : grammars)
        valued += grammar.options;
    QStringList words;
    for (auto word = line.begin(); word != line.end(); ++word) {
        if (!word->startsWith(u"--"))
            words.append(*word);
        else if (valued.contains(word->mid(2)) && std::next(word) != line.end())
            ++word;
    }
    for (const auto &grammar : grammars) {
        if (words.mid(0, grammar.words.size()) == grammar.words &&
            (!found || found->words.size() < grammar.words.size()))
            found = &grammar;
    }
    return found;
}

void addOptions(QCommandLineParser &parser, const QStringList &options, const QStringList &flags)
{
    for (const auto &name : options)
        parser.addOption(QCommandLineOption(name, {}, name));
    for (const auto &name : flags)
        parser.addOption(QCommandLineOption(name));
}

QString lacking(const Arguments &arguments)
{
    const auto &grammar = *arguments.grammar;
    if (arguments.positionals.size() != grammar.positionals.size())
        return QStringLiteral("Expected: bedsidectl %1 %2")
            .arg(grammar.words.join(u' '), grammar.positionals.join(u' '));
    for (const auto &name : grammar.required) {
        if (!arguments.options.contains(name))
            return QStringLiteral("The option --%1 is missing.").arg(name);
    }
    if (!arguments.operation.isEmpty() && QUuid(arguments.operation).isNull())
        return QStringLiteral("The option --operation wants a UUID.");
    return {};
}

} // namespace

std::optional<Arguments> parseArguments(const QStringList &line, const QList<Grammar> &grammars,
                                        QString &problem)
{
    Arguments arguments;
    arguments.help = line.contains(QStringLiteral("--help")) || line.isEmpty();
    if (arguments.help)
        return arguments;
    arguments.grammar = grammarOf(line, grammars);
    if (!arguments.grammar) {
        problem = QStringLiteral("There is no such command. See bedsidectl --help.");
        return std::nullopt;
    }
    const auto &grammar = *arguments.grammar;
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    addOptions(parser, globalOptions() + grammar.options, globalFlags() + grammar.flags);
    if (!parser.parse(QStringList{QStringLiteral("bedsidectl")} + line)) {
        problem = parser.errorText();
        return std::nullopt;
    }
    arguments.dsn = parser.value(QStringLiteral("dsn"));
    arguments.json = parser.isSet(QStringLiteral("json"));
    arguments.operation = parser.value(QStringLiteral("operation"));
    arguments.positionals = parser.positionalArguments().mid(grammar.words.size());
    for (const auto &name : grammar.options + grammar.flags) {
        if (parser.isSet(name))
            arguments.options.insert(name, parser.value(name));
    }
    problem = lacking(arguments);
    return problem.isEmpty() ? std::optional(arguments) : std::nullopt;
}

QString usageText(const QList<Grammar> &grammars)
{
    QString text = QStringLiteral(
        "bedsidectl [--dsn DSN] [--json] [--operation UUID] COMMAND\n\n"
        "The database is named by --dsn, else by DB_HOST DB_PORT DB_NAME DB_USER DB_PASSWORD, else by these\n"
        "names in the file .env of the working directory.\n"
        "Exit codes: 0 done, 1 fault of the program, 2 usage, 3 offline or busy, 4 conflict, 5 denied,\n"
        "6 not found, 7 invalid, 8 outcome unknown.\n\n");
    for (const auto &grammar : grammars) {
        QString line = QStringLiteral("  ") + (grammar.words + grammar.positionals).join(u' ');
        for (const auto &name : grammar.options) {
            const auto option = QStringLiteral("--%1 %2").arg(name, name.toUpper());
            line += grammar.required.contains(name) ? u' ' + option : QStringLiteral(" [%1]").arg(option);
        }
        for (const auto &name : grammar.flags)
            line += QStringLiteral(" [--%1]").arg(name);
        text += line + QStringLiteral("\n      ") + grammar.meaning + u'\n';
    }
    return text;
}

} // namespace bedside::ctl
