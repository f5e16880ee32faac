#include "ui/room/roomsheet.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/theme/typescale.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

namespace bedside {

RoomSheet::RoomSheet(QWidget *parent)
    : QWidget(parent)
    , m_question(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    m_buttons->setSpacing(space::kLarge);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    row->setSpacing(space::kXLarge);
    row->addWidget(m_question, 1);
    row->addLayout(m_buttons);
    hide();
}

void RoomSheet::askEnd()
{
    ask(tr("End the visit for everybody? The others leave the room and the appointment is marked as done."),
        {Choice::Stay, Choice::End});
}

void RoomSheet::askLeaveOrEnd(bool canEnd)
{
    if (canEnd)
        ask(tr("Leave the visit, or end it for everybody? After leaving, the others stay and you can "
               "rejoin."),
            {Choice::Stay, Choice::Leave, Choice::End});
    else
        ask(tr("Leave the visit? The others stay and you can rejoin."), {Choice::Stay, Choice::Leave});
}

void RoomSheet::tell(const QString &sentence)
{
    ask(sentence, {});
}

void RoomSheet::putAway()
{
    hide();
}

void RoomSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_buttons->count() > 0)
        putAway();
    else
        QWidget::keyPressEvent(event);
}

void RoomSheet::ask(const QString &question, const QList<Choice> &choices)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_question->setText(question);
    setAccessibleName(question);
    for (const Choice choice : choices)
        add(choice);
    show();
    // The harmless answer has the focus: Enter by mistake ends nothing.
    if (m_buttons->count() > 0)
        m_buttons->itemAt(0)->widget()->setFocus();
}

void RoomSheet::add(Choice choice)
{
    auto *button = new QPushButton(this);
    button->setMinimumHeight(kControlHeight);
    m_buttons->addWidget(button);
    switch (choice) {
    case Choice::Stay:
        button->setText(tr("Stay"));
        connect(button, &QPushButton::clicked, this, &RoomSheet::putAway);
        return;
    case Choice::Leave:
        button->setText(tr("Leave"));
        connect(button, &QPushButton::clicked, this, &RoomSheet::leaveChosen);
        return;
    case Choice::End:
        button->setText(tr("End visit"));
        setButtonKind(button, ButtonKind::Danger);
        connect(button, &QPushButton::clicked, this, &RoomSheet::endChosen);
        return;
    }
}

} // namespace bedside
