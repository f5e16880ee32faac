#include "app/sandbox/room/roomapi.h"

#include <QDateTime>

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr std::int64_t kTokenSeconds = 24 * 3600;

Json asJson(const Room &room)
{
    return {{"id", room.id},
            {"name", room.name},
            {"enabled", room.enabled},
            {"description", room.description},
            {"customer_id", "sandbox"},
            {"app_id", "sandbox"},
            {"template_id", kTemplateId},
            {"region", "auto"},
            {"large_room", false},
            {"created_at", timeText(room.createdAt)},
            {"updated_at", timeText(room.updatedAt)}};
}

Json asJson(const Room &room, const RoomCode &code)
{
    return {{"code", code.code},
            {"room_id", room.id},
            {"role", code.role},
            {"enabled", code.enabled && room.enabled},
            {"created_at", timeText(code.createdAt)},
            {"updated_at", timeText(code.createdAt)}};
}

//! What the "enabled" filter of a list asks for.
bool passes(const std::string &filter, bool enabled)
{
    return filter.empty() || (filter == "true") == enabled;
}

} // namespace

HttpResponse jsonResponse(const Json &document)
{
    HttpResponse response;
    response.body = QByteArray::fromStdString(document.dump(-1, ' ', false, Json::error_handler_t::replace));
    return response;
}

Json bodyOf(const HttpRequest &request)
{
    Json body = parsed(request.body.toStdString());
    return body.is_object() ? body : Json::object();
}

std::string queryText(const HttpRequest &request, const char *name)
{
    return request.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toStdString();
}

HttpResponse pageOf(const std::vector<Json> &items, const QUrlQuery &query)
{
    const std::string start = query.queryItemValue(QStringLiteral("start")).toStdString();
    const int asked = query.queryItemValue(QStringLiteral("limit")).toInt();
    const auto limit = static_cast<std::size_t>(asked == 0 ? 10 : std::clamp(asked, 10, 100));
    auto from = items.begin();
    if (!start.empty()) {
        from = std::find_if(items.begin(), items.end(),
                            [&](const Json &item) { return text(item, "id") == start; });
        from = from == items.end() ? from : std::next(from);
    }
    const auto left = static_cast<std::size_t>(std::distance(from, items.end()));
    Json data = Json::array();
    for (std::size_t i = 0; i < std::min(limit, left); ++i)
        data.push_back(*std::next(from, static_cast<std::ptrdiff_t>(i)));
    const Json last = left > limit ? Json(text(data.back(), "id")) : Json("");
    return jsonResponse({{"limit", limit}, {"data", data}, {"last", last}});
}

RoomApi::RoomApi(HttpServer &http, RoomDirectory &rooms, Meetings &meetings, Signalling &signalling,
                 KeyPair keys, QObject *parent)
    : QObject(parent)
    , m_http(http)
    , m_rooms(rooms)
    , m_meetings(meetings)
    , m_signalling(signalling)
    , m_keys(std::move(keys))
{
}

void RoomApi::open(const char *method, const char *path, Answer answer)
{
    m_http.setRoute(method, QLatin1String(path),
                    [this, answer](const HttpRequest &request, const HttpReply &reply) {
                        reply((this->*answer)(request));
                    });
}

void RoomApi::managed(const char *method, const char *path, Answer answer)
{
    m_http.setRoute(method, QLatin1String(path),
                    [this, answer](const HttpRequest &request, const HttpReply &reply) {
                        const auto claims = verifiedClaims(request.bearer(), m_keys, TokenType::Management,
                                                           QDateTime::currentSecsSinceEpoch());
                        reply(claims ? (this->*answer)(request)
                                     : HttpResponse::error(401, claims.error().detail.toUtf8()));
                    });
}

void RoomApi::ofRoom(const char *method, const char *path, RoomAnswer answer)
{
    m_http.setRoute(method, QLatin1String(path),
                    [this, answer](const HttpRequest &request, const HttpReply &reply) {
                        const auto claims = verifiedClaims(request.bearer(), m_keys, TokenType::Management,
                                                           QDateTime::currentSecsSinceEpoch());
                        if (!claims)
                            return reply(HttpResponse::error(401, claims.error().detail.toUtf8()));
                        Room *room = m_rooms.find(request.parameter(QStringLiteral("room")).toStdString());
                        if (room == nullptr)
                            return reply(HttpResponse::error(404, "room not found"));
                        reply((this->*answer)(*room, request, bodyOf(request)));
                    });
}

