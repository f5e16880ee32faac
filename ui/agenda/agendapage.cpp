#include "ui/agenda/agendapage.h"

#include "core/ports/roomlauncher.h"
#include "core/schedule/agendaservice.h"
#include "ui/agenda/agendaheader.h"
#include "ui/agenda/agendalist.h"
#include "ui/agenda/identitycard.h"
#include "ui/agenda/visitdrawer.h"
#include "ui/appactions.h"
#include "ui/delegates/agendadelegate.h"
#include "ui/errortext.h"
#include "ui/models/agendamodel.h"
#include "ui/models/agendaproxy.h"
#include "ui/prompts.h"
#include "ui/visit/visitdesk.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/skeleton.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kNarrowWidth = 1100 - 72; // of the page, beside the rail
constexpr int kClockMs = 1000;

} // namespace

AgendaPage::AgendaPage(const Session &session, VisitDesk &desk, PageContext context, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_desk(desk)
    , m_context(std::move(context))
    , m_zone(session.account.organizationTimeZone)
{
    if (!m_zone.isValid())
        m_zone = QTimeZone::utc();
    createModels();
    createLayout();
    connectActions();
    connectModels();
    m_clock.setInterval(kClockMs);
    connect(&m_clock, &QTimer::timeout, this, &AgendaPage::moveClock);
    m_clock.start();
    showDate(today());
    applyFilter();
}

void AgendaPage::showDate(const QDate &date)
{
    m_date = date;
    m_hasFailed = false;
    m_header->setDate(date, today());
    m_context.actions.today->setEnabled(true);
    m_session.agenda.setWindow(date.startOfDay(m_zone).toUTC(), date.addDays(1).startOfDay(m_zone).toUTC());
    moveClock();
    showState();
}

void AgendaPage::selectVisit(const QUuid &visit)
{
    m_wantedVisit = visit;
    keepSelection();
}

void AgendaPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < kNarrowWidth;
    if (isNarrow != m_isNarrow)
        m_drawerForced = false;
    m_isNarrow = isNarrow;
    m_drawer->setVisible(m_isNarrow == m_drawerForced);
}

void AgendaPage::createModels()
{
    const RowContext context{m_zone, now(), m_session.account.hasDuty(u"practitioner"),
                             m_session.rooms.visit()};
    m_model = new AgendaModel(m_session.agenda, context, this);
    m_proxy = new AgendaProxy(this);
    m_proxy->setSourceModel(m_model);
}

void AgendaPage::createLayout()
{
    m_header = new AgendaHeader(m_context.settings, m_session.account.login, m_context.actions, this);
    m_list = new AgendaList(this);
    m_list->setObjectName(u"agendaList"_s);
    m_list->setModel(m_proxy);
    m_skeleton = new Skeleton(this);
    m_empty = new EmptyState(this);
    m_stack = new QStackedWidget(this);
    for (QWidget *page : std::initializer_list<QWidget *>{m_skeleton, m_list, m_empty})
        m_stack->addWidget(page);
    m_drawer = new VisitDrawer(m_session, m_context.actions, m_desk, m_context.prompts, this);
    auto *left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(m_header);
    left->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(left, 1);
    layout->addWidget(m_drawer);
}

void AgendaPage::connectActions()
{
    const AppActions &actions = m_context.actions;
    connect(actions.primary, &QAction::triggered, this, &AgendaPage::actOnSelected);
    connect(actions.joinNext, &QAction::triggered, this, &AgendaPage::joinNext);
    connect(actions.search, &QAction::triggered, m_header, &AgendaHeader::focusSearch);
    connect(actions.copyCode, &QAction::triggered, this, [this] { copy(false); });
    connect(actions.copyLink, &QAction::triggered, this, [this] { copy(true); });
    connect(actions.reload, &QAction::triggered, &m_session.agenda, &AgendaService::reload);
    connect(actions.previousDay, &QAction::triggered, this, [this] { showDate(m_date.addDays(-1)); });
    connect(actions.nextDay, &QAction::triggered, this, [this] { showDate(m_date.addDays(1)); });
    connect(actions.today, &QAction::triggered, this, [this] { showDate(today()); });
    connect(actions.drawer, &QAction::triggered, this, [this] {
        m_drawerForced = !m_drawerForced;
        m_drawer->setVisible(m_isNarrow == m_drawerForced);
    });
}

