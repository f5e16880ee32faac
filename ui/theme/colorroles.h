#pragma once

#include <QColor>
#include <QPalette>

namespace bedside {

//! Every colour of the interface by what it means. Values live in one table (colorroles.cpp).
enum class ColorRole {
    Surface,       //!< pages and lists
    Raised,        //!< rail, drawer, bars, cards
    Hover,         //!< row or button under the pointer
    Selected,      //!< background of the selected row
    Text,          //!< on Surface
    MutedText,     //!< on Surface and Raised
    Accent,        //!< accent as text, focus ring, selection edge, primary button
    OnAccent,      //!< text on Accent
    Danger,        //!< End visit and its like
    OnDanger,      //!< text on Danger
    ControlBorder, //!< around fields and buttons, 3:1 at least
    Hairline,      //!< between rows
};

//! The states a row or a person can be in, each with a colour, a shape and a word.
enum class ChipKind { Booked, Waiting, InVisit, Late, Done, Cancelled };

struct ChipColors
{
    QColor text;
    QColor background;
    QColor border; //!< same as background unless contrast is high
};

enum class ColorScheme { Light, Dark, HighContrast };

//! The scheme a palette belongs to: one of the two of Bedside, or HighContrast for any other.
ColorScheme schemeOf(const QPalette &palette);

//! The palette of a scheme. HighContrast is whatever `system` says.
QPalette paletteFor(ColorScheme scheme, const QPalette &system);

//! The colour of a role in the scheme that `palette` belongs to.
QColor roleColor(ColorRole role, const QPalette &palette);

ChipColors chipColors(ChipKind kind, const QPalette &palette);

//! WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor &one, const QColor &other);

} // namespace bedside