void RoomApi::addRoutes()
{
    open("GET", "/init", &RoomApi::init);
    open("POST", "/v2/token", &RoomApi::token);
    managed("POST", "/v2/rooms", &RoomApi::createRoom);
    managed("GET", "/v2/rooms", &RoomApi::listRooms);
    ofRoom("GET", "/v2/rooms/:room", &RoomApi::getRoom);
    ofRoom("POST", "/v2/rooms/:room", &RoomApi::updateRoom);
    ofRoom("POST", "/v2/room-codes/room/:room", &RoomApi::createCodes);
    ofRoom("GET", "/v2/room-codes/room/:room", &RoomApi::listCodes);
    ofRoom("POST", "/v2/room-codes/room/:room/role/:role", &RoomApi::createCode);
    managed("POST", "/v2/room-codes/code", &RoomApi::updateCode);
    managed("GET", "/v2/sessions", &RoomApi::listSessions);
    managed("GET", "/v2/sessions/:session", &RoomApi::getSession);
    addActiveRoutes();
}

HttpResponse RoomApi::init(const HttpRequest &request)
{
    const auto admission = m_signalling.admission(request.bearer(), queryText(request, "peer_id"));
    if (admission.room == nullptr)
        return HttpResponse::error(admission.error.code, QByteArray::fromStdString(admission.error.message));
    return jsonResponse({{"endpoint", m_signalling.url()},
                         {"rtcConfiguration", {{"ice_servers", Json::array()}}},
                         {"config", {{"enabledFlags", Json::array()}}}});
}

HttpResponse RoomApi::token(const HttpRequest &request)
{
    const Json body = bodyOf(request);
    const RoomDirectory::Place place = m_rooms.findCode(text(body, "code"));
    if (place.code == nullptr)
        return HttpResponse::error(404, "room code not found");
    if (!place.room->enabled || !place.code->enabled)
        return HttpResponse::error(403, "room code is disabled");
    Json claims{{"room_id", place.room->id}, {"role", place.code->role}};
    if (const std::string user = text(body, "user_id"); !user.empty())
        claims["user_id"] = user;
    const std::int64_t now = QDateTime::currentSecsSinceEpoch();
    return jsonResponse({{"token", joinToken(m_keys, claims, now, kTokenSeconds).toStdString()}});
}

HttpResponse RoomApi::createRoom(const HttpRequest &request)
{
    const Json body = bodyOf(request);
    const auto room = m_rooms.create(text(body, "name"), text(body, "description"));
    if (!room)
        return HttpResponse::error(400, "Invalid body param: name");
    return jsonResponse(asJson(**room));
}

HttpResponse RoomApi::listRooms(const HttpRequest &request)
{
    const std::string name = queryText(request, "name");
    const std::string enabled = queryText(request, "enabled");
    std::vector<Json> found;
    for (const Room *room : m_rooms.all()) {
        if (passes(enabled.empty() ? "true" : enabled, room->enabled) && (name.empty() || name == room->name))
            found.push_back(asJson(*room));
    }
    return pageOf(found, request.query);
}

HttpResponse RoomApi::getRoom(Room &room, const HttpRequest &, const Json &)
{
    return jsonResponse(asJson(room));
}

HttpResponse RoomApi::updateRoom(Room &room, const HttpRequest &, const Json &body)
{
    if (body.contains("description"))
        m_rooms.setDescription(room, text(body, "description"));
    if (body.contains("enabled"))
        m_rooms.setEnabled(room, flag(body, "enabled", room.enabled));
    return jsonResponse(asJson(room));
}

HttpResponse RoomApi::createCodes(Room &room, const HttpRequest &request, const Json &body)
{
    for (const Role &role : roles())
        m_rooms.codeFor(room, role.name);
    return listCodes(room, request, body);
}

HttpResponse RoomApi::createCode(Room &room, const HttpRequest &request, const Json &)
{
    const std::string role = request.parameter(QStringLiteral("role")).toStdString();
    if (findRole(role) == nullptr)
        return HttpResponse::error(400, "role is unknown");
    return jsonResponse(asJson(room, m_rooms.codeFor(room, role)));
}

HttpResponse RoomApi::listCodes(Room &room, const HttpRequest &request, const Json &)
{
    const std::string role = queryText(request, "role");
    Json data = Json::array();
    for (const RoomCode &code : room.codes) {
        if ((role.empty() || role == code.role) && passes(queryText(request, "enabled"), code.enabled))
            data.push_back(asJson(room, code));
    }
    return jsonResponse({{"limit", 100}, {"data", data}, {"last", ""}});
}

HttpResponse RoomApi::updateCode(const HttpRequest &request)
{
    const Json body = bodyOf(request);
    const RoomDirectory::Place place = m_rooms.findCode(text(body, "code"));
    if (place.code == nullptr)
        return HttpResponse::error(404, "room code not found");
    m_rooms.setCodeEnabled(place, flag(body, "enabled", true));
    return jsonResponse(asJson(*place.room, *place.code));
}

} // namespace bedside::sandbox
