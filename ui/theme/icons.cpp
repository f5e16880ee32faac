#include "ui/theme/icons.h"

#include "ui/theme/colorroles.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QMetaEnum>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QString fileName(Icon icon)
{
    switch (icon) {
    case Icon::Agenda:
        return u"agenda"_s;
    case Icon::Video:
        return u"video"_s;
    case Icon::Join:
        return u"join"_s;
    case Icon::Bolt:
        return u"bolt"_s;
    case Icon::Hash:
        return u"hash"_s;
    case Icon::Copy:
        return u"copy"_s;
    case Icon::Link:
        return u"link"_s;
    case Icon::Search:
        return u"search"_s;
    case Icon::Refresh:
        return u"refresh"_s;
    case Icon::ChevronLeft:
        return u"chevron-left"_s;
    case Icon::ChevronRight:
        return u"chevron-right"_s;
    case Icon::ChevronDown:
        return u"chevron-down"_s;
    case Icon::User:
        return u"user"_s;
    case Icon::Users:
        return u"users"_s;
    case Icon::UserPlus:
        return u"user-plus"_s;
    case Icon::Clock:
        return u"clock"_s;
    case Icon::Check:
        return u"check"_s;
    case Icon::Cross:
        return u"cross"_s;
    case Icon::Warning:
        return u"warning"_s;
    case Icon::Info:
        return u"info"_s;
    case Icon::Phone:
        return u"phone"_s;
    case Icon::Globe:
        return u"globe"_s;
    case Icon::Keyboard:
        return u"keyboard"_s;
    case Icon::SignOut:
        return u"sign-out"_s;
    case Icon::Server:
        return u"server"_s;
    case Icon::Sample:
        return u"sample"_s;
    case Icon::Panel:
        return u"panel"_s;
    case Icon::Calendar:
        return u"calendar"_s;
    case Icon::Mute:
        return u"mute"_s;
    case Icon::Microphone:
        return u"microphone"_s;
    case Icon::CameraOff:
        return u"camera-off"_s;
    case Icon::Hangup:
        return u"hangup"_s;
    case Icon::Stop:
        return u"stop"_s;
    }
    Q_UNREACHABLE();
}

QPixmap render(Icon icon, const QSize &deviceSize, const QColor &color)
{
    const QString key = u"bedside/%1/%2x%3/%4"_s.arg(fileName(icon))
                            .arg(deviceSize.width())
                            .arg(deviceSize.height())
                            .arg(color.rgba(), 0, 16);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(u":/bedside/icons/%1.svg"_s.arg(fileName(icon)));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    pixmap = QPixmap(deviceSize);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(svg).render(&painter);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QColor colorFor(QIcon::Mode mode)
{
    const QPalette palette = QApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::ButtonText);
    case QIcon::Selected:
        return palette.color(QPalette::HighlightedText);
    case QIcon::Normal:
    case QIcon::Active:
        return palette.color(QPalette::ButtonText);
    }
    Q_UNREACHABLE();
}

//! Renders at paint time, so that an icon made once follows the palette and the screen.
class ThemeIconEngine final : public QIconEngine
{
public:
    explicit ThemeIconEngine(Icon icon)
        : m_icon(icon)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(painter, m_icon, rect, colorFor(mode));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_icon, size, colorFor(mode));
    }

    QIconEngine *clone() const override { return new ThemeIconEngine(m_icon); }

private:
    Icon m_icon;
};

} // namespace

QIcon themeIcon(Icon icon)
{
    return QIcon(new ThemeIconEngine(icon));
}

void paintIcon(QPainter *painter, Icon icon, const QRect &rect, const QColor &color)
{
    const qreal ratio = painter->device()->devicePixelRatio();
    const int side = std::min(rect.width(), rect.height());
    QPixmap pixmap = render(icon, QSize(side, side) * ratio, color);
    pixmap.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.center().x() - (side - 1) / 2, rect.center().y() - (side - 1) / 2, pixmap);
}

} // namespace bedside
