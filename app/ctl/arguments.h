#pragma once

#include <QHash>
#include <QStringList>

#include <optional>

namespace bedside::ctl {

//! What one command takes beside the global options.
struct Grammar
{
    QStringList words;       //!< its name, such as {"visit", "join"}
    QStringList positionals; //!< names for the usage text; all required
    QStringList options;     //!< take a value, such as "seat"
    QStringList flags;       //!< take none, such as "full"
    QStringList required;    //!< options that must be given
    QString meaning;         //!< one line for the help
};

//! A command line taken apart.
struct Arguments
{
    QString dsn;
    bool json = false;
    bool help = false;
    QString operation; //!< operation id given by a script that repeats itself; may be empty
    const Grammar *grammar = nullptr;
    QStringList positionals;
    QHash<QString, QString> options;

    QString option(const QString &name, const QString &absent = {}) const
    {
        return options.value(name, absent);
    }
    bool flag(const QString &name) const { return options.contains(name); }
};

//! Takes a command line apart; nothing when it fits no grammar, with the reason in `problem`.
std::optional<Arguments> parseArguments(const QStringList &line, const QList<Grammar> &grammars,
                                        QString &problem);

QString usageText(const QList<Grammar> &grammars);

} // namespace bedside::ctl
