#pragma once

#include <QWidget>

class QAction;
class QVBoxLayout;

namespace bedside {

//! The left edge, labelled with the actions' short texts: the pages there are, what can be begun from
//! anywhere, help and sign-out.
class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);

    void addPage(QAction *action);
    void addTask(QAction *action);
    void addBottom(QAction *action);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *createButton(QAction *action);

    QVBoxLayout *m_pages;
    QVBoxLayout *m_tasks;
    QVBoxLayout *m_bottom;
};

} // namespace bedside
