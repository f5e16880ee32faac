#pragma once

#include "ui/theme/colorroles.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace bedside {

//! A bar across the page that says one thing and offers what to do about it. Hidden until shown.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Info, Good, Warning, Error };

    explicit MessageBar(QWidget *parent = nullptr);

    //! Shows the text without buttons; also read out by screen readers.
    void showMessage(Kind kind, const QString &text);
    //! Adds a button to what is shown; the bar stays until the caller hides it.
    QPushButton *addButton(const QString &text, bool primary = false);
    //! Adds a button that hides the bar.
    void addDismiss();
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QWidget *m_icon;
    QHBoxLayout *m_buttons;
    QLabel *m_text;
    Kind m_kind = Kind::Info;
};

} // namespace bedside
