#pragma once

#include <QDateTime>
#include <QListView>

namespace bedside {

class AgendaDelegate;

//! The list of the day with its "now" line. Enter, or a click on the action's word, asks for the row's
//! action.
class AgendaList : public QListView
{
    Q_OBJECT

public:
    explicit AgendaList(QWidget *parent = nullptr);

    AgendaDelegate &rowDelegate() { return *m_delegate; }
    //! Where the line is drawn, and what it says; a null `now` hides it.
    void setNow(const QDateTime &now, const QString &label);

signals:
    void actionTriggered(const QModelIndex &index);
    void currentRowChanged(const QModelIndex &index);
    //! The first painting that showed rows is done.
    void firstRowsPainted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    int nowLineY() const;
    void paintNowLine();

    AgendaDelegate *m_delegate;
    QDateTime m_now;
    QString m_nowLabel;
    bool m_painted = false;
};

} // namespace bedside
