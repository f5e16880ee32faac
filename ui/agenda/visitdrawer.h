#pragma once

#include "core/ports/agendastore.h"
#include "ui/models/agendarow.h"
#include "ui/session.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace bedside {

class AppActions;
class IdentityCard;
class PeopleList;
class Prompts;
class StatusChip;
class TelehealthBlock;
class TextLabel;
class TimelineList;
class VisitDesk;

//! Everything about the selected row, and what can be done with it.
class VisitDrawer : public QWidget
{
    Q_OBJECT

public:
    //! All references must outlive the drawer.
    VisitDrawer(const Session &session, AppActions &actions, VisitDesk &desk, Prompts &prompts,
                QWidget *parent = nullptr);

    //! Shows the entry as it is at the moment of `context`.
    void setEntry(const AgendaEntry &entry, const RowContext &context);
    //! Nothing is selected.
    void clear();
    //! Follows the desk's progress for the row shown.
    void showProgress(const QString &key);

    static constexpr int kWidth = 360;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *createHead();
    QWidget *createContent(AppActions &actions);
    QWidget *createFooter(AppActions &actions);
    QPushButton *addFooterButton(const QString &name, const QString &text, void (VisitDrawer::*handler)());
    void showButtons();
    void readTimeline();
    void askEnd();
    void askCancel();
    void askNoShow();
    void letSamplePatientJoin();

    const Session &m_session;
    VisitDesk &m_desk;
    Prompts &m_prompts;
    std::optional<AgendaEntry> m_entry;
    RowContext m_context;
    AgendaRow m_row;
    quint64 m_timelineNumber = 0;
    std::optional<Visit> m_timelineVisit; //!< as it was when the timeline was read

    QWidget *m_nothing;
    QWidget *m_body;
    TextLabel *m_name;
    StatusChip *m_chip;
    IdentityCard *m_identity;
    TextLabel *m_appointment;
    TelehealthBlock *m_telehealth;
    PeopleList *m_people;
    TextLabel *m_timelineTitle;
    TimelineList *m_timeline;
    TextLabel *m_progress;
    QPushButton *m_primary;
    QVBoxLayout *m_footer = nullptr;
    QPushButton *m_prepare;
    QPushButton *m_sample;
    QPushButton *m_noShow;
    QPushButton *m_cancel;
    QPushButton *m_end;
};

} // namespace bedside
