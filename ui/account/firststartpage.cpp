#include "ui/account/firststartpage.h"

#include "ui/errortext.h"
#include "ui/theme/icons.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/textlabel.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kCardWidth = 480;

struct Choice
{
    QString name;
    Icon icon;
    QString text;
    QString explanation;
};

QPushButton *addChoice(QVBoxLayout *layout, const Choice &choice)
{
    auto *button = new QPushButton(themeIcon(choice.icon), choice.text);
    button->setObjectName(choice.name);
    button->setMinimumHeight(kRowHeight);
    auto *explanation = new TextLabel(TextSize::Body, ColorRole::MutedText);
    explanation->setText(choice.explanation);
    explanation->setWordWrap(true);
    layout->addWidget(button);
    layout->addWidget(explanation);
    layout->addSpacing(space::kLarge);
    return button;
}

} // namespace

FirstStartPage::FirstStartPage(QWidget *parent)
    : QWidget(parent)
    , m_problem(new MessageBar(this))
{
    auto *title = new TextLabel(TextSize::Title);
    title->setStrong(true);
    title->setText(tr("Welcome to Bedside"));
    auto *column = new QWidget;
    column->setFixedWidth(kCardWidth);
    auto *cards = new QVBoxLayout(column);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addSpacing(space::kXLarge);
    const QPushButton *server =
        addChoice(cards, {u"connectToServer"_s, Icon::Server, tr("Connect to a server"),
                          tr("For your practice. You need the address of its database and a login.")});
    const QPushButton *sample =
        addChoice(cards, {u"tryHere"_s, Icon::Sample, tr("Try it on this computer"),
                          tr("A sample clinic with invented people, a database and a video room of its own. "
                             "Nothing leaves this computer, and no account is needed.")});
    layout->addWidget(column, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    connect(server, &QPushButton::clicked, this, &FirstStartPage::connectRequested);
    connect(sample, &QPushButton::clicked, this, &FirstStartPage::tryRequested);
}

void FirstStartPage::showProblem(const Error &error)
{
    m_problem->showMessage(MessageBar::Kind::Error, errorText(error).whole());
    m_problem->addDismiss();
}

} // namespace bedside
