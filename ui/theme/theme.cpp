#include "ui/theme/theme.h"

#include "ui/theme/bedsidestyle.h"

#include <QApplication>

using namespace Qt::StringLiterals;

namespace bedside {

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_system(QApplication::palette())
{
    QApplication::setStyle(new BedsideStyle);
    apply(Appearance::System);
}

void Theme::apply(Appearance appearance)
{
    m_appearance = appearance;
    QApplication::setPalette(paletteFor(schemeFor(appearance), m_system));
}

Theme::Appearance Theme::appearanceNamed(const QString &name)
{
    if (name == u"light"_s)
        return Appearance::Light;
    if (name == u"dark"_s)
        return Appearance::Dark;
    return name == u"high-contrast"_s ? Appearance::HighContrast : Appearance::System;
}

ColorScheme Theme::schemeFor(Appearance appearance) const
{
    switch (appearance) {
    case Appearance::System:
        return m_system.color(QPalette::Window).lightness() < 128 ? ColorScheme::Dark : ColorScheme::Light;
    case Appearance::Light:
        return ColorScheme::Light;
    case Appearance::Dark:
        return ColorScheme::Dark;
    case Appearance::HighContrast:
        return ColorScheme::HighContrast;
    }
    Q_UNREACHABLE();
}

} // namespace bedside
