#pragma once

#include "ui/theme/colorroles.h"

#include <QFontMetrics>
#include <QRect>
#include <QWidget>

class QPainter;

namespace bedside {

//! Space a chip with this word takes in the caption font.
QSize chipSize(const QFontMetrics &metrics, const QString &word);

//! A state as colour, shape and word, centred vertically at the leading edge of `rect`.
void paintChip(QPainter *painter, const QRect &rect, ChipKind kind, const QString &word,
               const QPalette &palette, Qt::LayoutDirection direction);

//! paintChip() as a widget.
class StatusChip : public QWidget
{
    Q_OBJECT

public:
    explicit StatusChip(QWidget *parent = nullptr);

    void setState(ChipKind kind, const QString &word);
    QString word() const { return m_word; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChipKind m_kind = ChipKind::Booked;
    QString m_word;
};

} // namespace bedside
