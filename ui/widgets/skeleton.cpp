#include "ui/widgets/skeleton.h"

#include "ui/theme/colorroles.h"
#include "ui/theme/typescale.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace bedside {

Skeleton::Skeleton(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Loading"));
}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(roleColor(ColorRole::Hairline, QApplication::palette()));
    const int bar = 10;
    for (int row = 0; row * kRowHeight < height(); ++row) {
        const int y = row * kRowHeight + (kRowHeight - bar) / 2;
        // Lengths differ from row to row so that it reads as text.
        const QList<QRect> bars{{space::kLarge, y, 40, bar},
                                {80, y, 110 + row * 37 % 60, bar},
                                {300, y, 80 + row * 53 % 90, bar},
                                {width() - 140, y, 110, bar}};
        for (const QRect &shape : bars)
            painter.drawRoundedRect(QStyle::visualRect(layoutDirection(), rect(), shape), bar / 2, bar / 2);
    }
}

} // namespace bedside
