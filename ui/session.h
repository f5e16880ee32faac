#pragma once

#include "core/schedule/agendaentry.h"

namespace bedside {

class AgendaService;
class AgendaStore;
class ChangeFeed;
class RoomLauncher;
class SamplePatient;
class SessionResume;
class VisitService;

//! Everything the screens use while one person is signed in. Owned by the program, which keeps it alive until
//! MainWindow::closeSession() has returned.
struct Session
{
    Account account;
    AgendaStore &store;
    AgendaService &agenda;
    VisitService &visits;
    SessionResume &resume;
    RoomLauncher &rooms;
    ChangeFeed &feed;
    SamplePatient *samplePatient = nullptr; //!< in the sample clinic only
};

} // namespace bedside
