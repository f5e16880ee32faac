#pragma once

#include "ui/theme/colorroles.h"

#include <QObject>

namespace bedside {

//! Gives the whole application its style and the palette of the chosen appearance. One per program; made
//! before the first widget.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Appearance { System, Light, Dark, HighContrast };
    Q_ENUM(Appearance)

    explicit Theme(QObject *parent = nullptr);

    //! Takes effect at once in every window.
    void apply(Appearance appearance);
    Appearance appearance() const { return m_appearance; }

    //! The appearance of its name ("system", "light", "dark", "high-contrast"); System for any other.
    static Appearance appearanceNamed(const QString &name);

private:
    ColorScheme schemeFor(Appearance appearance) const;

    QPalette m_system;
    Appearance m_appearance = Appearance::System;
};

} // namespace bedside
