#pragma once

#include <QWidget>

class QPushButton;

namespace bedside {

//! The bar at the bottom: microphone and camera at one end, Leave and, apart from it, End visit at the other.
class RoomControls : public QWidget
{
    Q_OBJECT

public:
    explicit RoomControls(QWidget *parent = nullptr);

    void setMedia(bool microphone, bool camera);
    //! Microphone and camera work only while the page is in the room.
    void setInRoom(bool inRoom);
    void setCanEnd(bool can);
    void setCanLeave(bool can);

signals:
    void microphoneRequested(bool on);
    void cameraRequested(bool on);
    void leaveRequested();
    void endRequested();

private:
    void showMedia();

    QPushButton *m_microphone;
    QPushButton *m_camera;
    QPushButton *m_leave;
    QPushButton *m_end;
    bool m_microphoneOn = true;
    bool m_cameraOn = true;
};

} // namespace bedside