void AgendaPage::connectModels()
{
    connect(m_header, &AgendaHeader::filterChanged, this, &AgendaPage::applyFilter);
    connect(m_list, &AgendaList::currentRowChanged, this, &AgendaPage::showSelection);
    connect(m_list, &AgendaList::actionTriggered, this, &AgendaPage::actOn);
    connect(m_list, &AgendaList::firstRowsPainted, this, &AgendaPage::firstRowsPainted);
    connect(m_empty, &EmptyState::triggered, this, [this] {
        if (m_hasFailed)
            m_session.agenda.reload();
        else if (m_model->rowCount() > 0)
            m_header->clearFilter();
        else
            m_context.actions.instantVisit->trigger();
    });
    const AgendaService *agenda = &m_session.agenda;
    // After the model: it was connected first.
    connect(agenda, &AgendaService::entriesReset, this, &AgendaPage::keepSelection);
    connect(agenda, &AgendaService::entryInserted, this, &AgendaPage::keepSelection);
    connect(agenda, &AgendaService::entryChanged, this, &AgendaPage::keepSelection);
    connect(agenda, &AgendaService::entryRemoved, this, &AgendaPage::keepSelection);
    connect(agenda, &AgendaService::loadingChanged, this, &AgendaPage::showState);
    connect(agenda, &AgendaService::failed, this, &AgendaPage::showFailure);
    connect(&m_session.rooms, &RoomLauncher::phaseChanged, this, [this] {
        m_model->setShownVisit(m_session.rooms.visit());
        showSelection();
    });
}

void AgendaPage::moveClock()
{
    const QDateTime now = this->now();
    const bool isNewMinute = now.toSecsSinceEpoch() / 60 != m_model->context().now.toSecsSinceEpoch() / 60;
    if (isNewMinute || m_model->hasRunningClock()) {
        m_model->setNow(now);
        markNext();
        if (m_list->currentIndex().isValid())
            showSelection();
    }
    const QString label = tr("now %1").arg(timeText(now, m_zone));
    m_list->setNow(m_date == today() ? now.addSecs(-now.time().second()) : QDateTime(), label);
}

void AgendaPage::applyFilter()
{
    m_proxy->setFilter(m_header->filter());
    m_list->rowDelegate().setPractitionersShown(m_header->filter().practitionerId.isEmpty());
    keepSelection();
}

void AgendaPage::showState()
{
    const bool hasRows = m_proxy->rowCount() > 0;
    const bool isLoading = m_session.agenda.isLoading() && m_model->rowCount() == 0;
    if (hasRows) {
        m_stack->setCurrentWidget(m_list);
        return;
    }
    m_stack->setCurrentWidget(isLoading ? static_cast<QWidget *>(m_skeleton) : m_empty);
    if (m_hasFailed)
        return;
    if (m_model->rowCount() > 0)
        m_empty->setContent(Icon::Search, tr("Nothing matches"),
                            tr("The day has appointments, but none that fits the filters and the search."),
                            tr("Show the whole day"));
    else
        m_empty->setContent(Icon::Calendar, tr("No appointments"), tr("Nothing is booked for this day."),
                            m_context.actions.instantVisit->isEnabled() ? tr("Start an instant visit")
                                                                        : QString());
}

void AgendaPage::showPractitioners()
{
    QList<PractitionerIdentity> everybody;
    for (const AgendaEntry &entry : m_session.agenda.entries())
        for (const PractitionerIdentity &practitioner : entry.practitioners)
            if (!everybody.contains(practitioner))
                everybody.append(practitioner);
    std::sort(everybody.begin(), everybody.end(),
              [](const auto &a, const auto &b) { return a.name.localeAwareCompare(b.name) < 0; });
    m_header->setPractitioners(everybody);
    m_proxy->setFilter(m_header->filter());
    const bool severalShown = m_header->filter().practitionerId.isEmpty() && everybody.size() > 1;
    m_list->rowDelegate().setPractitionersShown(severalShown);
}

void AgendaPage::showSelection()
{
    const QModelIndex current = m_list->currentIndex();
    const AgendaEntry *entry = entryOf(current);
    const AppActions &actions = m_context.actions;
    const bool hasCode = entry && entry->visit && entry->visit->status != VisitStatus::Ended;
    actions.copyCode->setEnabled(hasCode);
    actions.copyLink->setEnabled(hasCode);
    if (!entry) {
        actions.primary->setEnabled(false);
        m_drawer->clear();
        return;
    }
    const auto row = current.data(AgendaModel::RowRole).value<AgendaRow>();
    m_selectedKey = row.key;
    actions.primary->setEnabled(row.action != RowAction::None);
    m_drawer->setEntry(*entry, m_model->context());
}

