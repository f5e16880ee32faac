#pragma once

#include "ui/agenda/agendapage.h"

namespace bedside {

class MessageBar;
class ResumeBar;
class RoomKeeper;

//! What one signed-in person works with: rail, banners, the pages and the status strip.
class Workspace : public QWidget
{
    Q_OBJECT

public:
    //! `session` and everything in `context` must outlive the workspace.
    Workspace(const Session &session, PageContext context, QWidget *parent = nullptr);

    //! Selects the row of an appointment's visit.
    AgendaPage &agendaPage() { return *m_agenda; }

signals:
    //! The first agenda with rows is painted.
    void firstRowsPainted();

private:
    QWidget *createRail();
    QWidget *createBanner();
    void connectDesk();
    void connectTasks();
    void startInstant();
    void showFailure(const Error &error);

    const Session &m_session;
    PageContext m_context;
    VisitDesk *m_desk;
    RoomKeeper *m_keeper;
    MessageBar *m_notice;
    ResumeBar *m_resume;
    AgendaPage *m_agenda;
};

} // namespace bedside
