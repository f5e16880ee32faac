#include "app/sandbox/room/http.h"

#include <nlohmann/json.hpp>

#include <atomic>

namespace bedside::sandbox {

QByteArray HttpRequest::bearer() const
{
    const QByteArray value = headers.value("authorization");
    return value.startsWith("Bearer ") ? value.sliced(7).trimmed() : QByteArray();
}

HttpResponse HttpResponse::content(const QByteArray &contentType, const QByteArray &body)
{
    HttpResponse response;
    response.contentType = contentType;
    response.body = body;
    return response;
}

HttpResponse HttpResponse::error(int status, const QByteArray &message)
{
    const nlohmann::json document{
        {"code", status}, {"message", message.toStdString()}, {"details", nlohmann::json::array()}};
    HttpResponse response;
    response.status = status;
    response.body = QByteArray::fromStdString(document.dump());
    return response;
}

struct HttpReply::State
{
    explicit State(Deliver function)
        : deliver(std::move(function))
    {
    }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State() { answer(HttpResponse::error(500, "no answer")); }

    void answer(HttpResponse response)
    {
        if (!answered.exchange(true))
            deliver(std::move(response));
    }

    Deliver deliver;
    std::atomic<bool> answered = false;
};

HttpReply::HttpReply(Deliver deliver)
    : m_state(std::make_shared<State>(std::move(deliver)))
{
}

void HttpReply::operator()(HttpResponse response) const
{
    m_state->answer(std::move(response));
}

} // namespace bedside::sandbox
