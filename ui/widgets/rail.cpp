#include "ui/widgets/rail.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/theme/colorroles.h"
#include "ui/theme/typescale.h"

#include <QAction>
#include <QApplication>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace bedside {

namespace {

constexpr int kWidth = 72;
constexpr int kButton = 60;

} // namespace

Rail::Rail(QWidget *parent)
    : QWidget(parent)
    , m_pages(new QVBoxLayout)
    , m_tasks(new QVBoxLayout)
    , m_bottom(new QVBoxLayout)
{
    setMinimumWidth(kWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kTight, space::kSmall, space::kTight, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(m_pages);
    layout->addSpacing(space::kLarge);
    layout->addLayout(m_tasks);
    layout->addStretch(1);
    layout->addLayout(m_bottom);
}

void Rail::addPage(QAction *action)
{
    m_pages->addWidget(createButton(action));
}

void Rail::addTask(QAction *action)
{
    m_tasks->addWidget(createButton(action));
}

void Rail::addBottom(QAction *action)
{
    m_bottom->addWidget(createButton(action));
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), roleColor(ColorRole::Raised, QApplication::palette()));
    painter.fillRect(QStyle::visualRect(layoutDirection(), rect(), QRect(width() - 1, 0, 1, height())),
                     roleColor(ColorRole::Hairline, QApplication::palette()));
}

QWidget *Rail::createButton(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text());
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setIconSize({20, 20});
    button->setFont(scaledFont(TextSize::Caption));
    button->setMinimumSize(kButton, kButton - space::kSmall);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setButtonKind(button, ButtonKind::Quiet);
    return button;
}

} // namespace bedside
