#include "core/link/linkmessage.h"

#include "core/link/linkjson.h"

namespace bedside::link {

using nlohmann::json;
using Phase = RoomLauncher::RoomPhase;

namespace {

json visitRef(const char *type, const QUuid &visit)
{
    return {{"type", type}, {"visit", utf8(visit.toString(QUuid::WithoutBraces))}};
}

json personRef(const char *type, const QUuid &visit, const QUuid &participant)
{
    json value = visitRef(type, visit);
    value["participant"] = utf8(participant.toString(QUuid::WithoutBraces));
    return value;
}

json toJson(const DesktopHello &m)
{
    return {{"type", "desktop"}, {"version", m.version}};
}
json toJson(const OpenRoom &m)
{
    return {{"type", "open"}, {"session", sessionJson(m.session, true)}, {"testMedia", m.testMedia}};
}
json toJson(const UpdateVisit &m)
{
    return {{"type", "update"}, {"visit", visitJson(m.visit)}};
}
json toJson(const RenewGrant &m)
{
    return {{"type", "renew"}, {"grant", grantJson(m.grant)}};
}
json toJson(const CloseRoom &)
{
    return {{"type", "close"}};
}
json toJson(const RoomHello &m)
{
    json value{{"type", "room"}, {"version", m.version}, {"process", m.process}, {"phase", int(m.phase)}};
    if (m.session)
        value["session"] = sessionJson(*m.session, false);
    return value;
}
json toJson(const PhaseReport &m)
{
    return {{"type", "phase"}, {"phase", int(m.phase)}};
}
json toJson(const LeaveRequest &m)
{
    return visitRef("leave", m.visit);
}
json toJson(const EndRequest &m)
{
    return visitRef("end", m.visit);
}
json toJson(const AdmitRequest &m)
{
    return personRef("admit", m.visit, m.participant);
}
json toJson(const DenyRequest &m)
{
    return personRef("deny", m.visit, m.participant);
}
json toJson(const TokenRequest &m)
{
    return visitRef("token", m.visit);
}
json toJson(const StatsReport &m)
{
    return {{"type", "stats"}, {"stats", statsJson(m.stats)}};
}
json toJson(const RoomClosed &)
{
    return {{"type", "closed"}};
}

RoomHello readRoomHello(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    RoomHello hello;
    hello.version = static_cast<int>(qBound(qint64(0), in.integer("version"), qint64(1000000)));
    // The rest of another version's hello may look different; the version is enough to refuse it.
    if (!ok || hello.version != kVersion)
        return hello;
    hello.process = in.integer("process");
    hello.phase = in.word("phase", Phase::Crashed);
    if (const json *session = in.optionalMember("session"))
        hello.session = readSession(*session, ok);
    return hello;
}

std::optional<Message> readDesktopWord(const QString &type, ObjectReader &in, bool &ok)
{
    if (type == u"desktop")
        return DesktopHello{static_cast<int>(qBound(qint64(0), in.integer("version"), qint64(1000000)))};
    if (type == u"open") {
        OpenRoom open;
        open.session = readSession(in.member("session"), ok);
        open.testMedia = in.flag("testMedia");
        return open;
    }
    if (type == u"update")
        return UpdateVisit{readVisit(in.member("visit"), ok)};
    if (type == u"renew")
        return RenewGrant{readGrant(in.member("grant"), ok)};
    if (type == u"close")
        return CloseRoom{};
    return std::nullopt;
}

std::optional<Message> readRoomWord(const QString &type, ObjectReader &in, bool &ok)
{
    if (type == u"phase")
        return PhaseReport{in.word("phase", Phase::Crashed)};
    if (type == u"leave")
        return LeaveRequest{in.uuid("visit")};
    if (type == u"end")
        return EndRequest{in.uuid("visit")};
    if (type == u"admit")
        return AdmitRequest{in.uuid("visit"), in.uuid("participant")};
    if (type == u"deny")
        return DenyRequest{in.uuid("visit"), in.uuid("participant")};
    if (type == u"token")
        return TokenRequest{in.uuid("visit")};
    if (type == u"stats")
        return StatsReport{readStats(in.member("stats"), ok)};
    if (type == u"closed")
        return RoomClosed{};
    return std::nullopt;
}

} // namespace

QByteArray encode(const Message &message)
{
    const json value = std::visit([](const auto &m) { return toJson(m); }, message);
    const std::string line = value.dump(-1, ' ', true, json::error_handler_t::replace);
    return QByteArray::fromStdString(line);
}

std::optional<Message> decode(QByteArrayView line)
{
    if (line.size() > kMaxLine)
        return std::nullopt;
    const json value = json::parse(line.begin(), line.end(), nullptr, false);
    bool ok = value.is_object();
    ObjectReader in(value, ok);
    const QString type = in.text("type", 32);
    if (!ok)
        return std::nullopt;
    std::optional<Message> message;
    if (type == u"room")
        message = readRoomHello(value, ok);
    else
        message = readDesktopWord(type, in, ok);
    if (!message)
        message = readRoomWord(type, in, ok);
    return ok ? message : std::nullopt;
}

} // namespace bedside::link
