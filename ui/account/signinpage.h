#pragma once

#include "core/base/error.h"
#include "core/settings/connectionsettings.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace bedside {

class MessageBar;

//! Server, database, login and password.
class SignInPage : public QWidget
{
    Q_OBJECT

public:
    explicit SignInPage(QWidget *parent = nullptr);

    //! Fills the fields; the person may change each.
    void setConnection(const ConnectionSettings &connection, bool remembered);
    //! While signing in, nothing can be sent twice.
    void setBusy(bool busy);
    void showProblem(const Error &error);

signals:
    //! `remember`: keep the password in the keychain of this computer.
    void signInRequested(const bedside::ConnectionSettings &connection, bool remember);
    void backRequested();

private:
    QWidget *createForm();
    QLineEdit *addField(QVBoxLayout *layout, const QString &name, const QString &label);
    void send();

    ConnectionSettings m_connection;
    MessageBar *m_problem;
    QLineEdit *m_host = nullptr;
    QLineEdit *m_port = nullptr;
    QLineEdit *m_database = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
    QCheckBox *m_remember = nullptr;
    QPushButton *m_send = nullptr;
};

} // namespace bedside
