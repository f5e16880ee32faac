#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace bedside {

//! A question before something that cannot be taken back.
struct Question
{
    QString title;
    QString text;
    QString yes; //!< what happens, as a verb: "End visit"
    bool isDangerous = false;
};

//! Asks the person. Never blocks: the answer comes later, on the same thread, unless `parent` is destroyed
//! before. The only place that makes message boxes, so that tests can answer instead.
class Prompts
{
public:
    virtual ~Prompts() = default;

    //! Calls `then` only for yes.
    virtual void confirm(QWidget *parent, const Question &question, std::function<void()> then) = 0;
    //! Asks for one line of text, not empty; calls `then` only when it was given.
    virtual void askText(QWidget *parent, const Question &question, const QString &label,
                         std::function<void(const QString &)> then) = 0;
};

//! Prompts in windows.
class DialogPrompts final : public Prompts
{
public:
    void confirm(QWidget *parent, const Question &question, std::function<void()> then) override;
    void askText(QWidget *parent, const Question &question, const QString &label,
                 std::function<void(const QString &)> then) override;
};

} // namespace bedside
