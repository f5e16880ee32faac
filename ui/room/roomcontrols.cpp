#include "ui/room/roomcontrols.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/theme/icons.h"
#include "ui/theme/typescale.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>

namespace bedside {

namespace {

constexpr int kTouchHeight = 44;

QPushButton *makeButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setMinimumHeight(kTouchHeight);
    button->setIconSize(QSize(20, 20));
    return button;
}

} // namespace

RoomControls::RoomControls(QWidget *parent)
    : QWidget(parent)
    , m_microphone(makeButton({}, this))
    , m_camera(makeButton({}, this))
    , m_leave(makeButton(tr("Leave"), this))
    , m_end(makeButton(tr("End visit"), this))
{
    m_leave->setIcon(themeIcon(Icon::SignOut));
    m_leave->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
    m_end->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    m_leave->setToolTip(tr("You leave the room; the visit stays open for the others (Ctrl+Shift+L)."));
    m_end->setToolTip(tr("Ends the visit for everybody (Ctrl+Shift+E)."));
    setButtonKind(m_end, ButtonKind::Danger);
    auto *divider = new QFrame(this);
    divider->setFrameShape(QFrame::VLine);
    divider->setFrameShadow(QFrame::Plain);
    divider->setForegroundRole(QPalette::Mid);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    row->setSpacing(space::kSmall);
    row->addWidget(m_microphone);
    row->addWidget(m_camera);
    row->addStretch();
    row->addWidget(m_leave);
    row->addSpacing(space::kHuge);
    row->addWidget(divider);
    row->addSpacing(space::kHuge);
    row->addWidget(m_end);
    connect(m_microphone, &QPushButton::clicked, this, [this] { emit microphoneRequested(!m_microphoneOn); });
    connect(m_camera, &QPushButton::clicked, this, [this] { emit cameraRequested(!m_cameraOn); });
    connect(m_leave, &QPushButton::clicked, this, &RoomControls::leaveRequested);
    connect(m_end, &QPushButton::clicked, this, &RoomControls::endRequested);
    auto *mute = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_D), this);
    auto *camera = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this);
    mute->setAutoRepeat(false);
    camera->setAutoRepeat(false);
    connect(mute, &QShortcut::activated, m_microphone, &QPushButton::click);
    connect(camera, &QShortcut::activated, m_camera, &QPushButton::click);
    setInRoom(false);
    showMedia();
}

void RoomControls::setMedia(bool microphone, bool camera)
{
    m_microphoneOn = microphone;
    m_cameraOn = camera;
    showMedia();
}

void RoomControls::setInRoom(bool inRoom)
{
    m_microphone->setEnabled(inRoom);
    m_camera->setEnabled(inRoom);
}

void RoomControls::setCanEnd(bool can)
{
    m_end->setEnabled(can);
}

void RoomControls::setCanLeave(bool can)
{
    m_leave->setEnabled(can);
}

void RoomControls::showMedia()
{
    m_microphone->setText(m_microphoneOn ? tr("Mute") : tr("Unmute"));
    m_microphone->setIcon(themeIcon(m_microphoneOn ? Icon::Microphone : Icon::Mute));
    m_microphone->setToolTip(m_microphoneOn ? tr("Switch the microphone off (Ctrl+D)")
                                            : tr("Switch the microphone on (Ctrl+D)"));
    m_camera->setText(m_cameraOn ? tr("Camera off") : tr("Camera on"));
    m_camera->setIcon(themeIcon(m_cameraOn ? Icon::Video : Icon::CameraOff));
    m_camera->setToolTip(m_cameraOn ? tr("Switch the camera off (Ctrl+E)")
                                    : tr("Switch the camera on (Ctrl+E)"));
}

} // namespace bedside
