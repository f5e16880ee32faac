#pragma once

#include "app/sandbox/room/http.h"

#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace httplib {
class Server;
struct Request;
struct Response;
} // namespace httplib

namespace bedside::sandbox {

//! Threads and socket of the HTTP library; hands every request to the owner's thread and waits for its reply.
class HttpListener
{
public:
    using Handler = std::function<void(const HttpRequest &, const HttpReply &)>;

    //! `handler` is called on the thread of `context`, which must outlive this object.
    HttpListener(QObject *context, Handler handler);
    //! Stops listening and breaks waiting requests off.
    ~HttpListener();
    HttpListener(const HttpListener &) = delete;
    HttpListener &operator=(const HttpListener &) = delete;

    //! Binds to 127.0.0.1 and serves; the port, or 0 when it is taken.
    quint16 start(quint16 port);

private:
    struct Exchange;

    void serve(const httplib::Request &in, httplib::Response &out);

    QObject *m_context;
    Handler m_handler;
    std::shared_ptr<Exchange> m_exchange;
    std::unique_ptr<httplib::Server> m_server;
    std::thread m_thread;
};

} // namespace bedside::sandbox
