#include "ui/agenda/visitdrawer.h"

#include "core/ports/samplepatient.h"
#include "ui/agenda/identitycard.h"
#include "ui/agenda/peoplelist.h"
#include "ui/agenda/telehealthblock.h"
#include "ui/agenda/timelinelist.h"
#include "ui/appactions.h"
#include "ui/prompts.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/visit/visitdesk.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/statuschip.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QApplication>
#include <QFrame>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

TextLabel *sectionTitle(const QString &text)
{
    auto *title = new TextLabel(TextSize::Section);
    title->setStrong(true);
    title->setText(text);
    return title;
}

QFrame *separator()
{
    auto *line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

QString appointmentLine(const AgendaEntry &entry, const QTimeZone &zone)
{
    QString times = timeText(entry.start, zone);
    if (entry.end.isValid())
        times += u"–"_s + timeText(entry.end, zone);
    QStringList parts{times, entry.reason};
    for (const PractitionerIdentity &practitioner : entry.practitioners)
        parts.append(practitioner.name);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

bool maySteer(const Account &account)
{
    return account.hasDuty(u"practitioner") || account.hasDuty(u"front-desk");
}

} // namespace

VisitDrawer::VisitDrawer(const Session &session, AppActions &actions, VisitDesk &desk, Prompts &prompts,
                         QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_desk(desk)
    , m_prompts(prompts)
{
    setObjectName(u"drawer"_s);
    setAccessibleName(tr("Details"));
    setFixedWidth(kWidth);
    auto *nothing = new EmptyState(this);
    nothing->setContent(Icon::User, tr("Nothing selected"),
                        tr("Select an appointment to see the patient and the visit."));
    m_nothing = nothing;
    m_body = new QWidget(this);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(createHead());
    body->addWidget(createContent(actions), 1);
    body->addWidget(createFooter(actions));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_body, 1);
    connect(&desk, &VisitDesk::progressChanged, this, &VisitDrawer::showProgress);
    clear();
}

void VisitDrawer::setEntry(const AgendaEntry &entry, const RowContext &context)
{
    const bool isOther = !m_entry || agendaRow(*m_entry, context).key != agendaRow(entry, context).key;
    m_entry = entry;
    m_context = context;
    m_row = agendaRow(entry, context);
    m_name->setText(m_row.name);
    m_chip->setState(chipKind(m_row.state),
                     m_row.clock.isEmpty() ? m_row.stateWord : m_row.stateWord + u"  "_s + m_row.clock);
    if (entry.patients.isEmpty())
        m_identity->clear();
    else
        m_identity->setPatient(entry.patients.first(), entry.start, context.now, context.zone);
    m_appointment->setText(appointmentLine(entry, context.zone));
    m_telehealth->setVisit(entry.visit);
    m_people->setPeople(entry.visit ? entry.visit->participants : QList<Participant>(),
                        maySteer(m_session.account), context.now);
    if (isOther)
        m_timeline->setEvents({}, context.zone);
    if (isOther || entry.visit != m_timelineVisit)
        readTimeline();
    showButtons();
    showProgress(m_row.key);
    m_nothing->hide();
    m_body->show();
}

void VisitDrawer::clear()
{
    m_entry.reset();
    m_timelineVisit.reset();
    ++m_timelineNumber;
    m_body->hide();
    m_nothing->show();
}

void VisitDrawer::showProgress(const QString &key)
{
    if (!m_entry || key != m_row.key)
        return;
    const DeskProgress progress = m_desk.progress(key);
    QStringList steps;
    for (const QString &step : progress.done)
        steps.append(u"✓ "_s + step);
    if (progress.isBusy())
        steps.append(progress.now + u"…"_s);
    m_progress->setText(steps.join(u"  ·  "_s));
    m_progress->setVisible(!steps.isEmpty());
    m_primary->setEnabled(!progress.isBusy());
}

void VisitDrawer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPalette palette = QApplication::palette();
    painter.fillRect(rect(), roleColor(ColorRole::Raised, palette));
    painter.fillRect(QStyle::visualRect(layoutDirection(), rect(), QRect(0, 0, 1, height())),
                     roleColor(ColorRole::Hairline, palette));
}

QWidget *VisitDrawer::createHead()
{
    auto *head = new QWidget;
    m_name = new TextLabel(TextSize::Title);
    m_name->setObjectName(u"patientName"_s);
    m_name->setStrong(true);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_chip = new StatusChip;
    m_chip->setObjectName(u"stateChip"_s);
    m_identity = new IdentityCard;
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kMedium);
    layout->setSpacing(space::kSmall);
    layout->addWidget(m_name);
    layout->addWidget(m_chip);
    layout->addWidget(m_identity);
    return head;
}

QWidget *VisitDrawer::createContent(AppActions &actions)
{
    m_appointment = new TextLabel(TextSize::Body);
    m_appointment->setWordWrap(true);
    m_telehealth = new TelehealthBlock(actions);
    m_people = new PeopleList;
    m_people->setObjectName(u"people"_s);
    m_timelineTitle = sectionTitle(tr("Timeline"));
    m_timeline = new TimelineList;
    connect(m_people, &PeopleList::admitRequested, this,
            [this](const QUuid &person) { m_desk.admit(m_entry->visit->id, person); });
    connect(m_people, &PeopleList::denyRequested, this,
            [this](const QUuid &person) { m_desk.deny(m_entry->visit->id, person); });
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kLarge);
    layout->setSpacing(space::kSmall);
    const QList<QWidget *> parts{separator(),
                                 sectionTitle(tr("Appointment")),
                                 m_appointment,
                                 separator(),
                                 sectionTitle(tr("Telehealth")),
                                 m_telehealth,
                                 separator(),
                                 sectionTitle(tr("People")),
                                 m_people,
                                 separator(),
                                 m_timelineTitle,
                                 m_timeline};
    for (QWidget *part : parts)
        layout->addWidget(part);
    layout->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return scroll;
}

