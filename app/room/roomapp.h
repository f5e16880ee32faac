#pragma once

#include "core/link/roomserver.h"
#include "ui/room/roomwindow.h"

#include <QObject>
#include <QTimer>

namespace bedside {

//! Wires the visit window to the link. Ends the program when the window has closed and nothing waits to be
//! told to a desktop any more.
class RoomApp : public QObject
{
    Q_OBJECT

public:
    explicit RoomApp(QObject *parent = nullptr);

    //! False when another room of this user and instance is running.
    bool listen(const QString &instance);

private:
    void connectWindow();
    void connectServer();
    void closedByWindow();
    void finishWhenTold();

    link::RoomServer m_server;
    RoomWindow m_window;
    QTimer m_waiting;
    bool m_closed = false;
};

} // namespace bedside
