#pragma once

#include "app/ctl/arguments.h"

#include <functional>

namespace bedside::ctl {

class Session;

//! One command: what it takes and what it does. It ends the session sooner or later.
struct Command
{
    Grammar grammar;
    std::function<void(Session &)> run;
    //! Also for databases of another version than this program's; otherwise they are refused first.
    bool anySchema = false;
};

// One function per group of commands, each in a file of its own.
QList<Command> administrationCommands();
QList<Command> visitCommands();
QList<Command> exportCommands();
QList<Command> auditCommands();
QList<Command> workerCommands();
QList<Command> doctorCommands();

} // namespace bedside::ctl
