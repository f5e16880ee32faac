#include "ui/theme/colorroles.h"

#include <cmath>

namespace bedside {

namespace {

struct Pair
{
    QRgb light;
    QRgb dark;
};

Pair tableEntry(ColorRole role)
{
    switch (role) {
    case ColorRole::Surface:
        return {0xFFFFFFFF, 0xFF12181F};
    case ColorRole::Raised:
        return {0xFFF5F7F9, 0xFF1A222B};
    case ColorRole::Hover:
        return {0xFFEFF3F6, 0xFF202A34};
    case ColorRole::Selected:
        return {0xFFE3F1F2, 0xFF17333A};
    case ColorRole::Text:
        return {0xFF16202A, 0xFFE8EDF2};
    case ColorRole::MutedText:
        return {0xFF52606D, 0xFFA3B0BD};
    case ColorRole::Accent:
        return {0xFF0B6E78, 0xFF4FC3CF};
    case ColorRole::OnAccent:
        return {0xFFFFFFFF, 0xFF06262A};
    case ColorRole::Danger:
        return {0xFFB3261E, 0xFFF2877F};
    case ColorRole::OnDanger:
        return {0xFFFFFFFF, 0xFF2A0705};
    case ColorRole::ControlBorder:
        return {0xFF7F8C98, 0xFF6B7987};
    case ColorRole::Hairline:
        return {0xFFE3E8ED, 0xFF2A333D};
    }
    Q_UNREACHABLE();
}

struct ChipEntry
{
    Pair text;
    Pair background;
};

ChipEntry chipEntry(ChipKind kind)
{
    switch (kind) {
    case ChipKind::Booked:
        return {{0xFF3F4D5A, 0xFFC9D3DC}, {0xFFE9EDF1, 0xFF2A3540}};
    case ChipKind::Waiting:
        return {{0xFF7A4B00, 0xFFFFD591}, {0xFFFFF1D6, 0xFF40300F}};
    case ChipKind::InVisit:
        return {{0xFF0E5E36, 0xFF8FE3B4}, {0xFFDDF4E6, 0xFF123A25}};
    case ChipKind::Late:
        return {{0xFF8E1B1B, 0xFFFFB3AE}, {0xFFFDE5E5, 0xFF4A1A1A}};
    case ChipKind::Done:
        return {{0xFF3D4B59, 0xFFB4C0CB}, {0xFFEEF1F4, 0xFF232D37}};
    case ChipKind::Cancelled:
        return {{0xFF5B3B7A, 0xFFD9BDF2}, {0xFFF0E8F7, 0xFF35264A}};
    }
    Q_UNREACHABLE();
}

QColor pick(const Pair &pair, ColorScheme scheme)
{
    return QColor::fromRgba(scheme == ColorScheme::Dark ? pair.dark : pair.light);
}

QColor systemColor(ColorRole role, const QPalette &palette)
{
    switch (role) {
    case ColorRole::Surface:
    case ColorRole::Raised:
        return palette.color(QPalette::Window);
    case ColorRole::Hover:
    case ColorRole::Selected:
    case ColorRole::OnAccent:
    case ColorRole::OnDanger:
        return palette.color(QPalette::Window);
    case ColorRole::Text:
    case ColorRole::MutedText:
    case ColorRole::Accent:
    case ColorRole::Danger:
    case ColorRole::ControlBorder:
    case ColorRole::Hairline:
        return palette.color(QPalette::WindowText);
    }
    Q_UNREACHABLE();
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QPalette ownPalette(ColorScheme scheme)
{
    const auto color = [scheme](ColorRole role) { return pick(tableEntry(role), scheme); };
    QPalette palette;
    palette.setColor(QPalette::Window, color(ColorRole::Surface));
    palette.setColor(QPalette::Base, color(ColorRole::Surface));
    palette.setColor(QPalette::AlternateBase, color(ColorRole::Raised));
    palette.setColor(QPalette::Button, color(ColorRole::Raised));
    palette.setColor(QPalette::ToolTipBase, color(ColorRole::Raised));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, color(ColorRole::Text));
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::MutedText));
    palette.setColor(QPalette::Highlight, color(ColorRole::Accent));
    palette.setColor(QPalette::HighlightedText, color(ColorRole::OnAccent));
    palette.setColor(QPalette::Link, color(ColorRole::Accent));
    palette.setColor(QPalette::LinkVisited, color(ColorRole::Accent));
    palette.setColor(QPalette::Light, color(ColorRole::Raised));
    palette.setColor(QPalette::Midlight, color(ColorRole::Hover));
    palette.setColor(QPalette::Mid, color(ColorRole::Hairline));
    palette.setColor(QPalette::Dark, color(ColorRole::ControlBorder));
    palette.setColor(QPalette::Shadow, color(ColorRole::ControlBorder));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(ColorRole::ControlBorder));
    return palette;
}

} // namespace

ColorScheme schemeOf(const QPalette &palette)
{
    const QRgb text = palette.color(QPalette::Active, QPalette::Highlight).rgba();
    const Pair own = tableEntry(ColorRole::Accent);
    if (text == own.light)
        return ColorScheme::Light;
    return text == own.dark ? ColorScheme::Dark : ColorScheme::HighContrast;
}

QPalette paletteFor(ColorScheme scheme, const QPalette &system)
{
    return scheme == ColorScheme::HighContrast ? system : ownPalette(scheme);
}

QColor roleColor(ColorRole role, const QPalette &palette)
{
    const ColorScheme scheme = schemeOf(palette);
    return scheme == ColorScheme::HighContrast ? systemColor(role, palette) : pick(tableEntry(role), scheme);
}

ChipColors chipColors(ChipKind kind, const QPalette &palette)
{
    const ColorScheme scheme = schemeOf(palette);
    if (scheme == ColorScheme::HighContrast) {
        const QColor text = palette.color(QPalette::WindowText);
        return {text, palette.color(QPalette::Window), text};
    }
    const ChipEntry entry = chipEntry(kind);
    const QColor background = pick(entry.background, scheme);
    return {pick(entry.text, scheme), background, background};
}

double contrastRatio(const QColor &one, const QColor &other)
{
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

} // namespace bedside
