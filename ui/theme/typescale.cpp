#include "ui/theme/typescale.h"

#include <QApplication>

namespace bedside {

namespace {

double factor(TextSize size)
{
    switch (size) {
    case TextSize::Code:
        return 2.0;
    case TextSize::Title:
        return 1.4;
    case TextSize::Section:
        return 1.15;
    case TextSize::Body:
        return 1.0;
    case TextSize::Caption:
        return 0.88;
    }
    Q_UNREACHABLE();
}

} // namespace

QFont scaledFont(TextSize size, bool strong)
{
    QFont font = QApplication::font();
    // A system may give its font in points or in pixels.
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor(size));
    else
        font.setPixelSize(qRound(font.pixelSize() * factor(size)));
    if (strong)
        font.setWeight(QFont::DemiBold);
    if (size == TextSize::Code)
        font.setLetterSpacing(QFont::PercentageSpacing, 104);
    return font;
}

QFont tabular(QFont font)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

} // namespace bedside
