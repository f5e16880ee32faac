#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QEvent>

namespace bedside {

TextLabel::TextLabel(TextSize size, ColorRole role, QWidget *parent)
    : QLabel(parent)
    , m_size(size)
    , m_role(role)
{
    setTextFormat(Qt::PlainText);
    applyFont();
    applyColor();
}

void TextLabel::setStrong(bool strong)
{
    m_strong = strong;
    applyFont();
}

void TextLabel::setRole(ColorRole role)
{
    m_role = role;
    applyColor();
}

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        applyFont();
    else if (event->type() == QEvent::ApplicationPaletteChange)
        applyColor();
}

void TextLabel::applyFont()
{
    setFont(tabular(scaledFont(m_size, m_strong)));
}

void TextLabel::applyColor()
{
    QPalette own = palette();
    own.setColor(QPalette::WindowText, roleColor(m_role, QApplication::palette()));
    setPalette(own);
}

} // namespace bedside
