#pragma once

#include "core/ports/changefeed.h"
#include "ui/session.h"

#include <QTimer>
#include <QWidget>

#include <functional>

namespace bedside {

class StatusChip;
class TextLabel;

//! Bottom of the window: who is signed in, how current the screen is, and the time of the clinic.
class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    //! `session` must outlive the strip; `now` gives UTC.
    StatusStrip(const Session &session, std::function<QDateTime()> now, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();

    const Session &m_session;
    std::function<QDateTime()> m_now;
    TextLabel *m_who;
    StatusChip *m_state;
    TextLabel *m_clock;
    QTimer m_timer;
};

//! The state of the connection in words, with the age of what is on the screen.
QString feedSentence(ChangeFeed::State state, const QDateTime &current, const QDateTime &now);

} // namespace bedside
