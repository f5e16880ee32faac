#pragma once

#include <QFont>

namespace bedside {

//! The five sizes of text, relative to the system's.
enum class TextSize { Code, Title, Section, Body, Caption };

//! The application's font in a size of the scale; semibold when `strong`.
QFont scaledFont(TextSize size, bool strong = false);

//! `font` with figures of one width, for times, counters and codes.
QFont tabular(QFont font);

//! Steps of the spacing grid, in pixels.
namespace space {
constexpr int kTight = 4;
constexpr int kSmall = 8;
constexpr int kMedium = 12;
constexpr int kLarge = 16;
constexpr int kXLarge = 24;
constexpr int kHuge = 32;
} // namespace space

constexpr int kControlHeight = 32; //!< smallest target
constexpr int kRowHeight = 44;
constexpr int kControlRadius = 6;
constexpr int kCardRadius = 10;

} // namespace bedside
