#pragma once

#include <QDateTime>
#include <QObject>
#include <QStringList>

namespace bedside {

//! Hints that something changed; never the truth. Lives on the GUI thread.
class ChangeFeed : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    enum class State { Connecting, Live, Lost };
    Q_ENUM(State)

    virtual State state() const = 0;
    //! When the server was last known to be reachable over the feed (UTC); null before the first time.
    virtual QDateTime lastAlive() const = 0;

signals:
    //! Ids of visits or appointments to read again; hints within 50 ms arrive together.
    void changed(const QStringList &ids);
    //! Everything may have changed (connected or connected again): read all.
    void resynced();
    void stateChanged(bedside::ChangeFeed::State state);
};

} // namespace bedside
