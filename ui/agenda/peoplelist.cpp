#include "ui/agenda/peoplelist.h"

#include "core/visit/waitingorder.h"
#include "ui/models/agendarow.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/statuschip.h"
#include "ui/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

ChipKind chipOf(ParticipantState state)
{
    switch (state) {
    case ParticipantState::Waiting:
    case ParticipantState::Admitted:
        return ChipKind::Waiting;
    case ParticipantState::InRoom:
        return ChipKind::InVisit;
    case ParticipantState::Left:
        return ChipKind::Done;
    case ParticipantState::Denied:
        return ChipKind::Cancelled;
    }
    Q_UNREACHABLE();
}

} // namespace

PeopleList::PeopleList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::kSmall);
    auto *admitNext = new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), this);
    admitNext->setAutoRepeat(false);
    connect(admitNext, &QShortcut::activated, this, &PeopleList::admitLongestWaiting);
}

void PeopleList::admitLongestWaiting()
{
    const std::optional<Participant> first = longestWaiting(m_people);
    if (first && m_mayAdmit)
        emit admitRequested(first->id);
}

void PeopleList::setPeople(const QList<Participant> &people, bool mayAdmit, const QDateTime &now)
{
    const qint64 minute = now.toSecsSinceEpoch() / 60;
    // Rebuilt only when something is different, so that a focused button keeps the focus.
    if (people == m_people && mayAdmit == m_mayAdmit && minute == m_minute && m_layout->count() > 0)
        return;
    m_people = people;
    m_mayAdmit = mayAdmit;
    m_minute = minute;
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Participant &person : people) {
        QWidget *row = createPerson(person, mayAdmit, now);
        m_layout->addWidget(row);
        row->show();
    }
    if (people.isEmpty()) {
        auto *nobody = new TextLabel(TextSize::Body, ColorRole::MutedText);
        nobody->setText(tr("Nobody is here yet."));
        m_layout->addWidget(nobody);
        nobody->show();
    }
}

QWidget *PeopleList::createPerson(const Participant &person, bool mayAdmit, const QDateTime &now)
{
    auto *box = new QWidget;
    auto *name = new TextLabel(TextSize::Body);
    name->setText(person.isMe ? tr("%1 (you)").arg(person.name) : person.name);
    name->setWordWrap(true);
    auto *kind = new TextLabel(TextSize::Caption, ColorRole::MutedText);
    const bool waits = person.state == ParticipantState::Waiting;
    const qint64 minutes = waits ? std::max<qint64>(0, person.waitingSince.secsTo(now) / 60) : 0;
    kind->setText(
        minutes > 0
            ? tr("%1, waiting for %n min", nullptr, static_cast<int>(minutes)).arg(kindWord(person.kind))
            : kindWord(person.kind));
    auto *chip = new StatusChip;
    chip->setState(chipOf(person.state), participantStateWord(person.state));
    auto *head = new QHBoxLayout;
    head->addWidget(name, 1);
    head->addWidget(chip, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight / 2);
    layout->addLayout(head);
    layout->addWidget(kind);
    if (!waits || !mayAdmit)
        return box;
    auto *admit = new QPushButton(tr("Admit"));
    auto *deny = new QPushButton(tr("Deny"));
    admit->setAccessibleName(tr("Admit %1").arg(person.name));
    deny->setAccessibleName(tr("Deny %1").arg(person.name));
    admit->setToolTip(tr("Ctrl+Shift+A admits who waits longest."));
    setButtonKind(admit, ButtonKind::Primary);
    connect(admit, &QPushButton::clicked, this, [this, id = person.id] { emit admitRequested(id); });
    connect(deny, &QPushButton::clicked, this, [this, id = person.id] { emit denyRequested(id); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(admit);
    buttons->addWidget(deny);
    buttons->addStretch(1);
    layout->addSpacing(space::kTight);
    layout->addLayout(buttons);
    return box;
}

QString kindWord(ParticipantKind kind)
{
    switch (kind) {
    case ParticipantKind::Practitioner:
        return PeopleList::tr("practitioner");
    case ParticipantKind::Patient:
        return PeopleList::tr("patient");
    case ParticipantKind::Family:
        return PeopleList::tr("family");
    case ParticipantKind::Interpreter:
        return PeopleList::tr("interpreter");
    case ParticipantKind::Guest:
        return PeopleList::tr("guest");
    }
    Q_UNREACHABLE();
}

QString participantStateWord(ParticipantState state)
{
    switch (state) {
    case ParticipantState::Waiting:
        return PeopleList::tr("waiting");
    case ParticipantState::Admitted:
        return PeopleList::tr("admitted");
    case ParticipantState::InRoom:
        return PeopleList::tr("in the room");
    case ParticipantState::Left:
        return PeopleList::tr("left");
    case ParticipantState::Denied:
        return PeopleList::tr("denied");
    }
    Q_UNREACHABLE();
}

} // namespace bedside
