#include "app/gateway/guestsite.h"

#include "app/gateway/flatjson.h"
#include "core/visit/visitjson.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace bedside {

namespace {

using Json = nlohmann::json;

constexpr qsizetype kLargestBody = 4 * 1024;
constexpr qsizetype kLongestName = 80;
constexpr qsizetype kLongestCode = 40;
constexpr int kRetrySeconds = 5;
const QString kPagePath = QStringLiteral("/meeting/");
const QString kFilePath = QStringLiteral("/room/");
const QString kApiPath = QStringLiteral("/api/guest/");

qint64 monotonicMs()
{
    static const QElapsedTimer kClock = [] {
        QElapsedTimer clock;
        clock.start();
        return clock;
    }();
    return kClock.elapsed();
}

GuestResponse response(int status, const QByteArray &type, const QByteArray &body)
{
    return {status,
            type,
            body,
            {{"Cache-Control", "no-store"},
             {"Referrer-Policy", "no-referrer"},
             {"X-Content-Type-Options", "nosniff"},
             {"X-Frame-Options", "DENY"},
             {"Cross-Origin-Resource-Policy", "same-origin"}}};
}

GuestResponse json(int status, const Json &body)
{
    return response(status, "application/json", QByteArray::fromStdString(body.dump()));
}

GuestResponse refusal(int status, const QString &reason, int retryAfterSeconds = 0)
{
    GuestResponse answer = json(status, Json{{"error", {{"code", reason.toStdString()}}}});
    if (retryAfterSeconds > 0)
        answer.headers.emplace_back("Retry-After", QByteArray::number(retryAfterSeconds));
    return answer;
}

//! Only reasons that concern a guest leave the house.
GuestResponse refusal(const Error &error)
{
    static const QHash<QString, int> kStatus{
        {QStringLiteral("code.unknown"), 404},      {QStringLiteral("participant.unknown"), 404},
        {QStringLiteral("participant.state"), 409}, {QStringLiteral("room.not_ready"), 409},
        {QStringLiteral("visit.ended"), 409},       {QStringLiteral("name.missing"), 400},
        {QStringLiteral("name.too_long"), 400},     {QStringLiteral("kind.unknown"), 400},
        {QStringLiteral("code.malformed"), 400},    {QStringLiteral("operation.reused"), 409},
        {QStringLiteral("visit.not_started"), 409}, {QStringLiteral("participant.gone"), 409},
    };
    if (const int status = kStatus.value(error.reason))
        return refusal(status, error.reason);
    return refusal(503, QStringLiteral("service.unavailable"), kRetrySeconds);
}

Json optionalTime(const QDateTime &time)
{
    return time.isValid() ? Json(time.toUTC().toString(Qt::ISODateWithMs).toStdString()) : Json();
}

Json describe(const GuestView &view)
{
    static const char *const kVisitStatus[] = {"scheduled", "active", "ended"};
    static const char *const kState[] = {"waiting", "admitted", "in_room", "left", "denied"};
    const Participant &person = view.participant;
    Json answer{
        {"participant",
         {{"id", person.id.toString(QUuid::WithoutBraces).toStdString()},
          {"kind", participantKindName(person.kind).toStdString()},
          {"name", person.name.toStdString()},
          {"state", kState[static_cast<int>(person.state)]},
          {"waiting_since", optionalTime(person.waitingSince)}}},
        {"visit_status", kVisitStatus[static_cast<int>(view.visitStatus)]},
        {"organization", view.organization.toStdString()},
        {"practitioner", view.practitioner.toStdString()},
    };
    if (!view.secret.isEmpty())
        answer["secret"] = view.secret.toStdString();
    if (view.grant)
        answer["grant"] = toJson(*view.grant);
    return answer;
}

QByteArray contentTypeOf(const QString &file)
{
    if (file.endsWith(u".js"))
        return "text/javascript; charset=utf-8";
    if (file.endsWith(u".css"))
        return "text/css; charset=utf-8";
    return "text/html; charset=utf-8";
}

//! The page's own policy, which its build wrote into it, for the header: there it also holds before parsing.
QByteArray policyOf(const QByteArray &page)
{
    static const QRegularExpression kMeta(
        QStringLiteral("http-equiv=\"Content-Security-Policy\"\\s+content=\"([^\"]*)\""));
    const QRegularExpressionMatch match = kMeta.match(QString::fromUtf8(page));
    const QByteArray policy = match.hasMatch() ? match.captured(1).toUtf8() : "default-src 'none'";
    return policy + "; frame-ancestors 'none'";
}

} // namespace

RateLimit::RateLimit(int perMinute)
    : m_perSecond(perMinute / 60.0)
    , m_most(perMinute)
    , m_left(perMinute)
    , m_lastMs(monotonicMs())
{
}

void RateLimit::refill()
{
    const qint64 now = monotonicMs();
    m_left = std::min(m_most, m_left + static_cast<double>(now - m_lastMs) / 1000.0 * m_perSecond);
    m_lastMs = now;
}

bool RateLimit::hasOne()
{
    refill();
    return m_left >= 1.0;
}

bool RateLimit::take()
{
    if (!hasOne())
        return false;
    m_left -= 1.0;
    return true;
}

int RateLimit::secondsUntilNext() const
{
    return std::max(1, static_cast<int>(std::ceil((1.0 - m_left) / m_perSecond)));
}

