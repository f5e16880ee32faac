#include "app/sandbox/samplehistory.h"

#include "app/sandbox/sampledocuments.h"

#include <QCryptographicHash>
#include <QTimeZone>

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr int kDaysEitherWay = 14;
constexpr int kSlotMinutes = 30;
constexpr int kVisitMinutes = 20;
constexpr int kQuietSlotsPerDay = 6;
const QTime kOpens{8, 0};
const QTime kLunch{12, 0};
const QTime kLunchEnds{13, 0};
const QTime kCloses{17, 30};
const QTime kLatest{23, 0};

//! Numbers that depend on nothing but what they are for.
class Chance
{
public:
    explicit Chance(const QString &key)
        : m_bytes(QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256))
    {
    }
    //! 0 … below - 1; `which` tells independent numbers apart.
    int below(int limit, int which) const
    {
        const auto byte = [this](int at) { return static_cast<quint8>(m_bytes.at(at)); };
        return ((byte(2 * which) << 8) | byte(2 * which + 1)) % limit;
    }
    //! Ten Crockford base-32 characters.
    QString code() const
    {
        static const char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        QString code;
        for (int i = 20; i < 30; ++i)
            code.append(QLatin1Char(kAlphabet[static_cast<quint8>(m_bytes.at(i)) & 31U]));
        return code;
    }

private:
    QByteArray m_bytes;
};

class Historian
{
public:
    Historian(const SampleClinic &clinic, const SampleOrganization &organization, QDateTime now,
              QString linkBase, db::StoredHistory &history)
        : m_clinic(clinic)
        , m_organization(organization)
        , m_zone(organization.timeZone)
        , m_now(std::move(now))
        , m_today(m_now.toTimeZone(m_zone).date())
        , m_linkBase(std::move(linkBase))
        , m_history(history)
    {
    }

    void write()
    {
        const QDateTime longAgo(m_today.addDays(-60), QTime(9, 0), m_zone);
        for (const SamplePerson &person : m_organization.practitioners())
            store(practitionerDocument(person), longAgo, longAgo);
        for (const SamplePatient &patient : m_organization.patients)
            store(patientDocument(patient, m_organization), longAgo, longAgo);
        for (const SamplePerson &person : m_organization.practitioners()) {
            for (int day = -kDaysEitherWay; day <= kDaysEitherWay; ++day)
                writeDay(person, m_today.addDays(day));
            if (person.busy)
                writeImminent(person);
            else
                writeUnderWay(person);
        }
    }

private:
    void writeDay(const SamplePerson &person, QDate date)
    {
        const bool isToday = date == m_today;
        if (!isToday && date.dayOfWeek() >= Qt::Saturday)
            return;
        int number = 0;
        for (QTime at = kOpens; at <= lastSlot(isToday); at = at.addSecs(kSlotMinutes * 60)) {
            if (at >= kLunch && at < kLunchEnds)
                continue;
            if (!person.busy && ++number > kQuietSlotsPerDay)
                return;
            writeAppointment(person, QDateTime(date, at, m_zone));
        }
    }

    //! Somebody who tries the program in the evening finds appointments ahead, too.
    QTime lastSlot(bool isToday) const
    {
        const QTime now = m_now.toTimeZone(m_zone).time();
        if (!isToday || now < kCloses.addSecs(-2 * 3600))
            return kCloses;
        return std::min(kLatest, now.hour() >= 20 ? kLatest : now.addSecs(3 * 3600));
    }

    //! Starts within five minutes, on the same day. One per half hour, so that starting the sandbox twice in
    //! a row adds nothing.
    void writeImminent(const SamplePerson &person)
    {
        constexpr qint64 kStep = 5 * 60;
        const qint64 next = (m_now.toSecsSinceEpoch() / kStep + 1) * kStep;
        QDateTime start = QDateTime::fromSecsSinceEpoch(next, m_zone);
        if (start.date() != m_today)
            start = start.addSecs(-kStep);
        const qint64 halfHour = m_now.toSecsSinceEpoch() / (kSlotMinutes * 60);
        writeAppointment(person, start, QStringLiteral("imminent %1").arg(halfHour),
                         QStringLiteral("booked"));
    }

    //! One visit that goes on, and people at the door. Once for ever: a visit that nobody ended in an earlier
    //! sandbox is company enough.
    void writeUnderWay(const SamplePerson &person)
    {
        int minutes = -15;
        for (const char *status : {"in-progress", "arrived", "checked-in"}) {
            const QString word = QLatin1String(status);
            writeAppointment(person, m_now.addSecs(minutes * 60), word, word);
            minutes += kSlotMinutes;
        }
    }

