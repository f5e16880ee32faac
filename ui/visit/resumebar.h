#pragma once

#include "core/visit/visit.h"
#include "ui/session.h"
#include "ui/widgets/messagebar.h"

#include <functional>

namespace bedside {

class VisitDesk;

//! "You are still with A. B., 12 min: Rejoin / End", after a crash or on another computer.
class ResumeBar : public MessageBar
{
    Q_OBJECT

public:
    //! All references must outlive the bar; `now` gives UTC.
    ResumeBar(const Session &session, VisitDesk &desk, std::function<QDateTime()> now,
              QWidget *parent = nullptr);

    //! Takes back a room that outlived its desktop without a word; otherwise looks for open visits.
    void look();

private:
    void offer(const QList<Visit> &visits);
    void showOffer();
    void hideWhenOver(const Visit &visit);
    QString sentence() const;

    const Session &m_session;
    VisitDesk &m_desk;
    std::function<QDateTime()> m_now;
    std::optional<Visit> m_visit;
};

//! "A. B." of a name written in any script.
QString initials(const QString &name);

} // namespace bedside
