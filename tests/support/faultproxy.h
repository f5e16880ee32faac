#pragma once

#include <QString>
#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace bedside::testing {

//! A wire between libpq clients and a PostgreSQL Unix socket that delays, freezes or breaks on demand.
//!
//! Reads just enough of the frontend/backend protocol 3.0 to tell requests and their ends apart. POSIX only.
//! Every member may be called from any thread.
class FaultProxy
{
public:
    enum class Cut {
        BeforeForward, //!< the request never reaches the server
        AfterCommit,   //!< the server finishes the request, the client never hears of it
    };

    //! Listens at once in a directory of its own and forwards to `upstreamDirectory`/.s.PGSQL.5432.
    explicit FaultProxy(const QString &upstreamDirectory);
    ~FaultProxy();
    Q_DISABLE_COPY_MOVE(FaultProxy)

    //! The directory to give libpq as host.
    QString host() const { return m_directory.path(); }

    //! Delay of every piece of data, in each direction.
    void setDelay(std::chrono::milliseconds eachWay);
    //! Breaks the connection that next sends a request containing `text`; once.
    void cutNext(Cut cut, QByteArray text);
    //! True once the cut asked for has happened.
    bool hasCut() const { return m_hasCut; }
    //! While frozen nothing passes in either direction; connections stay open.
    void setFrozen(bool frozen);
    //! Requests sent by clients since the last reset, a connection's start-up not counted.
    int requests() const { return m_requests; }
    void resetRequests() { m_requests = 0; }

private:
    struct Link;

    void acceptConnections();
    void pumpRequests(Link &link);
    void pumpAnswers(Link &link);
    bool forwardWhole(Link &link, QByteArray &stream, QByteArray &request, bool &startup);
    bool forwardRequest(Link &link, const QByteArray &request);
    bool pass(int fd, const QByteArray &data);

    QTemporaryDir m_directory;
    QString m_upstream;
    int m_listener = -1;
    std::atomic<int> m_requests = 0;
    std::atomic<bool> m_hasCut = false;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::chrono::milliseconds m_delay{0};
    bool m_frozen = false;
    bool m_stopping = false;
    bool m_cutArmed = false;
    Cut m_cut = Cut::BeforeForward;
    QByteArray m_cutText;
    std::list<Link> m_links;
    std::thread m_acceptor;
};

} // namespace bedside::testing