    void writeAppointment(const SamplePerson &person, const QDateTime &start)
    {
        writeAppointment(person, start, start.toTimeZone(m_zone).toString(Qt::ISODate), {});
    }

    //! `name` makes the id, together with the practitioner; no `status` means: as the time has it.
    void writeAppointment(const SamplePerson &person, const QDateTime &start, const QString &name,
                          const QString &status)
    {
        const QString key = person.practitionerId + u' ' + name;
        const Chance chance(key);
        SampleAppointment appointment;
        appointment.id = QUuid::createUuidV5(m_organization.id, key).toString(QUuid::WithoutBraces);
        appointment.start = start.toUTC();
        appointment.end = appointment.start.addSecs(kVisitMinutes * 60);
        appointment.reason = m_clinic.reasons.at(chance.below(static_cast<int>(m_clinic.reasons.size()), 0));
        appointment.practitioner = person;
        appointment.patient =
            m_organization.patients.at(chance.below(static_cast<int>(m_organization.patients.size()), 1));
        appointment.status = status.isEmpty() ? statusOf(appointment, chance) : status;
        const QDateTime created = std::min(appointment.start.addDays(-9), m_now.addDays(-1));
        if (appointment.status == u"fulfilled" || appointment.status == u"in-progress")
            writeVisit(appointment, chance);
        store(appointmentDocument(appointment), created, std::min(m_now, std::max(created, appointment.end)));
    }

    //! In the order of time: what is over is mostly fulfilled, what comes is mostly booked, and a few of
    //! every other word are among them. The last hour before now stays booked: those people are late.
    QString statusOf(const SampleAppointment &appointment, const Chance &chance) const
    {
        const int draw = chance.below(40, 2);
        const bool isToday = appointment.start.toTimeZone(m_zone).date() == m_today;
        if (appointment.end < m_now.addSecs(-3600)) {
            static const QHash<int, QString> kPast{{0, QStringLiteral("noshow")},
                                                   {1, QStringLiteral("noshow")},
                                                   {2, QStringLiteral("cancelled")},
                                                   {3, QStringLiteral("cancelled")},
                                                   {4, QStringLiteral("entered-in-error")}};
            return kPast.value(draw, QStringLiteral("fulfilled"));
        }
        if (isToday && appointment.start < m_now.addSecs(3 * 3600))
            return QStringLiteral("booked");
        static const QHash<int, QString> kComing{
            {0, QStringLiteral("cancelled")},
            {1, QStringLiteral("pending")},
            {2, QStringLiteral("proposed")},
            {3, QStringLiteral("waitlist")},
        };
        return kComing.value(draw, QStringLiteral("booked"));
    }

    void writeVisit(SampleAppointment &appointment, const Chance &chance)
    {
        const bool runs = appointment.status == u"in-progress";
        db::StoredVisit visit;
        visit.id = QUuid::createUuidV5(m_organization.id, QStringLiteral("visit ") + appointment.id);
        visit.organization = m_organization.id;
        visit.appointmentId = appointment.id;
        visit.patientId = appointment.patient.id;
        visit.patientName = appointment.patient.displayName();
        visit.practitionerId = appointment.practitioner.practitionerId;
        visit.code = chance.code();
        visit.publicLink = m_linkBase + QStringLiteral("/meeting/") + visit.code;
        visit.createdAt = std::min(appointment.start.addSecs(-900), m_now);
        visit.startedAt = appointment.start.addSecs(chance.below(420, 3));
        if (!runs)
            visit.endedAt = visit.startedAt.addSecs(480 + chance.below(900, 4));
        visit.expiresAt = appointment.end.addSecs(2 * 3600);
        appointment.code = visit.code;
        appointment.link = visit.publicLink;
        store(encounterDocument(visit), visit.startedAt, runs ? visit.startedAt : visit.endedAt);
        m_history.visits.append(visit);
    }

    void store(const nlohmann::json &document, const QDateTime &created, const QDateTime &updated)
    {
        m_history.resources.append({m_organization.id, document, created, updated});
    }

    const SampleClinic &m_clinic;
    const SampleOrganization &m_organization;
    QTimeZone m_zone;
    QDateTime m_now;
    QDate m_today;
    QString m_linkBase;
    db::StoredHistory &m_history;
};

} // namespace

db::StoredHistory sampleHistory(const SampleClinic &clinic, const QDateTime &now, const QString &linkBase)
{
    db::StoredHistory history;
    for (const SampleOrganization &organization : clinic.organizations)
        Historian(clinic, organization, now.toUTC(), linkBase, history).write();
    return history;
}

} // namespace bedside::sandbox
