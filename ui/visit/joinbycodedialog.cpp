#include "ui/visit/joinbycodedialog.h"

#include "ui/agenda/peoplelist.h"
#include "ui/errortext.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/visit/visitdesk.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bedside {

JoinByCodeDialog::JoinByCodeDialog(VisitDesk &desk, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_code(new QLineEdit)
    , m_name(new QLineEdit)
    , m_kind(new QComboBox)
    , m_problem(new TextLabel(TextSize::Body, ColorRole::Danger))
{
    setObjectName(u"joinByCode"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Join by code"));
    m_code->setObjectName(u"codeField"_s);
    m_code->setPlaceholderText(u"ABCDE FGHJK"_s);
    m_code->setMaxLength(40);
    m_name->setObjectName(u"nameField"_s);
    m_name->setMaxLength(120);
    for (const ParticipantKind kind : {ParticipantKind::Patient, ParticipantKind::Family,
                                       ParticipantKind::Interpreter, ParticipantKind::Guest})
        m_kind->addItem(kindWord(kind), static_cast<int>(kind));
    m_kind->setObjectName(u"kindField"_s);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *explanation = new TextLabel(TextSize::Body, ColorRole::MutedText);
    explanation->setText(tr("The person comes into the waiting room of the visit with this code."));
    explanation->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_send = buttons->addButton(tr("Put into the waiting room"), QDialogButtonBox::ActionRole);
    m_send->setObjectName(u"send"_s);
    m_send->setDefault(true);
    setButtonKind(m_send, ButtonKind::Primary);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(space::kXLarge, space::kXLarge, space::kXLarge, space::kLarge);
    form->setSpacing(space::kMedium);
    form->addRow(explanation);
    form->addRow(tr("Code"), m_code);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("This is the"), m_kind);
    form->addRow(m_problem);
    form->addRow(buttons);
    setMinimumWidth(420);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &JoinByCodeDialog::send);
    connect(m_code, &QLineEdit::textChanged, this, &JoinByCodeDialog::updateButton);
    connect(m_name, &QLineEdit::textChanged, this, &JoinByCodeDialog::updateButton);
    connect(&desk, &VisitDesk::succeeded, this, [this] {
        if (m_sent)
            accept();
    });
    connect(&desk, &VisitDesk::failed, this, [this](const QString &key, const Error &error) {
        if (m_sent && key.isEmpty())
            showProblem(error);
    });
    updateButton();
}

void JoinByCodeDialog::send()
{
    const QString code = normalizedJoinCode(m_code->text());
    if (code.isEmpty()) {
        showProblem({ErrorCode::Invalid, u"code.malformed"_s, {}});
        m_code->setFocus();
        return;
    }
    m_sent = true;
    m_problem->hide();
    m_send->setEnabled(false);
    m_desk.arrive(code, m_name->text().trimmed(),
                  static_cast<ParticipantKind>(m_kind->currentData().toInt()));
}

void JoinByCodeDialog::showProblem(const Error &error)
{
    m_sent = false;
    m_problem->setText(errorText(error).whole());
    m_problem->show();
    updateButton();
}

void JoinByCodeDialog::updateButton()
{
    m_send->setEnabled(!m_sent && !m_code->text().trimmed().isEmpty() && !m_name->text().trimmed().isEmpty());
}

} // namespace bedside
