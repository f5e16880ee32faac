#include "core/fhir/fhirread.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace bedside {

using namespace json;

namespace {

constexpr qsizetype kMaxShown = 200;
constexpr const char *kTimeZoneUrl = "http://hl7.org/fhir/StructureDefinition/timezone";

bool isHarmful(char32_t c)
{
    // Direction overrides and isolates could make a name read as somebody else's.
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           QChar::category(c) == QChar::Other_Control || QChar::category(c) == QChar::Other_Surrogate;
}

QString shown(const QString &raw)
{
    QString clean;
    for (const char32_t c : raw.left(4 * kMaxShown).toUcs4()) {
        if (QChar::isSpace(c))
            clean += u' ';
        else if (!isHarmful(c))
            clean += QChar::fromUcs4(c);
    }
    clean = clean.simplified();
    if (clean.size() <= kMaxShown)
        return clean;
    const bool splitsPair = clean.at(kMaxShown - 1).isHighSurrogate();
    return clean.left(splitsPair ? kMaxShown - 1 : kMaxShown);
}

QString shown(const Json &object, const char *key)
{
    return shown(text(object, key));
}

//! An id goes on as written: it is compared, never shown.
QString resourceId(const Json &resource)
{
    return text(resource, "id");
}

int nameRank(const Json &name)
{
    const QString use = text(name, "use");
    if (use == u"official")
        return 0;
    if (use == u"usual")
        return 1;
    if (use.isEmpty())
        return 2;
    return use == u"old" || use == u"maiden" ? 4 : 3;
}

QStringList words(const Json &name, const char *key)
{
    QStringList result;
    for (const Json &part : items(name, key)) {
        if (const QString word = shown(text(part)); !word.isEmpty())
            result << word;
    }
    return result;
}

bool writesFamilyFirst(const QString &family)
{
    for (const char32_t c : family.toUcs4()) {
        const auto script = QChar::script(c);
        if (script == QChar::Script_Han || script == QChar::Script_Hangul)
            return true;
    }
    return false;
}

QString wholeName(const Json &name, bool withTitle)
{
    if (const QString whole = shown(name, "text"); !whole.isEmpty())
        return whole;
    const QString family = shown(name, "family");
    const QString given = words(name, "given").join(u' ');
    if (writesFamilyFirst(family))
        return shown(family + given);
    QStringList parts = withTitle ? words(name, "prefix") : QStringList();
    parts << given << family;
    if (withTitle)
        parts << words(name, "suffix");
    return shown(parts.join(u' '));
}

bool hasCode(const Json &codeable, std::string_view code)
{
    for (const Json &coding : items(codeable, "coding")) {
        if (isText(member(coding, "code"), code))
            return true;
    }
    return false;
}

bool isNationalNumber(const Json &identifier)
{
    static constexpr std::array kTypes{"SS", "SB", "NI", "NIIP", "PPN", "DL", "TAX", "CZ"};
    const Json &type = member(identifier, "type");
    return std::any_of(kTypes.begin(), kTypes.end(), [&](const char *code) { return hasCode(type, code); });
}

QString recordNumber(const Json &patient)
{
    QString first;
    for (const Json &identifier : items(patient, "identifier")) {
        const QString value = shown(identifier, "value");
        if (value.isEmpty() || isText(member(identifier, "use"), "old"))
            continue;
        if (hasCode(member(identifier, "type"), "MR"))
            return value;
        if (first.isEmpty() && !isNationalNumber(identifier))
            first = value;
    }
    return first;
}

int telecomRank(const Json &point)
{
    const auto *rank = member(point, "rank").get_ptr<const Json::number_unsigned_t *>();
    if (rank && *rank < 1000)
        return static_cast<int>(*rank);
    return isText(member(point, "use"), "mobile") ? 1000 : 1001;
}

QString telecom(const Json &person, std::string_view system)
{
    QString best;
    int bestRank = std::numeric_limits<int>::max();
    for (const Json &point : items(person, "telecom")) {
        const QString value = shown(point, "value");
        if (value.isEmpty() || !isText(member(point, "system"), system) ||
            isText(member(point, "use"), "old"))
            continue;
        if (const int rank = telecomRank(point); rank < bestRank) {
            best = value;
            bestRank = rank;
        }
    }
    return best;
}

QString language(const Json &patient)
{
    QString first;
    for (const Json &communication : items(patient, "communication")) {
        QString code;
        for (const Json &coding : items(member(communication, "language"), "coding")) {
            if (code = shown(coding, "code"); !code.isEmpty())
                break;
        }
        if (flag(communication, "preferred") && !code.isEmpty())
            return code;
        if (first.isEmpty())
            first = code;
    }
    return first;
}

QByteArray timeZoneOf(const Json &element)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9_+\\-]+(/[A-Za-z0-9_+\\-]+){0,3}\\z"_s);
    const Json &zone = extension(element, kTimeZoneUrl);
    QString name = text(zone, "valueCode");
    if (name.isEmpty())
        name = text(zone, "valueString");
    return name.size() <= 64 && form.match(name).hasMatch() ? name.toLatin1() : QByteArray();
}

