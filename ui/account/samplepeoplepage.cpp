#include "ui/account/samplepeoplepage.h"

#include "ui/errortext.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/theme/icons.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kListWidth = 520;

Icon iconOf(const QString &kind)
{
    return kind == u"practitioner"_s ? Icon::Video : Icon::User;
}

} // namespace

SamplePeoplePage::SamplePeoplePage(QWidget *parent)
    : QWidget(parent)
    , m_problem(new MessageBar(this))
    , m_list(new QListWidget)
{
    m_list->setObjectName(u"samplePeople"_s);
    m_list->setAccessibleName(tr("People of the sample clinic"));
    m_list->setMinimumHeight(380);
    m_list->setIconSize({20, 20});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, space::kLarge);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(createColumn(), 0, Qt::AlignHCenter);
    layout->addStretch(2);
    connect(m_list, &QListWidget::itemActivated, this, &SamplePeoplePage::choose);
}

void SamplePeoplePage::setPeople(const QList<SamplePerson> &people)
{
    m_people = people;
    m_list->clear();
    for (const SamplePerson &person : people) {
        const QString name = person.display.isEmpty() ? person.login : person.display;
        const QString line = u"%1 · %2 · %3"_s.arg(name, dutyWord(person.kind), person.organization);
        auto *item = new QListWidgetItem(themeIcon(iconOf(person.kind)), line);
        item->setSizeHint({0, kRowHeight - space::kSmall});
        m_list->addItem(item);
    }
    m_list->setCurrentRow(people.isEmpty() ? -1 : 0);
    m_list->setFocus();
}

void SamplePeoplePage::showProblem(const Error &error)
{
    m_problem->showMessage(MessageBar::Kind::Error, errorText(error).whole());
    m_problem->addDismiss();
}

QWidget *SamplePeoplePage::createColumn()
{
    auto *title = new TextLabel(TextSize::Title);
    title->setStrong(true);
    title->setText(tr("Who would you like to be?"));
    auto *explanation = new TextLabel(TextSize::Body, ColorRole::MutedText);
    explanation->setText(
        tr("These people work in the sample clinic. You can come back and be somebody else."));
    explanation->setWordWrap(true);
    auto *back = new QPushButton(tr("Back"));
    setButtonKind(back, ButtonKind::Quiet);
    auto *start = new QPushButton(tr("Sign in"));
    start->setObjectName(u"signInAs"_s);
    setButtonKind(start, ButtonKind::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch(1);
    buttons->addWidget(start);
    auto *column = new QWidget;
    column->setFixedWidth(kListWidth);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{title, explanation, m_list})
        inner->addWidget(widget);
    inner->addLayout(buttons);
    connect(back, &QPushButton::clicked, this, &SamplePeoplePage::backRequested);
    connect(start, &QPushButton::clicked, this, &SamplePeoplePage::choose);
    return column;
}

void SamplePeoplePage::choose()
{
    const int row = m_list->currentRow();
    if (row >= 0 && row < m_people.size())
        emit chosen(m_people.at(row).login);
}

QString dutyWord(const QString &kind)
{
    if (kind == u"practitioner"_s)
        return SamplePeoplePage::tr("practitioner");
    if (kind == u"front-desk"_s)
        return SamplePeoplePage::tr("front desk");
    if (kind == u"administrator"_s)
        return SamplePeoplePage::tr("administrator");
    if (kind == u"gateway"_s)
        return SamplePeoplePage::tr("gateway");
    return kind == u"auditor"_s ? SamplePeoplePage::tr("auditor") : kind;
}

} // namespace bedside
