#include "app/sandbox/room/httpserver.h"

#include <QTimer>
#include <optional>

namespace bedside::sandbox {

namespace {

constexpr char kMethods[] = "GET, POST, PUT, DELETE, OPTIONS";
constexpr char kHeaders[] = "authorization, content-type";

QStringList segmentsOf(const QString &path)
{
    return path.split(u'/', Qt::SkipEmptyParts);
}

//! The parameters when the path fits the route.
std::optional<QHash<QString, QString>> match(const QStringList &route, const QStringList &path)
{
    QHash<QString, QString> found;
    for (qsizetype i = 0; i < route.size(); ++i) {
        const QString &part = route.at(i);
        if (part == u"*") {
            found.insert(part, path.mid(i).join(u'/'));
            return found;
        }
        if (i >= path.size())
            return std::nullopt;
        if (part.startsWith(u':'))
            found.insert(part.sliced(1), path.at(i));
        else if (part != path.at(i))
            return std::nullopt;
    }
    if (route.size() != path.size())
        return std::nullopt;
    return found;
}

} // namespace

HttpServer::HttpServer(QList<QByteArray> pageSchemes, QObject *parent)
    : QObject(parent)
    , m_pageSchemes(std::move(pageSchemes))
{
    m_faultEnd.setSingleShot(true);
    connect(&m_faultEnd, &QTimer::timeout, this, &HttpServer::endFault);
}

HttpServer::~HttpServer() = default;

Result<Done> HttpServer::listen(quint16 port)
{
    auto listener = std::make_unique<HttpListener>(
        this, [this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); });
    const quint16 bound = listener->start(port);
    if (bound == 0) {
        const QString address = QStringLiteral("127.0.0.1:%1").arg(port);
        return Error{ErrorCode::Offline, QStringLiteral("sandbox.port_taken"), address};
    }
    m_port = bound;
    m_listener = std::move(listener);
    return Done();
}

void HttpServer::setRoute(const QByteArray &method, const QString &path, RouteHandler handler)
{
    m_routes.insert(m_routes.begin(), Route{method, segmentsOf(path), std::move(handler)});
}

void HttpServer::setFault(const Fault &fault)
{
    endFault();
    m_fault = fault;
    m_faultsLeft = fault.times;
    if (fault.duration.count() > 0)
        m_faultEnd.start(fault.duration);
    if (fault.kind == Fault::Kind::Absent)
        m_listener.reset();
}

void HttpServer::endFault()
{
    m_faultEnd.stop();
    m_fault = Fault();
    if (!m_listener && m_port != 0 && !listen(m_port))
        qWarning("The room service could not take its port back.");
}

bool HttpServer::allowsOrigin(const QByteArray &origin) const
{
    const QByteArray port = QByteArray::number(m_port);
    if (origin.isEmpty() || origin == "http://127.0.0.1:" + port || origin == "http://localhost:" + port)
        return true;
    return m_pageSchemes.contains(origin.left(origin.indexOf("://")));
}

bool HttpServer::knownHost(const HttpRequest &request) const
{
    const QByteArray host = request.headers.value("host");
    const QByteArray port = ':' + QByteArray::number(m_port);
    return host == "127.0.0.1" + port || host == "localhost" + port;
}

void HttpServer::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (!knownHost(request) || !allowsOrigin(request.headers.value("origin")))
        return reply(HttpResponse::error(403, "origin not allowed"));
    if (request.method == "OPTIONS")
        return reply(withCors(preflight(), request));

    const HttpReply corsReply(
        [this, request, reply](HttpResponse response) { reply(withCors(std::move(response), request)); });
    if (disturbed(request))
        disturb(request, corsReply);
    else
        dispatch(request, corsReply);
}

bool HttpServer::disturbed(const HttpRequest &request)
{
    if (m_fault.kind == Fault::Kind::None || request.path.startsWith(u"/admin/") ||
        !request.path.startsWith(m_fault.path))
        return false;
    if (m_fault.times == 0)
        return true;
    return m_faultsLeft-- > 0;
}

void HttpServer::disturb(const HttpRequest &request, const HttpReply &reply)
{
    switch (m_fault.kind) {
    case Fault::Kind::Delay:
        QTimer::singleShot(m_fault.delay, this, [this, request, reply] { dispatch(request, reply); });
        return;
    case Fault::Kind::Status:
        return reply(HttpResponse::error(m_fault.status, "disturbed for a test"));
    case Fault::Kind::Nonsense:
        return reply(HttpResponse::content("application/json", "<<< this is no JSON"));
    case Fault::Kind::CutOff:
        return dispatch(request, HttpReply([reply](HttpResponse response) {
                            response.cutOff = true;
                            reply(std::move(response));
                        }));
    default:
        return dispatch(request, reply);
    }
}

void HttpServer::dispatch(HttpRequest request, const HttpReply &reply)
{
    const QStringList path = segmentsOf(request.path);
    bool pathKnown = false;
    for (const Route &route : m_routes) {
        const auto parameters = match(route.segments, path);
        pathKnown = pathKnown || parameters.has_value();
        const bool methodFits =
            route.method == request.method || (request.method == "HEAD" && route.method == "GET");
        if (!parameters || !methodFits)
            continue;
        request.parameters = *parameters;
        const RouteHandler handler = route.handler;
        return handler(request, reply);
    }
    reply(pathKnown ? HttpResponse::error(405, "method not allowed") : HttpResponse::error(404, "not found"));
}

HttpResponse HttpServer::withCors(HttpResponse response, const HttpRequest &request) const
{
    const QByteArray origin = request.headers.value("origin");
    if (!origin.isEmpty()) {
        response.headers.emplaceBack("Access-Control-Allow-Origin", origin);
        response.headers.emplaceBack("Vary", "Origin");
    }
    return response;
}

HttpResponse HttpServer::preflight() const
{
    HttpResponse response;
    response.status = 204;
    response.headers = {{"Access-Control-Allow-Methods", kMethods},
                        {"Access-Control-Allow-Headers", kHeaders},
                        {"Access-Control-Allow-Private-Network", "true"},
                        {"Access-Control-Max-Age", "600"}};
    return response;
}

} // namespace bedside::sandbox
