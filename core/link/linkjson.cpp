#include "core/link/linkjson.h"

namespace bedside::link {

using nlohmann::json;

namespace {

const json kNothing;
constexpr qsizetype kMostParticipants = 200;
constexpr qsizetype kMostVideos = 64;
constexpr qsizetype kLongestToken = 16 * 1024;

std::string text(const QUuid &id)
{
    return id.isNull() ? std::string() : utf8(id.toString(QUuid::WithoutBraces));
}

std::string text(const QDateTime &time)
{
    return time.isValid() ? utf8(time.toUTC().toString(Qt::ISODateWithMs)) : std::string();
}

template<typename E>
json number(E word)
{
    return static_cast<int>(word);
}

json participantJson(const Participant &person)
{
    return {{"id", text(person.id)},
            {"kind", number(person.kind)},
            {"name", utf8(person.name)},
            {"state", number(person.state)},
            {"waitingSince", text(person.waitingSince)},
            {"joinedAt", text(person.joinedAt)},
            {"leftAt", text(person.leftAt)},
            {"isMe", person.isMe}};
}

Participant readParticipant(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    Participant person;
    person.id = in.uuid("id");
    person.kind = in.word("kind", ParticipantKind::Guest);
    person.name = in.text("name");
    person.state = in.word("state", ParticipantState::Denied);
    person.waitingSince = in.time("waitingSince");
    person.joinedAt = in.time("joinedAt");
    person.leftAt = in.time("leftAt");
    person.isMe = in.flag("isMe");
    return person;
}

json patientJson(const PatientIdentity &patient)
{
    return {{"id", utf8(patient.id)},
            {"name", utf8(patient.name)},
            {"birthDate", utf8(patient.birthDate.toString(Qt::ISODate))},
            {"gender", utf8(patient.gender)},
            {"recordNumber", utf8(patient.recordNumber)},
            {"phone", utf8(patient.phone)},
            {"email", utf8(patient.email)},
            {"language", utf8(patient.language)},
            {"timeZone", patient.timeZone.toStdString()}};
}

PatientIdentity readPatient(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    PatientIdentity patient;
    patient.id = in.text("id");
    patient.name = in.text("name");
    patient.birthDate = in.date("birthDate");
    patient.gender = in.text("gender");
    patient.recordNumber = in.text("recordNumber");
    patient.phone = in.text("phone");
    patient.email = in.text("email");
    patient.language = in.text("language");
    patient.timeZone = in.text("timeZone").toUtf8();
    return patient;
}

template<typename T, typename Read>
QList<T> readList(const json &value, qsizetype most, bool &ok, Read read)
{
    QList<T> list;
    if (!value.is_array() || static_cast<qsizetype>(value.size()) > most) {
        ok = false;
        return list;
    }
    for (const json &item : value)
        list.append(read(item, ok));
    return list;
}

} // namespace

std::string utf8(const QString &text)
{
    return text.toStdString();
}

ObjectReader::ObjectReader(const json &value, bool &ok)
    : m_value(value)
    , m_ok(ok)
{
    if (!m_value.is_object())
        m_ok = false;
}

const json &ObjectReader::member(const char *key)
{
    if (const json *found = optionalMember(key))
        return *found;
    m_ok = false;
    return kNothing;
}

const json *ObjectReader::optionalMember(const char *key) const
{
    if (!m_value.is_object())
        return nullptr;
    const auto found = m_value.find(key);
    return found == m_value.end() ? nullptr : &*found;
}

QString ObjectReader::text(const char *key, qsizetype longest)
{
    const json &found = member(key);
    const std::string *bytes = found.get_ptr<const std::string *>();
    if (!bytes || static_cast<qsizetype>(bytes->size()) > longest) {
        m_ok = false;
        return {};
    }
    return QString::fromStdString(*bytes);
}

QUuid ObjectReader::uuid(const char *key)
{
    const QString word = text(key, 64);
    const QUuid id(word);
    if (id.isNull() && !word.isEmpty())
        m_ok = false;
    return id;
}

QUrl ObjectReader::url(const char *key)
{
    const QString word = text(key);
    const QUrl url(word, QUrl::StrictMode);
    if (!word.isEmpty() && !url.isValid())
        m_ok = false;
    return url;
}

QDateTime ObjectReader::time(const char *key)
{
    const QString word = text(key, 64);
    if (word.isEmpty())
        return {};
    const QDateTime time = QDateTime::fromString(word, Qt::ISODateWithMs).toUTC();
    if (!time.isValid())
        m_ok = false;
    return time;
}

QDate ObjectReader::date(const char *key)
{
    const QString word = text(key, 64);
    if (word.isEmpty())
        return {};
    const QDate date = QDate::fromString(word, Qt::ISODate);
    if (!date.isValid())
        m_ok = false;
    return date;
}

qint64 ObjectReader::integer(const char *key)
{
    const json &found = member(key);
    if (!found.is_number_integer()) {
        m_ok = false;
        return 0;
    }
    return found.get<qint64>();
}

double ObjectReader::number(const char *key)
{
    const json &found = member(key);
    if (!found.is_number()) {
        m_ok = false;
        return 0;
    }
    return found.get<double>();
}

bool ObjectReader::flag(const char *key)
{
    const json &found = member(key);
    if (!found.is_boolean()) {
        m_ok = false;
        return false;
    }
    return found.get<bool>();
}

json visitJson(const Visit &visit)
{
    json people = json::array();
    for (const Participant &person : visit.participants)
        people.push_back(participantJson(person));
    return {{"id", text(visit.id)},
            {"code", utf8(visit.code)},
            {"publicLink", utf8(visit.publicLink.toString(QUrl::FullyEncoded))},
            {"status", number(visit.status)},
            {"endReason", number(visit.endReason)},
            {"roomState", number(visit.roomState)},
            {"roomId", utf8(visit.roomId)},
            {"appointmentId", utf8(visit.appointmentId)},
            {"encounterId", utf8(visit.encounterId)},
            {"patientId", utf8(visit.patientId)},
            {"practitionerId", utf8(visit.practitionerId)},
            {"createdAt", text(visit.createdAt)},
            {"startedAt", text(visit.startedAt)},
            {"endedAt", text(visit.endedAt)},
            {"expiresAt", text(visit.expiresAt)},
            {"participants", std::move(people)}};
}

Visit readVisit(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    Visit visit;
    visit.id = in.uuid("id");
    visit.code = in.text("code");
    visit.publicLink = in.url("publicLink");
    visit.status = in.word("status", VisitStatus::Ended);
    visit.endReason = in.word("endReason", EndReason::NoShow);
    visit.roomState = in.word("roomState", RoomState::Failed);
    visit.roomId = in.text("roomId");
    visit.appointmentId = in.text("appointmentId");
    visit.encounterId = in.text("encounterId");
    visit.patientId = in.text("patientId");
    visit.practitionerId = in.text("practitionerId");
    visit.createdAt = in.time("createdAt");
    visit.startedAt = in.time("startedAt");
    visit.endedAt = in.time("endedAt");
    visit.expiresAt = in.time("expiresAt");
    visit.participants =
        readList<Participant>(in.member("participants"), kMostParticipants, ok, readParticipant);
    return visit;
}

json grantJson(const JoinGrant &grant)
{
    return {{"roomId", utf8(grant.roomId)},
            {"userId", utf8(grant.userId)},
            {"role", utf8(grant.role)},
            {"token", utf8(grant.token)},
            {"initEndpoint", utf8(grant.initEndpoint.toString(QUrl::FullyEncoded))},
            {"expiresAt", text(grant.expiresAt)}};
}

JoinGrant readGrant(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    JoinGrant grant;
    grant.roomId = in.text("roomId");
    grant.userId = in.text("userId");
    grant.role = in.text("role");
    grant.token = in.text("token", kLongestToken);
    grant.initEndpoint = in.url("initEndpoint");
    grant.expiresAt = in.time("expiresAt");
    return grant;
}

json sessionJson(const RoomSession &session, bool withGrant)
{
    json value{{"visit", visitJson(session.visit)}, {"displayName", utf8(session.displayName)}};
    if (withGrant)
        value["grant"] = grantJson(session.grant);
    if (session.patient)
        value["patient"] = patientJson(*session.patient);
    return value;
}

RoomSession readSession(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    RoomSession session;
    session.visit = readVisit(in.member("visit"), ok);
    session.displayName = in.text("displayName");
    if (const json *grant = in.optionalMember("grant"))
        session.grant = readGrant(*grant, ok);
    if (const json *patient = in.optionalMember("patient"))
        session.patient = readPatient(*patient, ok);
    return session;
}

json statsJson(const RoomStats &stats)
{
    json videos = json::array();
    for (const RemoteVideo &video : stats.videos) {
        videos.push_back({{"track", utf8(video.track)},
                          {"width", video.width},
                          {"height", video.height},
                          {"framesDecoded", video.framesDecoded},
                          {"framesPerSecond", video.framesPerSecond}});
    }
    return {{"videos", std::move(videos)},
            {"audioEnergy", stats.audioEnergy},
            {"lossPercent", stats.lossPercent},
            {"roundTripMs", stats.roundTripMs}};
}

RoomStats readStats(const json &value, bool &ok)
{
    ObjectReader in(value, ok);
    RoomStats stats;
    stats.videos =
        readList<RemoteVideo>(in.member("videos"), kMostVideos, ok, [](const json &item, bool &good) {
            ObjectReader part(item, good);
            RemoteVideo video;
            video.track = part.text("track", 256);
            video.width = static_cast<int>(qBound(qint64(0), part.integer("width"), qint64(65536)));
            video.height = static_cast<int>(qBound(qint64(0), part.integer("height"), qint64(65536)));
            video.framesDecoded = part.integer("framesDecoded");
            video.framesPerSecond = part.number("framesPerSecond");
            return video;
        });
    stats.audioEnergy = in.number("audioEnergy");
    stats.lossPercent = in.number("lossPercent");
    stats.roundTripMs = static_cast<int>(qBound(qint64(0), in.integer("roundTripMs"), qint64(3600000)));
    return stats;
}

} // namespace bedside::link
