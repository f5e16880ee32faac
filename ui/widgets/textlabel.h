#pragma once

#include "ui/theme/colorroles.h"
#include "ui/theme/typescale.h"

#include <QLabel>

namespace bedside {

//! A label in a size of the type scale and a colour by role; keeps both when font or appearance change.
class TextLabel : public QLabel
{
    Q_OBJECT

public:
    explicit TextLabel(TextSize size, ColorRole role = ColorRole::Text, QWidget *parent = nullptr);

    void setStrong(bool strong);
    void setRole(ColorRole role);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFont();
    void applyColor();

    TextSize m_size;
    ColorRole m_role;
    bool m_strong = false;
};

} // namespace bedside
