#pragma once

#include "core/link/roomstats.h"
#include "core/ports/roomlauncher.h"
#include "ui/room/pageword.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace bedside {

class HardenedPage;
class PeoplePanel;
class RequestGuard;
class RoomBridge;
class RoomControls;
class RoomHeader;
class RoomSchemeHandler;
class RoomSheet;
class RoomView;

//! The visit window: the room page with a native frame. It asks for everything that concerns the visit and
//! does nothing about it itself; Chromium is loaded with the first open().
class RoomWindow : public QWidget
{
    Q_OBJECT

public:
    using Phase = RoomLauncher::RoomPhase;

    explicit RoomWindow(QWidget *parent = nullptr);
    ~RoomWindow() override;

    //! Joins the session's room; the same visit again only raises the window, or joins anew when it failed.
    void open(const RoomSession &session, bool testMedia);
    void updateVisit(const Visit &visit);
    //! A new token after tokenNeeded().
    void renew(const JoinGrant &grant);
    //! Leaves the room, then closes for good with closed().
    void leaveAndClose();
    void setDesktopPresent(bool present);
    Phase phase() const { return m_phase; }
    QUuid visit() const { return m_session.visit.id; }

signals:
    void phaseChanged(bedside::RoomLauncher::RoomPhase phase);
    void tokenNeeded();
    //! The person left; the window closes itself soon.
    void leaveRequested();
    //! The person confirmed; the window waits for leaveAndClose().
    void endRequested();
    void admitRequested(const QUuid &participant);
    void denyRequested(const QUuid &participant);
    void statsMeasured(const bedside::RoomStats &stats);
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Ending { No, Asked, Leaving, Closing };

    void makeFrame();
    void connectFrame();
    bool makePage(const JoinGrant &grant);
    void connectBridge();
    void join();
    void tellLook();
    void colourNotice();
    void follow(const PageState &state);
    void setPhase(Phase phase);
    void leave();
    void end();
    void endNotDone();
    void finish();

    RoomHeader *m_header;
    QLabel *m_notice;
    QVBoxLayout *m_stage;
    PeoplePanel *m_people;
    RoomSheet *m_sheet;
    RoomControls *m_controls;
    RequestGuard *m_guard = nullptr;
    RoomSchemeHandler *m_scheme = nullptr;
    HardenedPage *m_page = nullptr;
    RoomView *m_view = nullptr;
    RoomBridge *m_bridge = nullptr;
    RoomSession m_session;
    bool m_testMedia = false;
    bool m_pageReady = false;
    bool m_desktopPresent = true;
    Phase m_phase = Phase::Closed;
    Ending m_ending = Ending::No;
    QTimer m_patience;
};

} // namespace bedside