GuestSite::GuestSite(GuestDesk &desk, const Options &options, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_options(options)
    , m_arrivals(options.arrivalsPerMinute)
    , m_wrongCodes(options.wrongCodesPerMinute)
{
}

Result<Done> GuestSite::load()
{
    m_files.clear();
    for (const QString &name : {m_options.pageFile, QStringLiteral("guest.js"), QStringLiteral("room.css")}) {
        QFile file(QDir(m_options.pageDirectory).filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::NotFound, QStringLiteral("page.missing"), file.fileName()};
        m_files.insert(name, file.readAll());
    }
    m_policy = policyOf(m_files.value(m_options.pageFile));
    return Done{};
}

QStringList GuestSite::getRoutes()
{
    return {kPagePath + QStringLiteral(":code"), kFilePath + u'*'};
}

QStringList GuestSite::postRoutes()
{
    return {kApiPath + QStringLiteral(":action")};
}

void GuestSite::handle(const GuestRequest &request, const Reply &reply)
{
    if (request.path.startsWith(kApiPath)) {
        callDesk(request.path.mid(kApiPath.size()), request, reply);
        return;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        reply(refusal(405, QStringLiteral("request.method")));
        return;
    }
    reply(page(request.path));
}

//! The page is the same for every code, so that fetching it tells nothing.
GuestResponse GuestSite::page(const QString &path) const
{
    const QString name = path.startsWith(kPagePath) ? m_options.pageFile : path.mid(kFilePath.size());
    const auto file = m_files.constFind(name);
    if (file == m_files.constEnd() || (!path.startsWith(kPagePath) && !path.startsWith(kFilePath)))
        return refusal(404, QStringLiteral("page.unknown"));
    GuestResponse answer = response(200, contentTypeOf(name), *file);
    if (name == m_options.pageFile) {
        answer.headers.emplace_back("Content-Security-Policy", m_policy);
        answer.headers.emplace_back("Permissions-Policy",
                                    "camera=(self), microphone=(self), geolocation=(), display-capture=()");
    }
    return answer;
}

void GuestSite::callDesk(const QString &action, const GuestRequest &request, const Reply &reply)
{
    static const QStringList kArrive{QStringLiteral("operation"), QStringLiteral("code"),
                                     QStringLiteral("name"), QStringLiteral("kind")};
    static const QStringList kVisit{QStringLiteral("participant"), QStringLiteral("secret")};
    static const QStringList kActions{QStringLiteral("arrive"), QStringLiteral("status"),
                                      QStringLiteral("enter"), QStringLiteral("leave")};
    if (!kActions.contains(action))
        return reply(refusal(404, QStringLiteral("page.unknown")));
    if (request.method != "POST")
        return reply(refusal(405, QStringLiteral("request.method")));
    if (request.body.size() > kLargestBody)
        return reply(refusal(413, QStringLiteral("request.too_large")));
    if (request.contentType.split(';').first().trimmed().toLower() != "application/json")
        return reply(refusal(415, QStringLiteral("request.malformed")));
    const bool arrives = action == kActions.first();
    const auto fields = flatJson(request.body, arrives ? kArrive : kVisit);
    if (!fields)
        return reply(refusal(400, QStringLiteral("request.malformed")));
    if (arrives)
        arrive(*fields, reply);
    else
        visit(action, *fields, reply);
}

void GuestSite::arrive(const Fields &fields, const Reply &reply)
{
    const QString name = fields.value(QStringLiteral("name")).simplified();
    const auto kind = participantKindFromName(fields.value(QStringLiteral("kind")));
    const QString code = fields.value(QStringLiteral("code"));
    const QString given = fields.value(QStringLiteral("operation"));
    const QUuid operation = given.isEmpty() ? QUuid::createUuid() : QUuid::fromString(given);
    if (operation.isNull() || !fields.contains(QStringLiteral("code")))
        return reply(refusal(400, QStringLiteral("request.malformed")));
    if (name.isEmpty())
        return reply(refusal(400, QStringLiteral("name.missing")));
    if (name.size() > kLongestName)
        return reply(refusal(400, QStringLiteral("name.too_long")));
    if (!kind || *kind == ParticipantKind::Practitioner)
        return reply(refusal(400, QStringLiteral("kind.unknown")));
    if (!m_wrongCodes.hasOne())
        return reply(refusal(429, QStringLiteral("request.too_many"), m_wrongCodes.secondsUntilNext()));
    if (!m_arrivals.take())
        return reply(refusal(429, QStringLiteral("request.too_many"), m_arrivals.secondsUntilNext()));
    const QString normalized = code.size() > kLongestCode ? QString() : normalizedJoinCode(code);
    if (normalized.isEmpty())
        return reply(refusal(400, QStringLiteral("code.malformed")));

    m_desk.arrive(operation, normalized, name, *kind,
                  Continuation<GuestView>(this, [this, reply](const Result<GuestView> &view) {
                      if (!view && view.error().reason == u"code.unknown")
                          m_wrongCodes.take();
                      reply(view ? json(200, describe(*view)) : refusal(view.error()));
                  }));
}

void GuestSite::visit(const QString &action, const Fields &fields, const Reply &reply)
{
    const QUuid participant = QUuid::fromString(fields.value(QStringLiteral("participant")));
    const QString secret = fields.value(QStringLiteral("secret"));
    if (participant.isNull() || secret.isEmpty() || secret.size() > 200)
        return reply(refusal(400, QStringLiteral("request.malformed")));
    const Continuation<GuestView> then(this, [reply](const Result<GuestView> &view) {
        reply(view ? json(200, describe(*view)) : refusal(view.error()));
    });
    if (action == u"status")
        m_desk.status(participant, secret, then);
    else if (action == u"enter")
        m_desk.enter(participant, secret, then);
    else
        m_desk.leave(participant, secret, then);
}

} // namespace bedside
