#pragma once

#include "ui/theme/colorroles.h"

#include <QProxyStyle>

class QAbstractButton;
class QStyleOptionSlider;

namespace bedside {

//! How much a button asks for attention.
enum class ButtonKind {
    Normal,
    Primary, //!< the one thing to do next
    Danger,  //!< ends something for somebody else
    Quiet,   //!< no frame until pointed at
};

//! Marks the button; painted by BedsideStyle. Call before it is shown.
void setButtonKind(QAbstractButton *button, ButtonKind kind);

//! Fusion with Bedside's controls: flat, round corners, focus always visible, colours by role.
class BedsideStyle : public QProxyStyle
{
    Q_OBJECT

public:
    BedsideStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *answer) const override;

private:
    void drawButtonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget) const;
    void drawFieldFrame(const QStyleOption *option, QPainter *painter) const;
    void drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const;
    QRect scrollBarPart(const QStyleOptionSlider &bar, SubControl part) const;
    void drawComboBox(const QStyleOptionComplex *option, QPainter *painter) const;
    void drawFocus(const QStyleOption *option, QPainter *painter, ColorRole role, double distance) const;
};

} // namespace bedside
