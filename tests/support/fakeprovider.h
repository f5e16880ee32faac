#pragma once

#include <nlohmann/json.hpp>

#include <QString>
#include <QStringList>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace httplib {
class Server;
struct Request;
struct Response;
} // namespace httplib

namespace bedside::tests {

//! An HTTP server on 127.0.0.1 that behaves as the provider's documentation says, and misbehaves on demand.
//! Every method may be called from any thread.
class FakeProvider
{
public:
    //! How the next call goes wrong. Effect: whether the request was carried out before.
    enum class Fault {
        None,
        RateLimited,     //!< 429 with Retry-After: 7
        RateLimitedText, //!< 429 with the pause only in the message
        Failing,         //!< 500 without effect
        FailingAfter,    //!< 500 although it took effect
        Slow,            //!< an answer after 3 s
        NotJson,         //!< 200 and text
        WrongShape,      //!< 200 and JSON of another shape
        Huge,            //!< 200 and 8 MiB
        Redirect,        //!< 302 to itself
        Unauthorized,    //!< 401
        Forbidden,       //!< 403
        BadRequest,      //!< 400
        LostReply,       //!< takes effect, then the connection is cut
    };

    struct Room
    {
        QString id;
        QString name;
        QString templateId;
        bool enabled = true;
        bool inSession = false;
        int timesEnded = 0;
    };

    FakeProvider();
    ~FakeProvider();

    //! The api_endpoint to configure.
    QString endpoint() const;
    quint16 port() const { return m_port; }

    //! These faults, one per call, in this order; afterwards all goes well.
    void plan(std::vector<Fault> faults);
    //! Every n-th call goes wrong in this way; 0 stops it.
    void everyNth(int n, Fault fault);

    std::vector<Room> rooms() const;
    void openSession(const QString &roomId);
    //! "POST /v2/rooms" and so on, in order of arrival.
    QStringList calls() const;
    //! The Authorization header of the last call.
    QString lastAuthorization() const;

private:
    Fault nextFault();
    bool spoil(Fault fault, httplib::Response &answer);
    void serve(const httplib::Request &request, httplib::Response &answer);
    nlohmann::json carryOut(const std::string &path, const nlohmann::json &body, int &status);
    nlohmann::json createRoom(const nlohmann::json &body);
    nlohmann::json describe(const Room &room) const;

    std::unique_ptr<httplib::Server> m_server;
    std::thread m_thread;
    quint16 m_port = 0;

    mutable std::mutex m_mutex;
    std::map<std::string, Room> m_rooms; //!< by lower-case name
    std::vector<Fault> m_plan;
    int m_every = 0;
    Fault m_everyFault = Fault::None;
    int m_count = 0;
    QStringList m_calls;
    QString m_authorization;
    std::condition_variable m_wake;
    bool m_stopping = false;
};

} // namespace bedside::tests
