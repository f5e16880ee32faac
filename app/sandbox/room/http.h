#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <utility>

namespace bedside::sandbox {

//! One HTTP request as a route handler sees it.
struct HttpRequest
{
    QByteArray method; //!< upper case
    QString path;      //!< decoded, without the query
    QUrlQuery query;
    QHash<QByteArray, QByteArray> headers; //!< names in lower case
    QHash<QString, QString> parameters;    //!< what the ":name" parts of the route matched; "*" is the rest
    QByteArray body;

    //! The token of "Authorization: Bearer …", or empty.
    QByteArray bearer() const;
    //! The matched ":name" part.
    QString parameter(const QString &name) const { return parameters.value(name); }
};

//! One HTTP answer. Cross-origin headers are added by the server.
struct HttpResponse
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    bool cutOff = false; //!< break the connection in the middle of the body (for tests)

    //! A file or page: `contentType` with 200.
    static HttpResponse content(const QByteArray &contentType, const QByteArray &body);
    //! The provider's error document {code, message, details}.
    static HttpResponse error(int status, const QByteArray &message);
};

//! Delivers the answer to one request, at once or later, from any thread. Copies share the request; the first
//! call counts, later ones are ignored. If the last copy goes without a call, the client gets 500.
class HttpReply
{
public:
    using Deliver = std::function<void(HttpResponse)>;

    explicit HttpReply(Deliver deliver);
    void operator()(HttpResponse response) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

//! Runs on the thread of the RoomService and must not block; answers through the reply.
using RouteHandler = std::function<void(const HttpRequest &request, const HttpReply &reply)>;

} // namespace bedside::sandbox
