#pragma once

#include "core/base/error.h"
#include "ui/models/agendarow.h"
#include "ui/session.h"

#include <QDate>
#include <QTimer>
#include <QWidget>

#include <functional>

class QSettings;
class QStackedWidget;

namespace bedside {

class AgendaHeader;
class AgendaList;
class AgendaModel;
class AgendaProxy;
class AppActions;
class EmptyState;
class MessageBar;
class Prompts;
class Skeleton;
class VisitDesk;
class VisitDrawer;

//! What the page needs besides the session; all must outlive it.
struct PageContext
{
    AppActions &actions;
    Prompts &prompts;
    QSettings &settings;
    std::function<QDateTime()> now; //!< UTC
};

//! The day: its list, the details of the selected row, and the states in which there is no list.
class AgendaPage : public QWidget
{
    Q_OBJECT

public:
    AgendaPage(const Session &session, VisitDesk &desk, PageContext context, QWidget *parent = nullptr);

    void showDate(const QDate &date);
    QDate date() const { return m_date; }
    //! Selects the row of a visit, also when it comes later.
    void selectVisit(const QUuid &visit);

signals:
    //! The first painting with rows is done.
    void firstRowsPainted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void createModels();
    void createLayout();
    void connectActions();
    void connectModels();
    void moveClock();
    void applyFilter();
    void showState();
    void showPractitioners();
    void showSelection();
    void keepSelection();
    void select(int row);
    void markNext();
    void showFailure(const Error &error);
    void actOn(const QModelIndex &index);
    void actOnSelected();
    void joinNext();
    void copy(bool link);
    const AgendaEntry *entryOf(const QModelIndex &index) const;
    QDateTime now() const { return m_context.now(); }
    QDate today() const;

    const Session &m_session;
    VisitDesk &m_desk;
    PageContext m_context;
    QTimeZone m_zone;
    QDate m_date;
    QString m_selectedKey;
    QUuid m_wantedVisit;
    bool m_hasFailed = false;
    bool m_drawerForced = false; //!< shown although the window is narrow, or hidden although it is wide
    bool m_isNarrow = false;
    AgendaModel *m_model = nullptr;
    AgendaProxy *m_proxy = nullptr;
    AgendaHeader *m_header = nullptr;
    QStackedWidget *m_stack = nullptr;
    AgendaList *m_list = nullptr;
    Skeleton *m_skeleton = nullptr;
    EmptyState *m_empty = nullptr;
    VisitDrawer *m_drawer = nullptr;
    QTimer m_clock;
};

} // namespace bedside
