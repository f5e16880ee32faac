#include "ui/room/peoplepanel.h"

#include "core/visit/waitingorder.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/theme/typescale.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

bool isShown(const Participant &person)
{
    return person.state == ParticipantState::Waiting || person.state == ParticipantState::Admitted ||
           person.state == ParticipantState::InRoom;
}

void empty(QVBoxLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QLabel *makeTitle(QWidget *parent)
{
    auto *title = new QLabel(parent);
    title->setFont(scaledFont(TextSize::Section, true));
    return title;
}

QString kindWord(ParticipantKind kind)
{
    switch (kind) {
    case ParticipantKind::Practitioner:
        return QCoreApplication::translate("bedside::PeoplePanel", "Practitioner");
    case ParticipantKind::Patient:
        return QCoreApplication::translate("bedside::PeoplePanel", "Patient");
    case ParticipantKind::Family:
        return QCoreApplication::translate("bedside::PeoplePanel", "Family");
    case ParticipantKind::Interpreter:
        return QCoreApplication::translate("bedside::PeoplePanel", "Interpreter");
    case ParticipantKind::Guest:
        return QCoreApplication::translate("bedside::PeoplePanel", "Guest");
    }
    Q_UNREACHABLE();
}

} // namespace

PeoplePanel::PeoplePanel(QWidget *parent)
    : QWidget(parent)
    , m_waitingTitle(makeTitle(this))
    , m_waiting(new QVBoxLayout)
    , m_insideTitle(makeTitle(this))
    , m_inside(new QVBoxLayout)
    , m_nobody(new QLabel(tr("Nobody is waiting."), this))
{
    setFixedWidth(280);
    m_nobody->setForegroundRole(QPalette::PlaceholderText);
    m_nobody->setWordWrap(true);
    m_waiting->setSpacing(space::kMedium);
    m_inside->setSpacing(space::kSmall);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(space::kSmall);
    column->addWidget(m_waitingTitle);
    column->addWidget(m_nobody);
    column->addLayout(m_waiting);
    column->addSpacing(space::kLarge);
    column->addWidget(m_insideTitle);
    column->addLayout(m_inside);
    column->addStretch();
    setPeople({});
    auto *admitNext = new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), this);
    admitNext->setAutoRepeat(false);
    connect(admitNext, &QShortcut::activated, this, &PeoplePanel::admitLongestWaiting);
}

void PeoplePanel::setPeople(const QList<Participant> &people)
{
    QList<Participant> shown;
    for (const Participant &person : people) {
        if (isShown(person))
            shown.append(person);
    }
    if (shown == m_people && !m_waitingTitle->text().isEmpty())
        return;
    m_people = shown;
    empty(m_waiting);
    empty(m_inside);
    for (const Participant &person : std::as_const(m_people)) {
        QVBoxLayout *list = person.state == ParticipantState::Waiting ? m_waiting : m_inside;
        list->addWidget(makeRow(person));
    }
    m_waitingTitle->setText(tr("Waiting (%1)").arg(m_waiting->count()));
    m_insideTitle->setText(tr("In the room (%1)").arg(m_inside->count()));
    m_nobody->setVisible(m_waiting->count() == 0);
}

void PeoplePanel::setCanDecide(bool can)
{
    m_canDecide = can;
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setEnabled(can);
}

void PeoplePanel::admitLongestWaiting()
{
    const std::optional<Participant> first = longestWaiting(m_people);
    if (first && m_canDecide)
        emit admitRequested(first->id);
}

QWidget *PeoplePanel::makeRow(const Participant &person)
{
    auto *row = new QWidget(this);
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTight);
    auto *name = new QLabel(person.isMe ? tr("%1 (you)").arg(person.name) : person.name, row);
    name->setTextFormat(Qt::PlainText);
    name->setWordWrap(true);
    name->setFont(scaledFont(TextSize::Body, true));
    const bool onTheWay = person.state == ParticipantState::Admitted;
    const QString kind = kindWord(person.kind);
    auto *what = new QLabel(onTheWay ? tr("%1, is coming in").arg(kind) : kind, row);
    what->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(name);
    column->addWidget(what);
    if (person.state != ParticipantState::Waiting)
        return row;
    auto *admit = new QPushButton(tr("Admit"), row);
    auto *deny = new QPushButton(tr("Deny"), row);
    setButtonKind(admit, ButtonKind::Primary);
    admit->setAccessibleName(tr("Admit %1").arg(person.name));
    admit->setToolTip(tr("Ctrl+Shift+A admits who waits longest."));
    deny->setAccessibleName(tr("Deny %1").arg(person.name));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::kSmall);
    for (QPushButton *button : {admit, deny}) {
        button->setMinimumHeight(kControlHeight);
        button->setEnabled(m_canDecide);
        buttons->addWidget(button, 1);
    }
    connect(admit, &QPushButton::clicked, this, [this, id = person.id] { emit admitRequested(id); });
    connect(deny, &QPushButton::clicked, this, [this, id = person.id] { emit denyRequested(id); });
    column->addLayout(buttons);
    return row;
}

} // namespace bedside
