#include "ui/visit/instantvisitdialog.h"

#include "core/ports/agendastore.h"
#include "ui/agenda/identitycard.h"
#include "ui/errortext.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/textlabel.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kTypingPauseMs = 200;

} // namespace

InstantVisitDialog::InstantVisitDialog(AgendaStore &store, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_search(new QLineEdit)
    , m_list(new QListWidget)
    , m_note(new TextLabel(TextSize::Body, ColorRole::MutedText))
{
    setObjectName(u"instantVisit"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Instant visit"));
    m_delay.setSingleShot(true);
    m_delay.setInterval(kTypingPauseMs);
    m_search->setObjectName(u"patientSearch"_s);
    m_search->setPlaceholderText(tr("Name, record number or birth date"));
    m_search->setAccessibleName(tr("Search a patient"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(u"patients"_s);
    m_list->setAccessibleName(tr("Patients found"));
    m_list->setMinimumHeight(200);
    m_note->setText(tr("A visit without an appointment. Pick the patient, or start without one."));
    m_note->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Start without a patient"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(u"start"_s);
    m_start->setDefault(true);
    setButtonKind(m_start, ButtonKind::Primary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kXLarge, space::kXLarge, space::kXLarge, space::kLarge);
    layout->setSpacing(space::kMedium);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_note, m_search, m_list, buttons})
        layout->addWidget(widget);
    setMinimumWidth(460);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &InstantVisitDialog::choose);
    connect(m_search, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(&m_delay, &QTimer::timeout, this, &InstantVisitDialog::search);
    connect(m_list, &QListWidget::currentRowChanged, this, &InstantVisitDialog::updateButton);
    connect(m_list, &QListWidget::itemActivated, this, &InstantVisitDialog::choose);
}

void InstantVisitDialog::search()
{
    const QString text = m_search->text().trimmed();
    const quint64 number = ++m_number;
    if (text.isEmpty()) {
        showPatients({});
        return;
    }
    m_store.findPatients(text, {this, [this, number](const Result<QList<PatientIdentity>> &answer) {
                                    if (number != m_number)
                                        return;
                                    if (answer)
                                        showPatients(*answer);
                                    else
                                        m_note->setText(errorText(answer.error()).whole());
                                }});
}

void InstantVisitDialog::showPatients(const QList<PatientIdentity> &patients)
{
    m_patients = patients;
    m_list->clear();
    for (const PatientIdentity &patient : patients) {
        QString line = patient.name + u" · "_s + birthLine(patient, QDate::currentDate());
        if (!patient.recordNumber.isEmpty())
            line += u" · "_s + patient.recordNumber;
        m_list->addItem(line);
    }
    if (patients.size() == 1)
        m_list->setCurrentRow(0);
    m_note->setText(patients.isEmpty() && !m_search->text().trimmed().isEmpty()
                        ? tr("Nobody found. You can start without a patient.")
                        : tr("A visit without an appointment. Pick the patient, or start without one."));
    updateButton();
}

void InstantVisitDialog::choose()
{
    const int row = m_list->currentRow();
    if (row >= 0 && row < m_patients.size())
        emit chosen(m_patients.at(row));
    else
        emit chosen(std::nullopt);
    accept();
}

void InstantVisitDialog::updateButton()
{
    const int row = m_list->currentRow();
    const bool picked = row >= 0 && row < m_patients.size();
    m_start->setText(picked ? tr("Start with %1").arg(m_patients.at(row).name)
                            : tr("Start without a patient"));
}

} // namespace bedside
