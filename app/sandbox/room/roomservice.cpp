#include "app/sandbox/room/roomservice.h"

#include "app/sandbox/room/roomapi.h"

namespace bedside::sandbox {

class RoomService::Private
{
public:
    explicit Private(RoomServiceOptions given)
        : options(std::move(given))
        , rooms(options.roomsFile)
        , http(options.pageSchemes)
        , meetings(rooms, MediaBase{socket, identity}, options.grace)
        , signalling(rooms, meetings, keys(),
                     [this](const QByteArray &origin) { return http.allowsOrigin(origin); })
        , api(http, rooms, meetings, signalling, keys())
    {
    }

    KeyPair keys() const { return {options.accessKey.toUtf8(), options.secret}; }

    RoomServiceOptions options;
    RoomDirectory rooms;
    DtlsIdentity identity;
    MediaSocket socket;
    HttpServer http;
    Meetings meetings;
    Signalling signalling;
    RoomApi api;
};

RoomService::RoomService(RoomServiceOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
    connect(&d->meetings, &Meetings::roomChanged, this, &RoomService::roomChanged);
    d->api.addRoutes();
    if (d->options.adminRoutes)
        d->api.addAdminRoutes([this](const Fault &fault) { setFault(fault); });
}

RoomService::~RoomService() = default;

Result<Done> RoomService::start()
{
    const Error unusable{ErrorCode::Offline, QStringLiteral("sandbox.no_loopback"),
                         QStringLiteral("127.0.0.1")};
    if (const auto loaded = d->rooms.load(); !loaded)
        return loaded.error();
    if (d->identity.fingerprint().empty() || !d->socket.listen() || !d->signalling.listen())
        return unusable;
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
    if (fault.kind == Fault::Kind::DropSockets)
        return d->signalling.dropAll();
    d->http.setFault(fault);
}

int RoomService::participantCount(const QString &roomId) const
{
    const Meetings::Meeting *meeting = d->meetings.find(roomId.toStdString());
    return meeting == nullptr ? 0 : meeting->session->joinedCount();
}

} // namespace bedside::sandbox
