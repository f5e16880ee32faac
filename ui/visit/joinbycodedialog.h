#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace bedside {

class TextLabel;
class VisitDesk;
struct Error;

//! Records that somebody with a join code is here. Never a practitioner: that comes from the sign-in.
class JoinByCodeDialog : public QDialog
{
    Q_OBJECT

public:
    //! `desk` must outlive the dialog.
    explicit JoinByCodeDialog(VisitDesk &desk, QWidget *parent = nullptr);

private:
    void send();
    void showProblem(const Error &error);
    void updateButton();

    VisitDesk &m_desk;
    QLineEdit *m_code;
    QLineEdit *m_name;
    QComboBox *m_kind;
    TextLabel *m_problem;
    QPushButton *m_send;
    bool m_sent = false;
};

} // namespace bedside
