#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace bedside {

//! What to do with an asynchronous answer, bound to the object that waits for it.
//!
//! If the receiver is destroyed before the answer comes, the answer is dropped. May be copied and carried on
//! any thread, but is called only on the receiver's thread (a QPointer must be read there; QFuture::then
//! with a dead context asserts in Qt 6.4).
template<typename T>
class Continuation
{
public:
    using Function = std::function<void(Result<T>)>;

    //! `receiver` must not be null and must live on the thread that will call the continuation.
    Continuation(QObject *receiver, Function function)
        : m_receiver(receiver)
        , m_function(std::move(function))
    {
    }

    //! Delivers the answer. Receiver's thread only.
    void operator()(Result<T> answer) const
    {
        if (m_receiver)
            m_function(std::move(answer));
    }

private:
    QPointer<QObject> m_receiver;
    Function m_function;
};

} // namespace bedside
