#pragma once

#include <QList>
#include <QWidget>

class QListWidget;

namespace bedside {

class MessageBar;
struct Error;

//! Somebody of the sample clinic to sign in as.
struct SamplePerson
{
    QString login;
    QString display;
    QString kind; //!< practitioner, front-desk, administrator, …
    QString organization;
};

//! Picks whom to be in the sample clinic.
class SamplePeoplePage : public QWidget
{
    Q_OBJECT

public:
    explicit SamplePeoplePage(QWidget *parent = nullptr);

    void setPeople(const QList<SamplePerson> &people);
    void showProblem(const Error &error);

signals:
    void chosen(const QString &login);
    void backRequested();

private:
    QWidget *createColumn();
    void choose();

    QList<SamplePerson> m_people;
    MessageBar *m_problem;
    QListWidget *m_list;
};

//! The duty as a word of the practice.
QString dutyWord(const QString &kind);

} // namespace bedside
