#include "app/sandbox/room/httplistener.h"

#include <httplib.h>

#include <chrono>
#include <optional>

namespace bedside::sandbox {

namespace {

constexpr std::size_t kThreads = 16;
constexpr std::size_t kLargestBody = 1024 * 1024;
constexpr std::chrono::seconds kLongestWait{60};

HttpRequest translated(const httplib::Request &in)
{
    HttpRequest request;
    request.method = QByteArray::fromStdString(in.method);
    request.path = QString::fromStdString(in.path);
    for (const auto &[name, value] : in.params)
        request.query.addQueryItem(QString::fromStdString(name), QString::fromStdString(value));
    for (const auto &[name, value] : in.headers)
        request.headers.insert(QByteArray::fromStdString(name).toLower(), QByteArray::fromStdString(value));
    request.body = QByteArray::fromStdString(in.body);
    return request;
}

void write(const HttpResponse &response, httplib::Response &out)
{
    out.status = response.status;
    for (const auto &[name, value] : response.headers)
        out.set_header(name.toStdString(), value.toStdString());
    if (response.cutOff) {
        const auto announced = static_cast<std::size_t>(response.body.size()) + 64;
        out.set_content_provider(announced, response.contentType.toStdString(),
                                 [](std::size_t, std::size_t, httplib::DataSink &) { return false; });
    } else if (response.status != 204) {
        out.set_content(response.body.toStdString(), response.contentType.toStdString());
    }
}

} // namespace

struct HttpListener::Exchange
{
    std::mutex mutex;
    std::condition_variable changed;
    bool closing = false;
};

HttpListener::HttpListener(QObject *context, Handler handler)
    : m_context(context)
    , m_handler(std::move(handler))
    , m_exchange(std::make_shared<Exchange>())
    , m_server(std::make_unique<httplib::Server>())
{
    m_server->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    // The library's default would let two services share one port without a word.
    m_server->set_socket_options([](socket_t socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, reinterpret_cast<const char *>(&yes), sizeof yes);
    });
    m_server->set_payload_max_length(kLargestBody);
    m_server->set_tcp_nodelay(true);
    m_server->set_keep_alive_max_count(1);
    m_server->set_keep_alive_timeout(1);
    const auto serveOne = [this](const httplib::Request &in, httplib::Response &out) { serve(in, out); };
    // Without a stated length there is no body; the library would wait for one.
    m_server->set_pre_routing_handler([serveOne](const httplib::Request &in, httplib::Response &out) {
        if (in.has_header("Content-Length") || in.has_header("Transfer-Encoding"))
            return httplib::Server::HandlerResponse::Unhandled;
        serveOne(in, out);
        return httplib::Server::HandlerResponse::Handled;
    });
    m_server->Get(".*", serveOne);
    m_server->Post(".*", serveOne);
    m_server->Put(".*", serveOne);
    m_server->Delete(".*", serveOne);
    m_server->Options(".*", serveOne);
}

HttpListener::~HttpListener()
{
    {
        const std::lock_guard lock(m_exchange->mutex);
        m_exchange->closing = true;
    }
    m_exchange->changed.notify_all();
    m_server->stop();
    if (m_thread.joinable())
        m_thread.join();
}

quint16 HttpListener::start(quint16 port)
{
    const std::string host = "127.0.0.1";
    int bound = port;
    if (port == 0)
        bound = m_server->bind_to_any_port(host);
    else if (!m_server->bind_to_port(host, port))
        bound = 0;
    if (bound <= 0)
        return 0;
    m_thread = std::thread([this] { m_server->listen_after_bind(); });
    while (!m_server->is_running())
        std::this_thread::yield();
    return static_cast<quint16>(bound);
}

void HttpListener::serve(const httplib::Request &in, httplib::Response &out)
{
    struct Answer
    {
        std::optional<HttpResponse> response;
    };
    const auto answer = std::make_shared<Answer>();
    HttpReply::Deliver deliver = [answer, exchange = m_exchange](HttpResponse response) {
        {
            const std::lock_guard lock(exchange->mutex);
            answer->response = std::move(response);
        }
        exchange->changed.notify_all();
    };
    // Only the handler holds the reply, so that dropping it answers; nothing of ours, so that it may outlive
    // us.
    auto call = [handler = m_handler, request = translated(in), reply = HttpReply(std::move(deliver))] {
        handler(request, reply);
    };
    QMetaObject::invokeMethod(m_context, std::move(call), Qt::QueuedConnection);

    std::unique_lock lock(m_exchange->mutex);
    m_exchange->changed.wait_for(lock, kLongestWait,
                                 [&] { return answer->response.has_value() || m_exchange->closing; });
    if (answer->response)
        write(*answer->response, out);
    else
        write(HttpResponse::error(503, "no answer in time"), out);
}

} // namespace bedside::sandbox
