#include "ui/agenda/agendaheader.h"

#include "ui/appactions.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/theme/icons.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QToolButton *navigationButton(QAction *action, bool withText)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(withText ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    button->setMinimumSize(kControlHeight, kControlHeight);
    setButtonKind(button, withText ? ButtonKind::Normal : ButtonKind::Quiet);
    return button;
}

} // namespace

AgendaHeader::AgendaHeader(QSettings &settings, const QString &login, AppActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_login(login)
    , m_practitionerId(settings.value(u"agenda/%1/practitioner"_s.arg(login)).toString())
    , m_title(new TextLabel(TextSize::Title))
    , m_practitioner(new QComboBox)
    , m_show(new QComboBox)
    , m_search(new QLineEdit)
{
    m_title->setStrong(true);
    m_title->setMinimumWidth(120);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    layout->setSpacing(space::kMedium);
    layout->addWidget(m_title);
    layout->addWidget(createNavigation(actions));
    layout->addStretch(1);
    layout->addWidget(createFilters());
}

void AgendaHeader::setDate(const QDate &date, const QDate &today)
{
    //: The date at the top of the agenda, without the year, as QLocale writes formats
    const QString format = date.year() == today.year() ? tr("dddd d MMMM") : tr("ddd d MMM yyyy");
    m_title->setText(QLocale().toString(date, format));
}

void AgendaHeader::setPractitioners(const QList<PractitionerIdentity> &practitioners)
{
    const QSignalBlocker blocker(m_practitioner);
    m_practitioner->clear();
    m_practitioner->addItem(tr("All practitioners"), QString());
    for (const PractitionerIdentity &practitioner : practitioners)
        m_practitioner->addItem(practitioner.name, practitioner.id);
    m_practitioner->setCurrentIndex(std::max(0, m_practitioner->findData(m_practitionerId)));
    m_practitioner->setVisible(practitioners.size() > 1 || m_practitioner->currentIndex() > 0);
}

AgendaFilter AgendaHeader::filter() const
{
    return {m_practitioner->currentData().toString(),
            static_cast<AgendaFilter::Show>(m_show->currentData().toInt()), m_search->text().trimmed()};
}

void AgendaHeader::clearFilter()
{
    m_search->clear();
    m_show->setCurrentIndex(0);
    m_practitioner->setCurrentIndex(0);
    remember();
}

void AgendaHeader::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QWidget *AgendaHeader::createNavigation(AppActions &actions)
{
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(navigationButton(actions.previousDay, false));
    layout->addWidget(navigationButton(actions.today, true));
    layout->addWidget(navigationButton(actions.nextDay, false));
    return box;
}

QWidget *AgendaHeader::createFilters()
{
    m_practitioner->setAccessibleName(tr("Practitioner"));
    m_practitioner->setObjectName(u"practitionerFilter"_s);
    m_practitioner->setMaximumWidth(200);
    m_show->setAccessibleName(tr("Status"));
    m_show->setObjectName(u"statusFilter"_s);
    m_show->addItem(tr("Every status"), static_cast<int>(AgendaFilter::Show::All));
    m_show->addItem(tr("Still open"), static_cast<int>(AgendaFilter::Show::Open));
    m_show->addItem(tr("Waiting"), static_cast<int>(AgendaFilter::Show::Waiting));
    m_show->addItem(tr("In visit"), static_cast<int>(AgendaFilter::Show::InVisit));
    m_show->addItem(tr("Done or off"), static_cast<int>(AgendaFilter::Show::Done));
    const int shown = m_settings.value(u"agenda/%1/show"_s.arg(m_login)).toInt();
    m_show->setCurrentIndex(std::max(0, m_show->findData(shown)));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the day"));
    m_search->setObjectName(u"search"_s);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(Icon::Search), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(120);
    m_search->setMaximumWidth(180);
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_practitioner);
    layout->addWidget(m_show);
    layout->addWidget(m_search);
    connect(m_practitioner, &QComboBox::currentIndexChanged, this, &AgendaHeader::remember);
    connect(m_show, &QComboBox::currentIndexChanged, this, &AgendaHeader::remember);
    connect(m_search, &QLineEdit::textChanged, this, &AgendaHeader::filterChanged);
    return box;
}

void AgendaHeader::remember()
{
    m_practitionerId = m_practitioner->currentData().toString();
    m_settings.setValue(u"agenda/%1/practitioner"_s.arg(m_login), m_practitionerId);
    m_settings.setValue(u"agenda/%1/show"_s.arg(m_login), m_show->currentData());
    emit filterChanged();
}

} // namespace bedside
