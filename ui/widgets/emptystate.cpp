#include "ui/widgets/emptystate.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace bedside {

namespace {

constexpr int kPicture = 40;
constexpr int kTextWidth = 440;

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_picture(new QWidget(this))
    , m_title(new TextLabel(TextSize::Section, ColorRole::Text, this))
    , m_text(new TextLabel(TextSize::Body, ColorRole::MutedText, this))
    , m_button(new QPushButton(this))
{
    m_picture->setFixedSize(kPicture, kPicture);
    m_title->setStrong(true);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(kTextWidth);
    setButtonKind(m_button, ButtonKind::Primary);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(space::kMedium);
    layout->addStretch(2);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_text, 0, Qt::AlignHCenter);
    layout->addSpacing(space::kTight);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
}

void EmptyState::setContent(Icon icon, const QString &title, const QString &text, const QString &button)
{
    m_icon = icon;
    m_title->setText(title);
    m_text->setText(text);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    update();
}

QString EmptyState::title() const
{
    return m_title->text();
}

QString EmptyState::text() const
{
    return m_text->text();
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintIcon(&painter, m_icon, m_picture->geometry(),
              roleColor(ColorRole::ControlBorder, QApplication::palette()));
}

} // namespace bedside