QByteArray timeZone(const Json &patient)
{
    if (const QByteArray own = timeZoneOf(patient); !own.isEmpty())
        return own;
    for (const Json &address : items(patient, "address")) {
        if (const QByteArray there = timeZoneOf(address); !there.isEmpty())
            return there;
    }
    return {};
}

QString conceptText(const Json &codeable)
{
    if (const QString own = shown(codeable, "text"); !own.isEmpty())
        return own;
    for (const Json &coding : items(codeable, "coding")) {
        if (const QString display = shown(coding, "display"); !display.isEmpty())
            return display;
    }
    return {};
}

QString conceptTexts(const Json &resource, const char *key)
{
    QStringList all;
    for (const Json &codeable : items(resource, key)) {
        if (const QString one = conceptText(codeable); !one.isEmpty() && !all.contains(one))
            all << one;
    }
    return shown(all.join(u", "_s));
}

QString reasonOf(const Json &appointment)
{
    if (const QString reason = conceptTexts(appointment, "reasonCode"); !reason.isEmpty())
        return reason;
    if (const QString description = shown(appointment, "description"); !description.isEmpty())
        return description;
    return conceptTexts(appointment, "serviceType");
}

const Json &resourceById(const Json &resources, const ResourceReference &reference)
{
    for (const Json &resource : Items(resources)) {
        const Json &type = member(resource, "resourceType");
        if (!reference.id.isEmpty() && resourceId(resource) == reference.id &&
            (type.is_null() || text(type) == reference.type))
            return resource;
    }
    return element(resources, std::numeric_limits<std::size_t>::max());
}

PractitionerIdentity behindRole(const Json &role, const Json &practitioners)
{
    const ResourceReference person = readReference(member(role, "practitioner"));
    PractitionerIdentity identity = readPractitioner(resourceById(practitioners, person));
    identity.id = person.id;
    if (identity.name.isEmpty())
        identity.name = shown(person.display);
    return identity;
}

PractitionerIdentity practitionerOf(const ResourceReference &actor, const Json &practitioners)
{
    const Json &resource = resourceById(practitioners, actor);
    PractitionerIdentity identity =
        actor.type == u"PractitionerRole" ? behindRole(resource, practitioners) : readPractitioner(resource);
    if (identity.id.isEmpty())
        identity.id = actor.id;
    if (identity.name.isEmpty())
        identity.name = shown(actor.display);
    return identity;
}

template<typename Identity>
void addOnce(QList<Identity> &people, Identity identity)
{
    if (identity.id.isEmpty() && identity.name.isEmpty())
        return;
    for (const Identity &known : people) {
        if (known.id == identity.id && (!known.id.isEmpty() || known.name == identity.name))
            return;
    }
    people << std::move(identity);
}