QWidget *VisitDrawer::createFooter(AppActions &actions)
{
    auto *footer = new QWidget;
    m_footer = new QVBoxLayout(footer);
    m_footer->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kLarge);
    m_footer->setSpacing(space::kSmall);
    m_progress = new TextLabel(TextSize::Body, ColorRole::Accent);
    m_progress->setObjectName(u"progress"_s);
    m_progress->setWordWrap(true);
    m_footer->addWidget(separator());
    m_footer->addWidget(m_progress);
    m_primary = new QPushButton;
    m_primary->setObjectName(u"primaryButton"_s);
    m_primary->setMinimumHeight(40);
    setButtonKind(m_primary, ButtonKind::Primary);
    connect(m_primary, &QPushButton::clicked, actions.primary, &QAction::trigger);
    m_footer->addWidget(m_primary);
    m_prepare = addFooterButton(u"prepareButton"_s, tr("Make join code"), nullptr);
    connect(m_prepare, &QPushButton::clicked, this, [this] { m_desk.makeCode(*m_entry); });
    m_sample = addFooterButton(u"sampleButton"_s, tr("Let the sample patient join"),
                               &VisitDrawer::letSamplePatientJoin);
    m_sample->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    m_sample->setToolTip(tr("A second window opens the join link as the patient (Ctrl+Shift+G)."));
    m_noShow = addFooterButton(u"noShowButton"_s, tr("Mark as no-show"), &VisitDrawer::askNoShow);
    m_cancel = addFooterButton(u"cancelButton"_s, tr("Cancel the visit"), &VisitDrawer::askCancel);
    m_end = addFooterButton(u"endButton"_s, tr("End visit"), &VisitDrawer::askEnd);
    setButtonKind(m_end, ButtonKind::Danger);
    return footer;
}

QPushButton *VisitDrawer::addFooterButton(const QString &name, const QString &text,
                                          void (VisitDrawer::*handler)())
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    if (handler)
        connect(button, &QPushButton::clicked, this, handler);
    m_footer->addWidget(button);
    return button;
}

void VisitDrawer::showButtons()
{
    const bool steers = maySteer(m_session.account);
    const bool hasVisit = m_entry->visit && m_entry->visit->status != VisitStatus::Ended;
    const bool isActive = hasVisit && m_entry->visit->status == VisitStatus::Active;
    m_primary->setText(m_row.actionWord);
    m_primary->setVisible(m_row.action != RowAction::None);
    m_prepare->setVisible(steers && m_row.action == RowAction::Start);
    m_sample->setVisible(m_session.samplePatient && hasVisit);
    m_noShow->setVisible(steers && hasVisit && !isActive && m_context.now > m_entry->start);
    m_cancel->setVisible(steers && hasVisit && !isActive);
    m_end->setVisible(isActive && m_session.account.hasDuty(u"practitioner"));
}

void VisitDrawer::readTimeline()
{
    m_timelineVisit = m_entry->visit;
    m_timelineTitle->setVisible(m_entry->visit.has_value());
    const quint64 number = ++m_timelineNumber;
    if (!m_entry->visit)
        return;
    const auto take = [this, number](const Result<QList<AgendaStore::TimelineEvent>> &events) {
        if (number == m_timelineNumber && events)
            m_timeline->setEvents(*events, m_context.zone);
    };
    m_session.store.timeline(m_entry->visit->id, {this, take});
}

void VisitDrawer::askEnd()
{
    const Question question{
        tr("End the visit with %1?").arg(m_row.name),
        tr("Everybody leaves the room, the encounter is closed and the appointment counts as "
           "done. To step out only, leave the room instead."),
        tr("End visit"), true};
    m_prompts.confirm(this, question, [this, visit = m_entry->visit->id] { m_desk.end(visit); });
}

void VisitDrawer::askCancel()
{
    const Question question{tr("Cancel the visit with %1?").arg(m_row.name),
                            tr("The join code stops working and the appointment is cancelled. The reason is "
                               "kept with the visit."),
                            tr("Cancel the visit"), true};
    m_prompts.askText(
        this, question, tr("Reason"),
        [this, visit = m_entry->visit->id](const QString &reason) { m_desk.cancel(visit, reason); });
}

void VisitDrawer::askNoShow()
{
    const Question question{tr("Did %1 not come?").arg(m_row.name),
                            tr("The appointment is marked as a no-show and the join code stops working."),
                            tr("Mark as no-show"), true};
    m_prompts.confirm(this, question, [this, visit = m_entry->visit->id] { m_desk.recordNoShow(visit); });
}

void VisitDrawer::letSamplePatientJoin()
{
    const QString name = m_entry->patients.isEmpty() ? tr("Sample patient") : m_entry->patients.first().name;
    m_session.samplePatient->join(m_entry->visit->publicLink, name);
}

} // namespace bedside
