#include "core/visit/visitjson.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace bedside {

namespace {

using nlohmann::json;

template<typename E, std::size_t n>
using Words = std::array<std::pair<E, const char *>, n>;

constexpr Words<VisitStatus, 3> kStatuses{
    {{VisitStatus::Scheduled, "scheduled"}, {VisitStatus::Active, "active"}, {VisitStatus::Ended, "ended"}}};
constexpr Words<EndReason, 5> kReasons{{{EndReason::None, ""},
                                        {EndReason::Completed, "completed"},
                                        {EndReason::Cancelled, "cancelled"},
                                        {EndReason::Expired, "expired"},
                                        {EndReason::NoShow, "no_show"}}};
constexpr Words<RoomState, 6> kRoomStates{{{RoomState::None, "none"},
                                           {RoomState::Creating, "creating"},
                                           {RoomState::Ready, "ready"},
                                           {RoomState::Closing, "closing"},
                                           {RoomState::Closed, "closed"},
                                           {RoomState::Failed, "failed"}}};
constexpr Words<ParticipantKind, 5> kKinds{{{ParticipantKind::Practitioner, "practitioner"},
                                            {ParticipantKind::Patient, "patient"},
                                            {ParticipantKind::Family, "family"},
                                            {ParticipantKind::Interpreter, "interpreter"},
                                            {ParticipantKind::Guest, "guest"}}};
constexpr Words<ParticipantState, 5> kStates{{{ParticipantState::Waiting, "waiting"},
                                              {ParticipantState::Admitted, "admitted"},
                                              {ParticipantState::InRoom, "in_room"},
                                              {ParticipantState::Left, "left"},
                                              {ParticipantState::Denied, "denied"}}};
constexpr Words<VisitOutcome, 16> kOutcomes{{{VisitOutcome::Created, "created"},
                                             {VisitOutcome::Existing, "existing"},
                                             {VisitOutcome::Waiting, "waiting"},
                                             {VisitOutcome::Admitted, "admitted"},
                                             {VisitOutcome::Denied, "denied"},
                                             {VisitOutcome::Started, "started"},
                                             {VisitOutcome::Joined, "joined"},
                                             {VisitOutcome::Rejoined, "rejoined"},
                                             {VisitOutcome::Moved, "moved"},
                                             {VisitOutcome::Left, "left"},
                                             {VisitOutcome::Ended, "ended"},
                                             {VisitOutcome::AlreadyEnded, "already_ended"},
                                             {VisitOutcome::Cancelled, "cancelled"},
                                             {VisitOutcome::Expired, "expired"},
                                             {VisitOutcome::NoShow, "no_show"},
                                             {VisitOutcome::Token, "token"}}};

template<typename E, std::size_t n>
std::optional<E> meaningOf(const QString &name, const Words<E, n> &words)
{
    for (const auto &[meaning, text] : words) {
        if (name == QLatin1String(text))
            return meaning;
    }
    return std::nullopt;
}

//! Reads fields of one object and remembers whether all were as they must be.
class Fields
{
public:
    explicit Fields(const json &object)
        : m_object(object)
        , m_good(object.is_object())
    {
    }

    const json *find(const char *name) const
    {
        if (!m_object.is_object())
            return nullptr;
        const auto found = m_object.find(name);
        return found == m_object.end() || found->is_null() ? nullptr : &*found;
    }
    QString text(const char *name)
    {
        const auto *value = find(name);
        if (!value)
            return {};
        m_good = m_good && value->is_string();
        return value->is_string() ? QString::fromStdString(value->get_ref<const std::string &>()) : QString();
    }
    QDateTime time(const char *name)
    {
        const auto value = text(name);
        const auto time = QDateTime::fromString(value, Qt::ISODateWithMs).toUTC();
        m_good = m_good && (value.isEmpty() || time.isValid());
        return value.isEmpty() ? QDateTime() : time;
    }
    QUuid id(const char *name)
    {
        const QUuid value(text(name));
        m_good = m_good && !value.isNull();
        return value;
    }
    bool flag(const char *name)
    {
        const auto *value = find(name);
        return value && value->is_boolean() && value->get<bool>();
    }
    template<typename E, std::size_t n>
    E word(const char *name, const Words<E, n> &words)
    {
        const auto value = text(name);
        const auto meaning = meaningOf(value, words);
        m_good = m_good && meaning;
        return meaning.value_or(words.front().first);
    }
    void require(bool condition) { m_good = m_good && condition; }

    template<typename T>
    Result<T> result(T value) const
    {
        if (m_good)
            return value;
        return Error{ErrorCode::Bug, QStringLiteral("answer.malformed"), {}};
    }

private:
    const json &m_object;
    bool m_good;
};

template<typename E, std::size_t n>
std::string spelling(E meaning, const Words<E, n> &words)
{
    for (const auto &[candidate, text] : words) {
        if (candidate == meaning)
            return text;
    }
    return {};
}

json textOrNull(const QString &text)
{
    return text.isEmpty() ? json() : json(text.toStdString());
}

json timeOrNull(const QDateTime &time)
{
    return time.isValid() ? json(time.toUTC().toString(Qt::ISODateWithMs).toStdString()) : json();
}

std::string idText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces).toStdString();
}

} // namespace

Result<Participant> participantFromJson(const json &object)
{
    Fields fields(object);
    Participant participant;
    participant.id = fields.id("id");
    participant.kind = fields.word("kind", kKinds);
    participant.name = fields.text("name");
    participant.state = fields.word("state", kStates);
    participant.waitingSince = fields.time("waiting_since");
    participant.joinedAt = fields.time("joined_at");
    participant.leftAt = fields.time("left_at");
    participant.isMe = fields.flag("is_me");
    return fields.result(participant);
}

