#pragma once

#include "core/ports/changefeed.h"
#include "core/settings/connectionsettings.h"

#include <QStringList>
#include <QTimer>

#include <chrono>
#include <memory>

namespace bedside::db {

class Link;

//! Listens on the organization's channel with a session and a thread of its own. When the session breaks or
//! the server stops answering, it is thrown away and a new one is made after a pause; each new session begins
//! with resynced(), because what was said meanwhile is lost.
class PgChangeFeed final : public ChangeFeed
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds gather{50};        //!< hints this close together are one signal
        std::chrono::milliseconds heartbeat{10'000}; //!< the server is asked for a sign of life this often
        std::chrono::milliseconds silence{8'000};    //!< and given up after this long without an answer
        std::chrono::milliseconds firstPause{200};   //!< before connecting again; doubles up to mostPause
        std::chrono::milliseconds mostPause{10'000};
    };

    explicit PgChangeFeed(ConnectionSettings settings, QObject *parent = nullptr);
    PgChangeFeed(ConnectionSettings settings, Times times, QObject *parent = nullptr);
    ~PgChangeFeed() override;

    State state() const override { return m_state; }
    QDateTime lastAlive() const override { return m_lastAlive; }

private:
    struct World;

    static void work(const std::shared_ptr<World> &world);
    static void listen(World &world);
    static void follow(World &world, Link &link);
    static bool pause(World &world, std::chrono::milliseconds pause);
    template<typename Function>
    static void tell(World &world, Function function);

    void alive();
    void connected();
    void lost();
    void hinted(const QStringList &ids);
    void watch();
    void setState(State state);

    std::shared_ptr<World> m_world;
    Times m_times;
    State m_state = State::Connecting;
    QDateTime m_lastAlive;
    QStringList m_gathered;
    QTimer m_gather;
    QTimer m_watch;
};

} // namespace bedside::db
