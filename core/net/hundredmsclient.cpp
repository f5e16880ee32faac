#include "core/net/hundredmsclient.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>

namespace bedside {

namespace {

using Json = nlohmann::json;

//! The provider's longest; a visit that nobody ends cannot hold a room for ever.
constexpr int kLongestVisitSeconds = 43'200;
constexpr int kServerFailure = 500;

Error providerError(ErrorCode code, const char *word, int status = 0, int retryAfterSeconds = 0)
{
    return Error{code, QStringLiteral("provider.") + QLatin1String(word),
                 status == 0 ? QString() : QStringLiteral("HTTP status %1").arg(status), retryAfterSeconds};
}

Error transportError(const Error &error)
{
    QString reason = QStringLiteral("provider.nonsense");
    if (error.code == ErrorCode::Offline)
        reason = QStringLiteral("provider.unreachable");
    else if (error.code == ErrorCode::Denied)
        reason = QStringLiteral("provider.denied");
    else if (error.reason == u"http.address")
        reason = QStringLiteral("provider.address");
    return Error{error.code, reason, error.reason};
}

//! The documented text of a 429 ("… retry after 45 seconds") for servers that send no Retry-After.
int pauseFromText(const QByteArray &body)
{
    static const QRegularExpression kPause(QStringLiteral("retry after (\\d{1,4}) second"),
                                           QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = kPause.match(QString::fromUtf8(body.left(2048)));
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

Error statusError(const HttpAnswer &answer)
{
    const int pause = answer.retryAfterSeconds > 0 ? answer.retryAfterSeconds : pauseFromText(answer.body);
    if (answer.status == 429)
        return providerError(ErrorCode::Busy, "rate_limited", answer.status, pause);
    if (answer.status >= kServerFailure)
        return providerError(ErrorCode::Busy, "failing", answer.status, pause);
    if (answer.status == 401 || answer.status == 403)
        return providerError(ErrorCode::Denied, "denied", answer.status);
    if (answer.status == 404)
        return providerError(ErrorCode::NotFound, "not_found", answer.status);
    if (answer.status >= 400)
        return providerError(ErrorCode::Invalid, "refused", answer.status);
    return providerError(ErrorCode::Invalid, "nonsense", answer.status);
}

//! The JSON object of a successful answer.
Result<Json> object(const Result<HttpAnswer> &answer)
{
    if (!answer)
        return transportError(answer.error());
    if (answer->status == 204)
        return Json(Json::object());
    if (answer->status != 200 && answer->status != 201)
        return statusError(*answer);
    Json parsed = Json::parse(answer->body.begin(), answer->body.end(), nullptr, false);
    if (!parsed.is_object())
        return providerError(ErrorCode::Invalid, "nonsense", answer->status);
    return parsed;
}

QString text(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                       : QString();
}

//! A room id that may stand in a path and in a token; the provider's are 24 hexadecimal characters.
bool isRoomId(const QString &id)
{
    static const QRegularExpression kRoomId(QStringLiteral("\\A[A-Za-z0-9_-]{1,255}\\z"));
    return kRoomId.match(id).hasMatch();
}

Result<ProviderRoom> roomFrom(const Result<HttpAnswer> &answer, const QString &wantedName)
{
    const Result<Json> body = object(answer);
    if (!body)
        return body.error();
    ProviderRoom room{text(*body, "id"), text(*body, "name")};
    if (!isRoomId(room.id) || room.name.compare(wantedName, Qt::CaseInsensitive) != 0)
        return providerError(ErrorCode::Invalid, "nonsense", answer->status);
    return room;
}

Result<Done> doneFrom(const Result<HttpAnswer> &answer)
{
    const Result<Json> body = object(answer);
    if (!body && body.error().code != ErrorCode::NotFound)
        return body.error();
    return Done{};
}

HttpRequest post(const ProviderAccess &access, const QString &path, const Json &body)
{
    HttpRequest request;
    request.method = "POST";
    request.url = access.apiEndpoint;
    QString root = access.apiEndpoint.path();
    while (root.endsWith(u'/'))
        root.chop(1);
    request.url.setPath(root + path);
    request.bearer = access.token.toUtf8();
    request.json = QByteArray::fromStdString(body.dump());
    return request;
}

} // namespace

HundredMsClient::HundredMsClient(HttpClient &http)
    : m_http(http)
{
}

void HundredMsClient::createRoom(ProviderAccess access, QString name, Continuation<ProviderRoom> then)
{
    Json body{{"name", name.toStdString()}, {"max_duration_seconds", kLongestVisitSeconds}};
    if (!access.templateId.isEmpty())
        body["template_id"] = access.templateId.toStdString();
    m_http.send(post(access, QStringLiteral("/rooms"), body),
                Continuation<HttpAnswer>(&m_http, [name, then](const Result<HttpAnswer> &answer) {
                    then(roomFrom(answer, name));
                }));
}

void HundredMsClient::disableRoom(ProviderAccess access, QString roomId, Continuation<Done> then)
{
    if (!isRoomId(roomId)) {
        then(Error{ErrorCode::Bug, QStringLiteral("provider.room_id"), {}});
        return;
    }
    m_http.send(post(access, QStringLiteral("/rooms/") + roomId, Json{{"enabled", false}}),
                Continuation<HttpAnswer>(
                    &m_http, [then](const Result<HttpAnswer> &answer) { then(doneFrom(answer)); }));
}

void HundredMsClient::endRoom(ProviderAccess access, QString roomId, bool lock, QString reason,
                              Continuation<Done> then)
{
    if (!isRoomId(roomId)) {
        then(Error{ErrorCode::Bug, QStringLiteral("provider.room_id"), {}});
        return;
    }
    const Json body{{"lock", lock}, {"reason", reason.toStdString()}};
    m_http.send(post(access, QStringLiteral("/active-rooms/") + roomId + QStringLiteral("/end-room"), body),
                Continuation<HttpAnswer>(
                    &m_http, [this, access, roomId, lock, then](const Result<HttpAnswer> &answer) {
                        // Without a session the provider answers 404 and locks nothing, so that an old token
                        // would open the room again.
                        const bool nobodyInside = answer && answer->status == 404;
                        if (lock && nobodyInside)
                            disableRoom(access, roomId, then);
                        else
                            then(doneFrom(answer));
                    }));
}

} // namespace bedside
