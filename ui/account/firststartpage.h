#pragma once

#include <QWidget>

namespace bedside {

class MessageBar;
struct Error;

//! The first thing a new user sees: connect to a server, or try the sample clinic.
class FirstStartPage : public QWidget
{
    Q_OBJECT

public:
    explicit FirstStartPage(QWidget *parent = nullptr);

    void showProblem(const Error &error);

signals:
    void connectRequested();
    void tryRequested();

private:
    MessageBar *m_problem;
};

} // namespace bedside
