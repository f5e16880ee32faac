#pragma once

#include <QIcon>

class QPainter;

namespace bedside {

//! One family of 20-pixel strokes drawn for Bedside (resources/icons).
enum class Icon {
    Agenda,
    Video,
    Join,
    Bolt,
    Hash,
    Copy,
    Link,
    Search,
    Refresh,
    ChevronLeft,
    ChevronRight,
    ChevronDown,
    User,
    Users,
    UserPlus,
    Clock,
    Check,
    Cross,
    Warning,
    Info,
    Phone,
    Globe,
    Keyboard,
    SignOut,
    Server,
    Sample,
    Panel,
    Calendar,
    Mute,
    Microphone,
    CameraOff,
    Hangup,
    Stop,
};

//! The icon in the palette's text colour, following later changes of the palette.
QIcon themeIcon(Icon icon);

//! The icon in one colour, fitted into `rect`.
void paintIcon(QPainter *painter, Icon icon, const QRect &rect, const QColor &color);

} // namespace bedside
