#include "ui/agenda/timelinelist.h"

#include "ui/models/agendarow.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>

#include <iterator>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

struct EventName
{
    const char *type;
    const char *words;
};

constexpr EventName kEvents[] = {
    {"meeting_created", QT_TRANSLATE_NOOP("bedside::TimelineList", "Visit prepared")},
    {"meeting_started", QT_TRANSLATE_NOOP("bedside::TimelineList", "Visit started")},
    {"meeting_ended", QT_TRANSLATE_NOOP("bedside::TimelineList", "Visit ended")},
    {"meeting_cancelled", QT_TRANSLATE_NOOP("bedside::TimelineList", "Visit cancelled")},
    {"meeting_expired", QT_TRANSLATE_NOOP("bedside::TimelineList", "Code expired")},
    {"meeting_noshow", QT_TRANSLATE_NOOP("bedside::TimelineList", "Patient did not come")},
    {"meeting_no_show", QT_TRANSLATE_NOOP("bedside::TimelineList", "Patient did not come")},
    {"participant_arrived", QT_TRANSLATE_NOOP("bedside::TimelineList", "Came to the waiting room")},
    {"participant_waiting", QT_TRANSLATE_NOOP("bedside::TimelineList", "Came to the waiting room")},
    {"participant_admitted", QT_TRANSLATE_NOOP("bedside::TimelineList", "Let in")},
    {"participant_denied", QT_TRANSLATE_NOOP("bedside::TimelineList", "Turned away")},
    {"participant_joined", QT_TRANSLATE_NOOP("bedside::TimelineList", "Joined")},
    {"participant_rejoined", QT_TRANSLATE_NOOP("bedside::TimelineList", "Joined again")},
    {"participant_moved", QT_TRANSLATE_NOOP("bedside::TimelineList", "Moved to another computer")},
    {"seat_moved", QT_TRANSLATE_NOOP("bedside::TimelineList", "Moved to another computer")},
    {"participant_left", QT_TRANSLATE_NOOP("bedside::TimelineList", "Left")},
    {"room_created", QT_TRANSLATE_NOOP("bedside::TimelineList", "Room ready")},
    {"room_ready", QT_TRANSLATE_NOOP("bedside::TimelineList", "Room ready")},
    {"room_failed", QT_TRANSLATE_NOOP("bedside::TimelineList", "Room could not be made")},
    {"room_closed", QT_TRANSLATE_NOOP("bedside::TimelineList", "Room closed")},
    {"room_ended", QT_TRANSLATE_NOOP("bedside::TimelineList", "Room closed")},
};

} // namespace

TimelineList::TimelineList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(space::kMedium);
    m_layout->setVerticalSpacing(space::kTight);
    m_layout->setColumnStretch(1, 1);
}

void TimelineList::setEvents(const QList<AgendaStore::TimelineEvent> &events, const QTimeZone &zone)
{
    if (events == m_events)
        return;
    m_events = events;
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    int row = 0;
    for (const AgendaStore::TimelineEvent &event : events) {
        auto *time = new TextLabel(TextSize::Caption, ColorRole::MutedText);
        time->setText(timeText(event.at, zone));
        auto *words = new TextLabel(TextSize::Caption);
        words->setWordWrap(true);
        words->setText(event.who.isEmpty() ? eventWords(event.type)
                                           : u"%1 · %2"_s.arg(eventWords(event.type), event.who));
        m_layout->addWidget(time, row, 0, Qt::AlignTop);
        m_layout->addWidget(words, row, 1);
        time->show();
        words->show();
        ++row;
    }
}

QString eventWords(const QString &type)
{
    for (const EventName &event : kEvents)
        if (type == QLatin1StringView(event.type))
            return TimelineList::tr(event.words);
    QString words = type;
    words.replace(u'_', u' ');
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace bedside
