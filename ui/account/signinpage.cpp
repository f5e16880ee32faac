#include "ui/account/signinpage.h"

#include "ui/errortext.h"
#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/textlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kFormWidth = 420;

} // namespace

SignInPage::SignInPage(QWidget *parent)
    : QWidget(parent)
    , m_problem(new MessageBar(this))
{
    m_problem->setObjectName(u"signInProblem"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(createForm(), 0, Qt::AlignHCenter);
    layout->addStretch(2);
}

void SignInPage::setConnection(const ConnectionSettings &connection, bool remembered)
{
    m_connection = connection;
    m_host->setText(connection.host);
    m_port->setText(connection.port);
    m_database->setText(connection.database);
    m_user->setText(connection.user);
    m_password->setText(connection.password);
    m_remember->setChecked(remembered);
    QLineEdit *first = connection.user.isEmpty() ? m_user : m_password;
    first->setFocus();
}

void SignInPage::setBusy(bool busy)
{
    m_send->setEnabled(!busy);
    m_send->setText(busy ? tr("Signing in…") : tr("Sign in"));
    if (busy)
        m_problem->hide();
}

void SignInPage::showProblem(const Error &error)
{
    setBusy(false);
    m_problem->showMessage(MessageBar::Kind::Error, errorText(error).whole());
    m_password->setFocus();
    m_password->selectAll();
}

QWidget *SignInPage::createForm()
{
    auto *form = new QWidget;
    form->setFixedWidth(kFormWidth);
    auto *title = new TextLabel(TextSize::Title);
    title->setStrong(true);
    title->setText(tr("Sign in"));
    auto *layout = new QVBoxLayout(form);
    layout->setSpacing(space::kTight);
    layout->addWidget(title);
    layout->addSpacing(space::kMedium);
    m_host = addField(layout, u"host"_s, tr("Server"));
    m_port = addField(layout, u"port"_s, tr("Port"));
    m_database = addField(layout, u"database"_s, tr("Database"));
    m_user = addField(layout, u"user"_s, tr("Login"));
    m_password = addField(layout, u"password"_s, tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_remember = new QCheckBox(tr("Keep the password in this computer's keychain"));
    m_remember->setObjectName(u"remember"_s);
    m_send = new QPushButton;
    m_send->setObjectName(u"signIn"_s);
    setButtonKind(m_send, ButtonKind::Primary);
    auto *back = new QPushButton(tr("Back"));
    setButtonKind(back, ButtonKind::Quiet);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch(1);
    buttons->addWidget(m_send);
    layout->addWidget(m_remember);
    layout->addSpacing(space::kMedium);
    layout->addLayout(buttons);
    connect(m_send, &QPushButton::clicked, this, &SignInPage::send);
    connect(back, &QPushButton::clicked, this, &SignInPage::backRequested);
    setBusy(false);
    return form;
}

QLineEdit *SignInPage::addField(QVBoxLayout *layout, const QString &name, const QString &label)
{
    auto *caption = new TextLabel(TextSize::Caption, ColorRole::MutedText);
    caption->setText(label);
    auto *field = new QLineEdit;
    field->setObjectName(name);
    field->setAccessibleName(label);
    caption->setBuddy(field);
    layout->addWidget(caption);
    layout->addWidget(field);
    layout->addSpacing(space::kTight);
    connect(field, &QLineEdit::returnPressed, this, &SignInPage::send);
    return field;
}

void SignInPage::send()
{
    if (!m_send->isEnabled())
        return;
    m_connection.host = m_host->text().trimmed();
    m_connection.port = m_port->text().trimmed();
    m_connection.database = m_database->text().trimmed();
    m_connection.user = m_user->text().trimmed();
    m_connection.password = m_password->text();
    setBusy(true);
    emit signInRequested(m_connection, m_remember->isChecked());
}

} // namespace bedside
