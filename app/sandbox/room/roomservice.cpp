#include "app/sandbox/room/roomservice.h"

#include "app/sandbox/room/httpserver.h"

namespace bedside::sandbox {

class RoomService::Private
{
public:
    explicit Private(RoomServiceOptions given)
        : options(std::move(given))
        , http(options.pageSchemes)
    {
    }

    RoomServiceOptions options;
    HttpServer http;
};

RoomService::RoomService(RoomServiceOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
}

RoomService::~RoomService() = default;

Result<Done> RoomService::start()
{
    return d->http.listen(d->options.port);
}

QString RoomService::origin() const
{
    return d->http.port() == 0 ? QString() : QStringLiteral("http://127.0.0.1:%1").arg(d->http.port());
}

QString RoomService::initEndpoint() const
{
    return origin() + QStringLiteral("/https://prod");
}

QString RoomService::managementBase() const
{
    return origin() + QStringLiteral("/v2");
}

void RoomService::setRoute(const QByteArray &method, const QString &path, RouteHandler handler)
{
    d->http.setRoute(method, path, std::move(handler));
}

void RoomService::setFault(const Fault &fault)
{
    d->http.setFault(fault);
}

int RoomService::participantCount(const QString &) const
{
    return 0;
}

} // namespace bedside::sandbox
