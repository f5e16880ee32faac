#pragma once

#include "ui/theme/icons.h"

#include <QWidget>

class QPushButton;

namespace bedside {

class TextLabel;

//! What a page shows instead of content: what it is, why, and the one thing to do next.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    //! Without `button` nothing is offered.
    void setContent(Icon icon, const QString &title, const QString &text, const QString &button = {});
    QString title() const;
    QString text() const;

signals:
    void triggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Icon m_icon = Icon::Info;
    QWidget *m_picture;
    TextLabel *m_title;
    TextLabel *m_text;
    QPushButton *m_button;
};

} // namespace bedside
