#include "ui/appactions.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace bedside {

AppActions::AppActions(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    primary = add(u"primary"_s, tr("Do what the selected row offers"), u"Ctrl+Return"_s);
    joinNext = add(u"joinNext"_s, tr("Join or start the next visit"), u"Ctrl+J"_s);
    instantVisit = add(u"instantVisit"_s, tr("Instant visit"), u"Ctrl+I"_s);
    joinByCode = add(u"joinByCode"_s, tr("Join by code"), u"Ctrl+G"_s);
    search = add(u"search"_s, tr("Search the day"), u"Ctrl+F"_s);
    copyCode = add(u"copyCode"_s, tr("Copy the join code"), u"Ctrl+Shift+C"_s);
    copyLink = add(u"copyLink"_s, tr("Copy the join link"), u"Ctrl+Shift+L"_s);
    previousDay = add(u"previousDay"_s, tr("Previous day"), u"Alt+Left"_s);
    today = add(u"today"_s, tr("Today"), u"Ctrl+T"_s);
    nextDay = add(u"nextDay"_s, tr("Next day"), u"Alt+Right"_s);
    agenda = add(u"agenda"_s, tr("Agenda"), u"Ctrl+1"_s);
    drawer = add(u"drawer"_s, tr("Show or hide details"), u"F4"_s);
    reload = add(u"reload"_s, tr("Read again from the server"), u"F5"_s);
    shortcuts = add(u"shortcuts"_s, tr("Keyboard shortcuts"), u"F1"_s);
    signOut = add(u"signOut"_s, tr("Sign out"), u"Ctrl+Shift+Q"_s);
    quit = add(u"quit"_s, tr("Quit"), u"Ctrl+Q"_s);

    instantVisit->setIcon(themeIcon(Icon::Bolt));
    joinByCode->setIcon(themeIcon(Icon::Hash));
    copyCode->setIcon(themeIcon(Icon::Copy));
    copyLink->setIcon(themeIcon(Icon::Link));
    previousDay->setIcon(themeIcon(Icon::ChevronLeft));
    nextDay->setIcon(themeIcon(Icon::ChevronRight));
    copyCode->setIconText(tr("Copy code"));
    copyLink->setIconText(tr("Copy link"));
    agenda->setIconText(tr("Agenda"));
    instantVisit->setIconText(tr("Instant"));
    joinByCode->setIconText(tr("By code"));
    shortcuts->setIconText(tr("Keys"));
    agenda->setIcon(themeIcon(Icon::Agenda));
    drawer->setIcon(themeIcon(Icon::Panel));
    reload->setIcon(themeIcon(Icon::Refresh));
    shortcuts->setIcon(themeIcon(Icon::Keyboard));
    signOut->setIcon(themeIcon(Icon::SignOut));
    setSignedIn(false);
}

void AppActions::setSignedIn(bool signedIn)
{
    for (QAction *action : std::as_const(m_all))
        if (action != shortcuts && action != quit)
            action->setEnabled(signedIn);
    for (QAction *action : {primary, joinNext, copyCode, copyLink})
        action->setEnabled(false);
}

QAction *AppActions::add(const QString &name, const QString &text, const QString &keys)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(QKeySequence(keys));
    action->setToolTip(u"%1 (%2)"_s.arg(text, action->shortcut().toString(QKeySequence::NativeText)));
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

} // namespace bedside
