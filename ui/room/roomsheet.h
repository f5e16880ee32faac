#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace bedside {

//! A question above the controls, asked without stopping anything. Escape or a click on Stay puts it away.
class RoomSheet : public QWidget
{
    Q_OBJECT

public:
    explicit RoomSheet(QWidget *parent = nullptr);

    //! "End the visit for everybody?"
    void askEnd();
    //! "Leave or end?", when the window is being closed. `canEnd`: the desktop is there.
    void askLeaveOrEnd(bool canEnd);
    //! A sentence without a choice.
    void tell(const QString &sentence);
    void putAway();

signals:
    void leaveChosen();
    void endChosen();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Choice { Stay, Leave, End };

    void ask(const QString &question, const QList<Choice> &choices);
    void add(Choice choice);

    QLabel *m_question;
    QHBoxLayout *m_buttons;
};

} // namespace bedside
