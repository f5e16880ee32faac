#include "ui/widgets/statuschip.h"

#include "ui/theme/typescale.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyle>

namespace bedside {

namespace {

constexpr int kShape = 9;
constexpr int kPadding = space::kSmall;

void paintShape(QPainter *painter, const QRectF &box, ChipKind kind, const QColor &color)
{
    painter->setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    const QRectF ring = box.adjusted(0.8, 0.8, -0.8, -0.8);
    switch (kind) {
    case ChipKind::Booked:
        painter->drawEllipse(ring);
        return;
    case ChipKind::Waiting:
        painter->drawEllipse(ring);
        painter->setBrush(color);
        painter->drawPie(ring, 0, 90 * 16);
        return;
    case ChipKind::InVisit:
        painter->setBrush(color);
        painter->drawEllipse(ring);
        return;
    case ChipKind::Late:
        painter->setBrush(color);
        painter->drawPolygon(
            QPolygonF({{ring.center().x(), ring.top()}, ring.bottomRight(), ring.bottomLeft()}));
        return;
    case ChipKind::Done:
        painter->drawPolyline(QPolygonF({{ring.left(), ring.center().y()},
                                         {ring.left() + ring.width() * 0.4, ring.bottom() - 1},
                                         {ring.right(), ring.top() + 1}}));
        return;
    case ChipKind::Cancelled:
        painter->drawLine(ring.topLeft(), ring.bottomRight());
        painter->drawLine(ring.topRight(), ring.bottomLeft());
        return;
    }
}

} // namespace

QSize chipSize(const QFontMetrics &metrics, const QString &word)
{
    return {metrics.horizontalAdvance(word) + kShape + space::kTight + 2 + 2 * kPadding,
            std::max(metrics.height() + space::kTight, 22)};
}

void paintChip(QPainter *painter, const QRect &rect, ChipKind kind, const QString &word,
               const QPalette &palette, Qt::LayoutDirection direction)
{
    const QFont font = scaledFont(TextSize::Caption, true);
    QSize size = chipSize(QFontMetrics(font), word);
    size.setWidth(std::min(size.width(), rect.width()));
    const QRect chip = QStyle::alignedRect(direction, Qt::AlignLeading | Qt::AlignVCenter, size, rect);
    const ChipColors colors = chipColors(kind, palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(colors.border == colors.background ? QPen(Qt::NoPen) : QPen(colors.border));
    painter->setBrush(colors.background);
    painter->drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), chip.height() / 2.0,
                             chip.height() / 2.0);
    const QRect inner = chip.adjusted(kPadding, 0, -kPadding, 0);
    const QRect shape =
        QStyle::alignedRect(direction, Qt::AlignLeading | Qt::AlignVCenter, {kShape, kShape}, inner);
    paintShape(painter, shape, kind, colors.text);
    painter->setPen(colors.text);
    painter->setFont(font);
    const QRect text =
        QStyle::visualRect(direction, inner, inner.adjusted(kShape + space::kTight + 2, 0, 1, 0));
    const Qt::Alignment leading = direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    painter->drawText(text, static_cast<int>(Qt::AlignVCenter | leading), word);
    painter->restore();
}

StatusChip::StatusChip(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusChip::setState(ChipKind kind, const QString &word)
{
    m_kind = kind;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize StatusChip::sizeHint() const
{
    return chipSize(QFontMetrics(scaledFont(TextSize::Caption, true)), m_word);
}

void StatusChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintChip(&painter, rect(), m_kind, m_word, palette(), layoutDirection());
}

} // namespace bedside
