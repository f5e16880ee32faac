#include "ui/widgets/messagebar.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/theme/icons.h"
#include "ui/theme/typescale.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kIcon = 20;

ChipKind colorsOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Info:
        return ChipKind::Booked;
    case MessageBar::Kind::Good:
        return ChipKind::InVisit;
    case MessageBar::Kind::Warning:
        return ChipKind::Waiting;
    case MessageBar::Kind::Error:
        return ChipKind::Late;
    }
    Q_UNREACHABLE();
}

Icon iconOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Info:
        return Icon::Info;
    case MessageBar::Kind::Good:
        return Icon::Video;
    case MessageBar::Kind::Warning:
    case MessageBar::Kind::Error:
        return Icon::Warning;
    }
    Q_UNREACHABLE();
}

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QWidget(this))
    , m_buttons(new QHBoxLayout)
    , m_text(new QLabel(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    layout->setSpacing(space::kMedium);
    m_icon->setFixedSize(kIcon, kIcon);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    setVisible(false);
}

void MessageBar::showMessage(Kind kind, const QString &text)
{
    m_kind = kind;
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_text->setText(text);
    setAccessibleName(text);
    applyColors();
    setVisible(true);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QPushButton *MessageBar::addButton(const QString &text, bool primary)
{
    auto *button = new QPushButton(text, this);
    setButtonKind(button, primary ? ButtonKind::Primary : ButtonKind::Normal);
    m_buttons->addWidget(button);
    return button;
}

void MessageBar::addDismiss()
{
    auto *button = new QToolButton(this);
    button->setIcon(themeIcon(Icon::Cross));
    button->setObjectName(u"dismiss"_s);
    button->setToolTip(tr("Hide this message"));
    button->setAccessibleName(button->toolTip());
    button->setFixedSize(kControlHeight, kControlHeight);
    setButtonKind(button, ButtonKind::Quiet);
    connect(button, &QToolButton::clicked, this, &QWidget::hide);
    m_buttons->addWidget(button);
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChipColors colors = chipColors(colorsOf(m_kind), QApplication::palette());
    painter.fillRect(rect(), colors.background);
    if (colors.border != colors.background) {
        painter.setPen(colors.border);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    paintIcon(&painter, iconOf(m_kind), m_icon->geometry(), colors.text);
}

void MessageBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange)
        applyColors();
}

void MessageBar::applyColors()
{
    QPalette own = m_text->palette();
    own.setColor(QPalette::WindowText, chipColors(colorsOf(m_kind), QApplication::palette()).text);
    m_text->setPalette(own);
    update();
}

} // namespace bedside
