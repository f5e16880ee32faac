#include "tests/ui/sampleday.h"

using namespace Qt::StringLiterals;

namespace bedside::tests {

namespace {

const QUuid kSpace(u"{11111111-2222-4333-8444-555555555555}"_s);

PractitionerIdentity doctor(int number)
{
    static const QStringList names{u"Dr. Ruth Smith"_s, u"Dr. Kenji Watanabe"_s,
                                   u"Dr. Zoë Müller-Lüdenscheidt"_s};
    return {u"dr-%1"_s.arg(number), names.at(number)};
}

AgendaEntry entry(const QString &id, const PatientIdentity &patient, int minutes, const QString &reason,
                  int practitioner)
{
    AgendaEntry entry = sampleEntry(id, patient.name, minutes);
    entry.patients = {patient};
    entry.reason = reason;
    entry.practitioners = {doctor(practitioner)};
    return entry;
}

Account account(const QString &name, const QStringList &duties)
{
    Account account;
    account.login = u"smith"_s;
    account.displayName = name;
    account.organizationName = u"North Clinic"_s;
    account.organizationTimeZone = "Europe/Berlin";
    account.duties = duties;
    return account;
}

} // namespace

QDateTime sampleNow()
{
    return QDateTime(QDate(2026, 11, 20), QTime(8, 52, 10), Qt::UTC);
}

Account samplePractitioner()
{
    Account practitioner = account(u"Dr. Ruth Smith"_s, {u"practitioner"_s});
    practitioner.practitionerId = u"dr-0"_s;
    return practitioner;
}

Account sampleReceptionist()
{
    return account(u"Ana Ruiz"_s, {u"front-desk"_s});
}

AgendaEntry sampleEntry(const QString &id, const QString &patient, int minutes)
{
    AgendaEntry entry;
    entry.appointmentId = id;
    entry.status = AppointmentStatus::Booked;
    entry.start = sampleNow().addSecs(minutes * 60 - 10);
    entry.end = entry.start.addSecs(30 * 60);
    entry.reason = u"Follow-up"_s;
    entry.patients = {{u"pat-"_s + id,
                       patient,
                       QDate(1986, 3, 14),
                       u"female"_s,
                       u"004512"_s,
                       u"+49 30 1234567"_s,
                       {},
                       u"de"_s,
                       "Europe/Berlin"}};
    entry.practitioners = {doctor(0)};
    return entry;
}

Visit sampleVisit(const QString &appointment)
{
    Visit visit;
    visit.id = QUuid::createUuidV5(kSpace, appointment);
    visit.code = u"ABCDEFGHJK"_s;
    visit.publicLink = QUrl(u"http://127.0.0.1:4455/meeting/ABCDEFGHJK"_s);
    visit.appointmentId = appointment;
    visit.roomState = RoomState::Ready;
    visit.roomId = u"room-1"_s;
    visit.createdAt = sampleNow().addSecs(-3600);
    visit.expiresAt = sampleNow().addSecs(86400);
    return visit;
}

Participant samplePerson(const QString &name, ParticipantKind kind, ParticipantState state, int minutesAgo)
{
    Participant person;
    person.id = QUuid::createUuidV5(kSpace, name);
    person.name = name;
    person.kind = kind;
    person.state = state;
    person.waitingSince = sampleNow().addSecs(-minutesAgo * 60 - 10);
    return person;
}

QList<AgendaEntry> sampleDay()
{
    const auto patient = [](const QString &name, QDate born, const QString &language = {},
                            const QByteArray &zone = {}) {
        return PatientIdentity{u"p-"_s + name,
                               name,
                               born,
                               u"female"_s,
                               u"00%1"_s.arg(qHash(name) % 9000 + 1000),
                               u"+49 30 1234567"_s,
                               u"patient@example.org"_s,
                               language,
                               zone};
    };
    QList<AgendaEntry> day;
    AgendaEntry done =
        entry(u"a1"_s, patient(u"Amina Yusuf أمينة يوسف"_s, {1986, 3, 14}, u"ar"_s), -52, u"Follow-up"_s, 0);
    done.status = AppointmentStatus::Fulfilled;
    day.append(done);
    AgendaEntry cancelled =
        entry(u"a2"_s, patient(u"Дмитрий Соколов"_s, {1971, 7, 2}), -47, u"Blood pressure"_s, 2);
    cancelled.status = AppointmentStatus::Cancelled;
    day.append(cancelled);
    AgendaEntry inVisit =
        entry(u"a3"_s, patient(u"John Doe"_s, {1974, 1, 30}, u"en"_s), -22, u"Chest pain"_s, 1);
    inVisit.status = AppointmentStatus::InProgress;
    inVisit.visit = sampleVisit(u"a3"_s);
    inVisit.visit->status = VisitStatus::Active;
    inVisit.visit->startedAt = sampleNow().addSecs(-724);
    inVisit.visit->participants = {
        samplePerson(u"Dr. Kenji Watanabe"_s, ParticipantKind::Practitioner, ParticipantState::InRoom),
        samplePerson(u"John Doe"_s, ParticipantKind::Patient, ParticipantState::InRoom)};
    day.append(inVisit);
    day.append(
        entry(u"a4"_s, patient(u"Oluwaseun Adébáyò"_s, {1999, 12, 1}), -17, u"Prescription renewal"_s, 0));
    AgendaEntry waiting = entry(u"a5"_s, patient(u"李伟 (Li Wei)"_s, {1993, 2, 3}, u"zh"_s, "Asia/Shanghai"),
                                8, u"Results of the MRI"_s, 0);
    waiting.visit = sampleVisit(u"a5"_s);
    waiting.visit->participants = {
        samplePerson(u"李伟"_s, ParticipantKind::Patient, ParticipantState::Waiting, 4),
        samplePerson(u"Anna Wei"_s, ParticipantKind::Family, ParticipantState::Waiting, 2)};
    day.append(waiting);
    day.append(entry(u"a6"_s, patient(u"María Gómez"_s, {1965, 9, 9}), 38, u"Intake"_s, 0));
    day.append(entry(u"a7"_s, patient(u"Emma Lindqvist"_s, {2025, 8, 20}), 38,
                     u"Well-child visit, second vaccination and questions about sleep"_s, 2));
    day.append(entry(
        u"a8"_s, patient(u"Wolfgang Amadeus Theophilus Freiherr von Hohenstein-Guttenberg"_s, {1948, 4, 4}),
        68, u"Wound check"_s, 1));
    day.append(entry(u"a9"_s, patient(u"प्रिया शर्मा"_s, {1990, 10, 12}), 98, u"Migraine"_s, 0));
    AgendaEntry unknown = entry(u"b1"_s, patient(u"דוד כהן"_s, {}), 128, {}, 1);
    unknown.practitioners.clear();
    day.append(unknown);
    AgendaEntry nobody = entry(u"b2"_s, patient({}, {}), 158, u"Team call"_s, 2);
    nobody.patients.clear();
    day.append(nobody);
    for (int i = 0; i < 8; ++i)
        day.append(entry(u"c%1"_s.arg(i), patient(u"Yuki Tanaka %1"_s.arg(i + 1), {1980 + i, 5, 5}),
                         180 + 20 * i, u"Check-up"_s, i % 3));
    return day;
}

} // namespace bedside::tests
