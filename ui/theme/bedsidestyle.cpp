#include "ui/theme/bedsidestyle.h"

#include "ui/theme/icons.h"
#include "ui/theme/typescale.h"

#include <QAbstractButton>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QToolButton>

namespace bedside {

namespace {

constexpr char kKindProperty[] = "bedsideButtonKind";
constexpr int kFocusWidth = 2;

ButtonKind kindOf(const QWidget *widget)
{
    return widget ? static_cast<ButtonKind>(widget->property(kKindProperty).toInt()) : ButtonKind::Normal;
}

bool isPressed(const QStyleOption *option)
{
    return option->state & (QStyle::State_Sunken | QStyle::State_On);
}

bool isHovered(const QStyleOption *option)
{
    return (option->state & QStyle::State_MouseOver) && (option->state & QStyle::State_Enabled);
}

QRectF inset(const QRect &rect, double by)
{
    return QRectF(rect).adjusted(by, by, -by, -by);
}

QColor shaded(const QColor &color, const QStyleOption *option)
{
    if (isPressed(option))
        return color.darker(118);
    return isHovered(option) ? color.darker(108) : color;
}

struct PanelColors
{
    QColor fill;
    QColor border;
};

PanelColors panelColors(ButtonKind kind, const QStyleOption *option)
{
    const QPalette &palette = option->palette;
    const auto role = [&palette](ColorRole r) { return roleColor(r, palette); };
    if (!(option->state & QStyle::State_Enabled))
        return kind == ButtonKind::Quiet ? PanelColors{Qt::transparent, Qt::transparent}
                                         : PanelColors{role(ColorRole::Raised), role(ColorRole::Hairline)};
    const bool marked = isPressed(option) || isHovered(option);
    switch (kind) {
    case ButtonKind::Primary:
        return {shaded(role(ColorRole::Accent), option), Qt::transparent};
    case ButtonKind::Danger:
        return {shaded(role(ColorRole::Danger), option), Qt::transparent};
    case ButtonKind::Quiet:
        return {marked ? role(ColorRole::Hover) : QColor(Qt::transparent), Qt::transparent};
    case ButtonKind::Normal:
        return {marked ? role(ColorRole::Hover) : role(ColorRole::Surface), role(ColorRole::ControlBorder)};
    }
    Q_UNREACHABLE();
}

} // namespace

void setButtonKind(QAbstractButton *button, ButtonKind kind)
{
    button->setProperty(kKindProperty, static_cast<int>(kind));
    button->update();
}

BedsideStyle::BedsideStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

void BedsideStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
        drawButtonPanel(option, painter, widget);
        return;
    case PE_PanelLineEdit:
        drawFieldFrame(option, painter);
        return;
    case PE_FrameFocusRect:
        // A push button draws its own ring with its panel.
        if (!qobject_cast<const QAbstractButton *>(widget))
            drawFocus(option, painter, ColorRole::Accent, 1);
        else if (!qobject_cast<const QPushButton *>(widget) && !qobject_cast<const QToolButton *>(widget))
            drawFocus(option, painter, ColorRole::Accent, 0);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void BedsideStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const ButtonKind kind = kindOf(widget);
    if (element != CE_PushButtonLabel || !button || !(option->state & State_Enabled) ||
        (kind != ButtonKind::Primary && kind != ButtonKind::Danger)) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    QStyleOptionButton label = *button;
    const QColor text =
        roleColor(kind == ButtonKind::Primary ? ColorRole::OnAccent : ColorRole::OnDanger, option->palette);
    label.palette.setColor(QPalette::ButtonText, text);
    QProxyStyle::drawControl(element, &label, painter, widget);
}

void BedsideStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (control == CC_ComboBox && combo && !combo->editable) {
        drawComboBox(option, painter);
        return;
    }
    if (control == CC_ScrollBar) {
        drawScrollBar(option, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect BedsideStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                   const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control == CC_ScrollBar && bar)
        return scrollBarPart(*bar, part);
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (control == CC_ComboBox && combo && !combo->editable && part == SC_ComboBoxEditField) {
        const QRect field = option->rect.adjusted(space::kSmall, 0, -space::kXLarge, 0);
        return visualRect(option->direction, option->rect, field);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect BedsideStyle::subElementRect(SubElement element, const QStyleOption *option,
                                   const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_LineEditContents ? rect.adjusted(space::kTight, 0, -space::kTight, 0) : rect;
}

QSize BedsideStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                     const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        result += QSize(space::kMedium, 0);
        [[fallthrough]];
    case CT_LineEdit:
    case CT_ComboBox:
        if (type == CT_ComboBox)
            result.rwidth() += space::kMedium;
        result.setHeight(std::max(result.height(), kControlHeight));
        break;
    case CT_ToolButton:
        result.setHeight(std::max(result.height(), kControlHeight));
        result.rwidth() += space::kSmall;
        break;
    case CT_MenuItem:
        result.setHeight(std::max(result.height(), kControlHeight - space::kTight));
        break;
    default:
        break;
    }
    return result;
}

int BedsideStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return 16;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return space::kLarge;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::kSmall;
    case PM_ScrollBarExtent:
        return space::kMedium;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BedsideStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *answer) const
{
    switch (hint) {
    case SH_UnderlineShortcut:
        return 0;
    case SH_EtchDisabledText:
        return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_Widget_Animation_Duration:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

void BedsideStyle::drawButtonPanel(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const ButtonKind kind = kindOf(widget);
    const PanelColors colors = panelColors(kind, option);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(colors.fill);
    painter->setPen(colors.border.alpha() ? QPen(colors.border) : QPen(Qt::NoPen));
    painter->drawRoundedRect(inset(option->rect, 0.5), kControlRadius, kControlRadius);
    painter->restore();
    if (!(option->state & State_HasFocus))
        return;
    // The accent would not show on a filled button: there the ring is inside, in the colour of the text.
    if (kind == ButtonKind::Primary)
        drawFocus(option, painter, ColorRole::OnAccent, 3);
    else if (kind == ButtonKind::Danger)
        drawFocus(option, painter, ColorRole::OnDanger, 3);
    else
        drawFocus(option, painter, ColorRole::Accent, 1);
}

void BedsideStyle::drawFieldFrame(const QStyleOption *option, QPainter *painter) const
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(option->palette.brush(QPalette::Base));
    if (!frame || frame->lineWidth > 0) {
        const bool focused = option->state & State_HasFocus;
        const ColorRole border = focused ? ColorRole::Accent : ColorRole::ControlBorder;
        painter->setPen(QPen(roleColor(border, option->palette), focused ? kFocusWidth : 1));
        painter->drawRoundedRect(inset(option->rect, focused ? 1 : 0.5), kControlRadius, kControlRadius);
    } else {
        painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
    }
    painter->restore();
}

void BedsideStyle::drawScrollBar(const QStyleOptionComplex *option, QPainter *painter,
                                 const QWidget *widget) const
{
    const QRect slider = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const bool isActive = option->state & (State_MouseOver | State_Sunken);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(roleColor(isActive ? ColorRole::MutedText : ColorRole::ControlBorder, option->palette));
    const double round = std::min(slider.width(), slider.height()) / 2.0 - 3;
    painter->drawRoundedRect(inset(slider, 3), round, round);
    painter->restore();
}

//! One slider in one groove, without buttons at the ends.
QRect BedsideStyle::scrollBarPart(const QStyleOptionSlider &bar, SubControl part) const
{
    const bool isFlat = bar.orientation == Qt::Horizontal;
    const int length = isFlat ? bar.rect.width() : bar.rect.height();
    const int range = bar.maximum - bar.minimum;
    const int shown = range > 0 ? length * bar.pageStep / std::max(1, range + bar.pageStep) : length;
    const int slider = std::clamp(shown, std::min(length, 2 * space::kLarge), length);
    const int at = sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, length - slider,
                                           bar.upsideDown);
    const auto piece = [&](int from, int size) {
        const QRect rect = isFlat ? QRect(bar.rect.left() + from, bar.rect.top(), size, bar.rect.height())
                                  : QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), size);
        return visualRect(bar.direction, bar.rect, rect);
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return piece(at, slider);
    case SC_ScrollBarGroove:
        return piece(0, length);
    case SC_ScrollBarSubPage:
        return piece(0, at);
    case SC_ScrollBarAddPage:
        return piece(at + slider, length - at - slider);
    default:
        return {};
    }
}

void BedsideStyle::drawComboBox(const QStyleOptionComplex *option, QPainter *painter) const
{
    drawButtonPanel(option, painter, nullptr);
    const int side = 16;
    const QRect arrow(option->rect.right() - side - space::kSmall, option->rect.center().y() - side / 2 + 1,
                      side, side);
    paintIcon(painter, Icon::ChevronDown, visualRect(option->direction, option->rect, arrow),
              roleColor(ColorRole::MutedText, option->palette));
}

void BedsideStyle::drawFocus(const QStyleOption *option, QPainter *painter, ColorRole role,
                             double distance) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(roleColor(role, option->palette), kFocusWidth));
    painter->drawRoundedRect(inset(option->rect, distance), kControlRadius - distance / 2,
                             kControlRadius - distance / 2);
    painter->restore();
}

} // namespace bedside
