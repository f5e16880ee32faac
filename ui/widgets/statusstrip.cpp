#include "ui/widgets/statusstrip.h"

#include "core/schedule/agendaservice.h"
#include "ui/models/agendarow.h"
#include "ui/widgets/statuschip.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

//! Up to here the screen is as current as a person can tell.
constexpr qint64 kFreshSeconds = 15;

ChipKind chipOf(ChangeFeed::State state, qint64 age)
{
    switch (state) {
    case ChangeFeed::State::Connecting:
        return ChipKind::Booked;
    case ChangeFeed::State::Live:
        return age > kFreshSeconds ? ChipKind::Waiting : ChipKind::InVisit;
    case ChangeFeed::State::Lost:
        return ChipKind::Late;
    }
    Q_UNREACHABLE();
}

} // namespace

StatusStrip::StatusStrip(const Session &session, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_now(std::move(now))
    , m_who(new TextLabel(TextSize::Caption, ColorRole::MutedText))
    , m_state(new StatusChip)
    , m_clock(new TextLabel(TextSize::Caption, ColorRole::MutedText))
{
    m_state->setObjectName(u"feedState"_s);
    m_who->setText(u"%1 · %2"_s.arg(session.account.displayName, session.account.organizationName));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kTight, space::kLarge, space::kTight);
    layout->addWidget(m_who);
    layout->addStretch(1);
    layout->addWidget(m_state);
    layout->addStretch(1);
    layout->addWidget(m_clock);
    connect(&session.feed, &ChangeFeed::stateChanged, this, &StatusStrip::refresh);
    connect(&m_timer, &QTimer::timeout, this, &StatusStrip::refresh);
    m_timer.start(1000);
    refresh();
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), roleColor(ColorRole::Raised, QApplication::palette()));
    painter.fillRect(QRect(0, 0, width(), 1), roleColor(ColorRole::Hairline, QApplication::palette()));
}

void StatusStrip::refresh()
{
    const QDateTime now = m_now();
    const QDateTime current = m_session.agenda.current();
    const ChangeFeed::State state = m_session.feed.state();
    m_state->setState(chipOf(state, current.isNull() ? 0 : current.secsTo(now)),
                      feedSentence(state, current, now));
    const QTimeZone zone(m_session.account.organizationTimeZone);
    if (zone.isValid())
        m_clock->setText(
            u"%1  %2"_s.arg(QString::fromLatin1(zone.id()).replace(u'_', u' '), timeText(now, zone)));
}

QString feedSentence(ChangeFeed::State state, const QDateTime &current, const QDateTime &now)
{
    const qint64 age = current.isNull() ? 0 : std::max<qint64>(0, current.secsTo(now));
    const QString ago = age < 120 ? StatusStrip::tr("%n s ago", nullptr, static_cast<int>(age))
                                  : StatusStrip::tr("%n min ago", nullptr, static_cast<int>(age / 60));
    switch (state) {
    case ChangeFeed::State::Connecting:
        return StatusStrip::tr("connecting");
    case ChangeFeed::State::Live:
        return age > kFreshSeconds ? StatusStrip::tr("live, last heard %1").arg(ago)
                                   : StatusStrip::tr("live");
    case ChangeFeed::State::Lost:
        return current.isNull() ? StatusStrip::tr("not connected")
                                : StatusStrip::tr("not connected, as of %1").arg(ago);
    }
    Q_UNREACHABLE();
}

} // namespace bedside
