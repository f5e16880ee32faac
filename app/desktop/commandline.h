#pragma once

#include <QString>
#include <QStringList>

namespace bedside {

//! What was asked for when the program was started.
struct CommandLine
{
    bool tryHere = false;      //!< begin with the sample clinic
    bool freshSample = false;  //!< and start it over
    QString dataDirectory;     //!< of the sample clinic; empty: the user's own place
    QString login;             //!< sign in as this one
    QString dsn;               //!< where the database is, in libpq's words; may hold a password
    QString appearance;        //!< see Theme::appearanceNamed()
    bool reportsPaint = false; //!< say on standard output when the agenda is painted

    //! Ends the program on --help, --version and on what it does not know.
    static CommandLine read(const QStringList &arguments);
};

} // namespace bedside