Result<JoinGrant> grantFromJson(const json &object)
{
    Fields fields(object);
    JoinGrant grant;
    grant.roomId = fields.text("room_id");
    grant.userId = fields.text("user_id");
    grant.role = fields.text("role");
    grant.token = fields.text("token");
    grant.initEndpoint = QUrl(fields.text("init_endpoint"));
    grant.expiresAt = fields.time("expires_at");
    fields.require(!grant.token.isEmpty());
    return fields.result(grant);
}

Result<Visit> visitFromJson(const json &object)
{
    Fields fields(object);
    Visit visit;
    visit.id = fields.id("id");
    visit.code = fields.text("code");
    visit.publicLink = QUrl(fields.text("public_link"));
    visit.status = fields.word("status", kStatuses);
    visit.endReason = fields.word("end_reason", kReasons);
    visit.roomState = fields.word("room_state", kRoomStates);
    visit.roomId = fields.text("room_id");
    visit.appointmentId = fields.text("appointment_id");
    visit.encounterId = fields.text("encounter_id");
    visit.patientId = fields.text("patient_id");
    visit.practitionerId = fields.text("practitioner_id");
    visit.createdAt = fields.time("created_at");
    visit.startedAt = fields.time("started_at");
    visit.endedAt = fields.time("ended_at");
    visit.expiresAt = fields.time("expires_at");
    if (const auto *people = fields.find("participants"); people && people->is_array()) {
        for (const auto &person : *people) {
            auto participant = participantFromJson(person);
            fields.require(participant.has_value());
            if (participant)
                visit.participants.append(*participant);
        }
    }
    return fields.result(visit);
}

Result<VisitAnswer> visitAnswerFromJson(const json &object)
{
    Fields fields(object);
    VisitAnswer answer;
    answer.outcome = fields.word("outcome", kOutcomes);
    answer.replayed = fields.flag("replayed");
    answer.guestSecret = fields.text("secret");
    const auto *visit = fields.find("visit");
    auto read = visitFromJson(visit ? *visit : json());
    if (!read)
        return read.error();
    answer.visit = *std::move(read);
    if (const auto *participant = fields.find("participant")) {
        auto person = participantFromJson(*participant);
        if (!person)
            return person.error();
        answer.participant = *std::move(person);
    }
    if (const auto *grant = fields.find("grant")) {
        auto granted = grantFromJson(*grant);
        if (!granted)
            return granted.error();
        answer.grant = *std::move(granted);
    }
    return fields.result(answer);
}

json toJson(const Participant &participant)
{
    return {{"id", idText(participant.id)},
            {"kind", spelling(participant.kind, kKinds)},
            {"name", participant.name.toStdString()},
            {"state", spelling(participant.state, kStates)},
            {"waiting_since", timeOrNull(participant.waitingSince)},
            {"joined_at", timeOrNull(participant.joinedAt)},
            {"left_at", timeOrNull(participant.leftAt)},
            {"is_me", participant.isMe}};
}

json toJson(const JoinGrant &grant)
{
    return {{"room_id", grant.roomId.toStdString()},
            {"user_id", grant.userId.toStdString()},
            {"role", grant.role.toStdString()},
            {"token", grant.token.toStdString()},
            {"init_endpoint", textOrNull(grant.initEndpoint.toString())},
            {"expires_at", timeOrNull(grant.expiresAt)}};
}

json toJson(const Visit &visit)
{
    auto people = json::array();
    for (const auto &participant : visit.participants)
        people.push_back(toJson(participant));
    const auto reason = spelling(visit.endReason, kReasons);
    return {{"id", idText(visit.id)},
            {"code", visit.code.toStdString()},
            {"public_link", textOrNull(visit.publicLink.toString())},
            {"status", spelling(visit.status, kStatuses)},
            {"end_reason", reason.empty() ? json() : json(reason)},
            {"room_state", spelling(visit.roomState, kRoomStates)},
            {"room_id", textOrNull(visit.roomId)},
            {"appointment_id", textOrNull(visit.appointmentId)},
            {"encounter_id", textOrNull(visit.encounterId)},
            {"patient_id", textOrNull(visit.patientId)},
            {"practitioner_id", textOrNull(visit.practitionerId)},
            {"created_at", timeOrNull(visit.createdAt)},
            {"started_at", timeOrNull(visit.startedAt)},
            {"ended_at", timeOrNull(visit.endedAt)},
            {"expires_at", timeOrNull(visit.expiresAt)},
            {"participants", people}};
}

json toJson(const VisitAnswer &answer)
{
    json object{{"outcome", spelling(answer.outcome, kOutcomes)},
                {"replayed", answer.replayed},
                {"visit", toJson(answer.visit)}};
    if (answer.participant)
        object["participant"] = toJson(*answer.participant);
    if (answer.grant)
        object["grant"] = toJson(*answer.grant);
    if (!answer.guestSecret.isEmpty())
        object["secret"] = answer.guestSecret.toStdString();
    return object;
}

QString participantKindName(ParticipantKind kind)
{
    return QString::fromStdString(spelling(kind, kKinds));
}

std::optional<ParticipantKind> participantKindFromName(const QString &name)
{
    return meaningOf(name, kKinds);
}

std::optional<VisitStatus> visitStatusFromName(const QString &name)
{
    return meaningOf(name, kStatuses);
}

} // namespace bedside
