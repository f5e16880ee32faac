#pragma once

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace bedside {

//! Every command of the main window with its text, icon and keys, in one place.
class AppActions : public QObject
{
    Q_OBJECT

public:
    //! Adds the actions to `window`, so that their keys work in it. All start disabled but reload, shortcuts
    //! and quit.
    explicit AppActions(QWidget *window);

    QAction *primary = nullptr; //!< what the selected row offers
    QAction *joinNext = nullptr;
    QAction *instantVisit = nullptr;
    QAction *joinByCode = nullptr;
    QAction *search = nullptr;
    QAction *copyCode = nullptr;
    QAction *copyLink = nullptr;
    QAction *previousDay = nullptr;
    QAction *today = nullptr;
    QAction *nextDay = nullptr;
    QAction *agenda = nullptr;
    QAction *drawer = nullptr;
    QAction *reload = nullptr;
    QAction *shortcuts = nullptr;
    QAction *signOut = nullptr;
    QAction *quit = nullptr;

    //! In the order of the shortcut list.
    const QList<QAction *> &all() const { return m_all; }
    //! What needs somebody signed in.
    void setSignedIn(bool signedIn);

private:
    QAction *add(const QString &name, const QString &text, const QString &keys);

    QWidget *m_window;
    QList<QAction *> m_all;
};

} // namespace bedside
