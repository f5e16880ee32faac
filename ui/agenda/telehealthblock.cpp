#include "ui/agenda/telehealthblock.h"

#include "ui/appactions.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QToolButton *copyButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(action->text());
    setButtonKind(button, ButtonKind::Normal);
    return button;
}

QString endedSentence(EndReason reason)
{
    switch (reason) {
    case EndReason::None:
    case EndReason::Completed:
        return TelehealthBlock::tr("The visit has ended. Its code no longer works.");
    case EndReason::Cancelled:
        return TelehealthBlock::tr("The visit was cancelled. Its code no longer works.");
    case EndReason::Expired:
        return TelehealthBlock::tr("Nobody came, and the code has expired.");
    case EndReason::NoShow:
        return TelehealthBlock::tr("The patient did not come. The code no longer works.");
    }
    Q_UNREACHABLE();
}

} // namespace

TelehealthBlock::TelehealthBlock(AppActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_code(new TextLabel(TextSize::Code))
    , m_link(new TextLabel(TextSize::Caption, ColorRole::MutedText))
    , m_room(new TextLabel(TextSize::Body, ColorRole::MutedText))
    , m_buttons(new QWidget)
{
    m_code->setObjectName(u"code"_s);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // Codes and links are read from left to right in every language.
    m_code->setLayoutDirection(Qt::LeftToRight);
    m_link->setLayoutDirection(Qt::LeftToRight);
    m_link->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_link->setWordWrap(true);
    m_room->setObjectName(u"roomState"_s);
    m_room->setWordWrap(true);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(copyButton(actions.copyCode));
    row->addWidget(copyButton(actions.copyLink));
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_code, m_link, m_buttons, m_room})
        layout->addWidget(widget);
}

void TelehealthBlock::setVisit(const std::optional<Visit> &visit)
{
    const bool usable = visit && visit->status != VisitStatus::Ended;
    m_code->setVisible(usable);
    m_link->setVisible(usable);
    m_buttons->setVisible(usable);
    if (usable) {
        m_code->setText(groupedJoinCode(visit->code));
        QString link = visit->publicLink.toString();
        // A line may break after each slash, so that a long link is never cut.
        m_link->setText(link.replace(u'/', u"/\u200B"_s));
    }
    m_room->setText(visit ? roomSentence(*visit)
                          : tr("No join code yet. It is made when the visit is prepared or started."));
}

QString roomSentence(const Visit &visit)
{
    if (visit.status == VisitStatus::Ended)
        return endedSentence(visit.endReason);
    switch (visit.roomState) {
    case RoomState::None:
    case RoomState::Creating:
        return TelehealthBlock::tr("The room is being prepared. The code works already.");
    case RoomState::Ready:
        return TelehealthBlock::tr("The room is ready.");
    case RoomState::Closing:
    case RoomState::Closed:
        return TelehealthBlock::tr("The room is closed.");
    case RoomState::Failed:
        return TelehealthBlock::tr(
            "The video service has not made the room yet. The visit is recorded and the "
            "code works; the room is made as soon as the service answers.");
    }
    Q_UNREACHABLE();
}

} // namespace bedside
