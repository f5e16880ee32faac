#pragma once

#include "core/visit/visit.h"

#include <QWidget>

class QToolButton;

namespace bedside {

class AppActions;
class TextLabel;

//! The code and link that let the patient in, ready to be read out or copied, and how far the room is.
class TelehealthBlock : public QWidget
{
    Q_OBJECT

public:
    explicit TelehealthBlock(AppActions &actions, QWidget *parent = nullptr);

    //! Nothing for an ended visit: its code no longer works.
    void setVisit(const std::optional<Visit> &visit);

private:
    TextLabel *m_code;
    TextLabel *m_link;
    TextLabel *m_room;
    QWidget *m_buttons;
};

//! How far the provider's room is, as a sentence.
QString roomSentence(const Visit &visit);

} // namespace bedside