//! After rows came, went or moved: the same row stays selected; at first the next one is.
void AgendaPage::keepSelection()
{
    m_hasFailed = false;
    showPractitioners();
    showState();
    markNext();
    const qsizetype wanted = m_wantedVisit.isNull() ? -1 : m_session.agenda.indexOfVisit(m_wantedVisit);
    if (wanted >= 0) {
        m_selectedKey = m_model->row(static_cast<int>(wanted)).key;
        m_wantedVisit = QUuid();
    }
    const int source = m_model->rowOfKey(m_selectedKey);
    const QModelIndex kept = m_proxy->mapFromSource(m_model->index(source, 0));
    if (source >= 0 && kept.isValid())
        select(kept.row());
    else if (m_proxy->rowCount() > 0)
        select(std::max(0, m_proxy->nextRow(now(), m_session.account.practitionerId)));
    showSelection();
}

void AgendaPage::select(int row)
{
    const QModelIndex index = m_proxy->index(row, 0);
    if (m_list->currentIndex() == index)
        return;
    m_list->setCurrentIndex(index);
    if (!m_list->hasFocus() && !window()->focusWidget())
        m_list->setFocus();
}

void AgendaPage::markNext()
{
    const int next = m_date == today() ? m_proxy->nextRow(now(), m_session.account.practitionerId) : -1;
    m_list->rowDelegate().setNextKey(m_proxy->index(next, 0).data(AgendaModel::KeyRole).toString());
    m_context.actions.joinNext->setEnabled(next >= 0 && m_model->context().joins);
    m_list->viewport()->update();
}

void AgendaPage::showFailure(const Error &error)
{
    const ErrorText text = errorText(error);
    m_hasFailed = m_model->rowCount() == 0;
    if (m_hasFailed)
        m_empty->setContent(Icon::Warning, text.happened, text.meaning + u' ' + text.advice, tr("Try again"));
    showState();
}

void AgendaPage::actOn(const QModelIndex &index)
{
    const AgendaEntry *entry = entryOf(index);
    if (!entry)
        return;
    m_list->setCurrentIndex(index);
    const auto row = index.data(AgendaModel::RowRole).value<AgendaRow>();
    m_desk.act(row.action, *entry);
}

void AgendaPage::actOnSelected()
{
    actOn(m_list->currentIndex());
}

//! Asks with the patient's identity first: the row was not chosen by the person.
void AgendaPage::joinNext()
{
    const int next = m_proxy->nextRow(now(), m_session.account.practitionerId);
    const QModelIndex index = m_proxy->index(next, 0);
    const AgendaEntry *entry = entryOf(index);
    if (!entry)
        return;
    select(next);
    const auto row = index.data(AgendaModel::RowRole).value<AgendaRow>();
    QStringList lines{u"%1 · %2"_s.arg(row.time, row.reason)};
    if (!entry->patients.isEmpty())
        lines.append(birthLine(entry->patients.first(), today()));
    if (!entry->patients.isEmpty() && !entry->patients.first().recordNumber.isEmpty())
        lines.append(tr("Record no. %1").arg(entry->patients.first().recordNumber));
    const Question question{row.name, lines.join(u'\n'), row.actionWord, false};
    m_context.prompts.confirm(this, question, [this, row, copy = *entry] { m_desk.act(row.action, copy); });
}

void AgendaPage::copy(bool link)
{
    const AgendaEntry *entry = entryOf(m_list->currentIndex());
    if (entry && entry->visit)
        QGuiApplication::clipboard()->setText(link ? entry->visit->publicLink.toString()
                                                   : groupedJoinCode(entry->visit->code));
}

const AgendaEntry *AgendaPage::entryOf(const QModelIndex &index) const
{
    const QModelIndex source = m_proxy->mapToSource(index);
    const QList<AgendaEntry> &entries = m_session.agenda.entries();
    return source.isValid() && source.row() < entries.size() ? &entries.at(source.row()) : nullptr;
}

QDate AgendaPage::today() const
{
    return now().toTimeZone(m_zone).date();
}

} // namespace bedside