void addPeople(AgendaEntry &entry, const AppointmentFacts &facts, const Json &patients,
               const Json &practitioners)
{
    for (const AppointmentParticipant &participant : facts.participants) {
        const ResourceReference &actor = participant.actor;
        if (actor.type == u"Patient") {
            PatientIdentity identity = readPatient(resourceById(patients, actor));
            identity.id = actor.id;
            if (identity.name.isEmpty())
                identity.name = shown(actor.display);
            addOnce(entry.patients, std::move(identity));
        } else if (actor.type == u"Practitioner" || actor.type == u"PractitionerRole") {
            addOnce(entry.practitioners, practitionerOf(actor, practitioners));
        }
    }
}

} // namespace

AppointmentStatus appointmentStatus(QStringView code)
{
    using enum AppointmentStatus;
    static constexpr std::array<std::pair<QStringView, AppointmentStatus>, 11> kCodes{{
        {u"proposed", Proposed},
        {u"pending", Pending},
        {u"booked", Booked},
        {u"arrived", Arrived},
        {u"checked-in", CheckedIn},
        {u"in-progress", InProgress},
        {u"fulfilled", Fulfilled},
        {u"cancelled", Cancelled},
        {u"noshow", NoShow},
        {u"entered-in-error", EnteredInError},
        {u"waitlist", Waitlist},
    }};
    for (const auto &[word, status] : kCodes) {
        if (word == code)
            return status;
    }
    return Unknown;
}

QString readName(const Json &names, bool withTitle)
{
    QString best;
    int bestRank = std::numeric_limits<int>::max();
    for (const Json &name : Items(names)) {
        const int rank = nameRank(name);
        if (rank >= bestRank)
            continue;
        if (const QString whole = wholeName(name, withTitle); !whole.isEmpty()) {
            best = whole;
            bestRank = rank;
        }
    }
    return best;
}

PatientIdentity readPatient(const Json &patient)
{
    PatientIdentity identity;
    identity.id = resourceId(patient);
    identity.name = readName(member(patient, "name"));
    identity.birthDate = QDate::fromString(text(patient, "birthDate"), u"yyyy-MM-dd"_s);
    identity.gender = shown(patient, "gender");
    identity.recordNumber = recordNumber(patient);
    identity.phone = telecom(patient, "phone");
    if (identity.phone.isEmpty())
        identity.phone = telecom(patient, "sms");
    identity.email = telecom(patient, "email");
    identity.language = language(patient);
    identity.timeZone = timeZone(patient);
    return identity;
}

PractitionerIdentity readPractitioner(const Json &practitioner)
{
    return {resourceId(practitioner), readName(member(practitioner, "name"), true)};
}

QList<ResourceReference> AppointmentFacts::actors(QStringView type) const
{
    QList<ResourceReference> result;
    for (const AppointmentParticipant &participant : participants) {
        if (participant.actor.type == type)
            result << participant.actor;
    }
    return result;
}

AppointmentFacts readAppointment(const Json &appointment)
{
    AppointmentFacts facts;
    facts.id = resourceId(appointment);
    facts.statusCode = text(appointment, "status");
    facts.status = appointmentStatus(facts.statusCode);
    facts.start = instant(member(appointment, "start"));
    facts.end = instant(member(appointment, "end"));
    facts.reason = reasonOf(appointment);
    for (const Json &participant : items(appointment, "participant"))
        facts.participants << AppointmentParticipant{readReference(member(participant, "actor")),
                                                     text(participant, "status")};
    return facts;
}

AgendaEntry readAgendaEntry(const Json &appointment, const Json &patients, const Json &practitioners)
{
    AgendaEntry entry;
    if (appointment.is_null()) {
        for (const Json &patient : Items(patients))
            addOnce(entry.patients, readPatient(patient));
        for (const Json &practitioner : Items(practitioners))
            addOnce(entry.practitioners, readPractitioner(practitioner));
        return entry;
    }
    const AppointmentFacts facts = readAppointment(appointment);
    entry.appointmentId = facts.id;
    entry.status = facts.status;
    entry.start = facts.start;
    entry.end = facts.end;
    entry.reason = facts.reason;
    addPeople(entry, facts, patients, practitioners);
    return entry;
}

} // namespace bedside
