#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "app/ctl/visitrunner.h"
#include "app/ctl/visittext.h"
#include "core/visit/visitjson.h"

#include <QSysInfo>
#include <QTimeZone>

namespace bedside::ctl {

namespace {

void report(Session &session, const VisitAnswer &answer)
{
    auto document = toJson(answer);
    document["operation"] = session.operation().toString(QUuid::WithoutBraces).toStdString();
    auto text =
        QString::fromStdString(document.at("outcome").get<std::string>()) + u'\n' + visitText(answer.visit);
    if (!answer.guestSecret.isEmpty())
        text +=
            QStringLiteral("\n  participant %1").arg(answer.participant->id.toString(QUuid::WithoutBraces));
    session.succeed(document, text);
}

void perform(Session &session, VisitStep step)
{
    auto *runner = new VisitRunner(session.lifecycle, {session.operation(), std::move(step)}, &session);
    runner->setRoomWait(session.arguments.option(QStringLiteral("wait")).toInt());
    QObject::connect(runner, &VisitRunner::finished, &session,
                     [&session](const VisitAnswer &answer) { report(session, answer); });
    QObject::connect(runner, &VisitRunner::failed, &session, [&session](const Error &error) {
        if (error.code == ErrorCode::OutcomeUnknown)
            session.complain(
                QStringLiteral("Repeat the command with --operation %1 to learn it; nothing is done twice.")
                    .arg(session.operation().toString(QUuid::WithoutBraces)));
        session.fail(error);
    });
    runner->start();
}

//! The meeting named first on the command line; ends the session when it is no id.
std::optional<QUuid> meeting(Session &session)
{
    const QUuid id(session.arguments.positionals.value(0));
    if (!id.isNull())
        return id;
    session.fail(
        {ErrorCode::Invalid, QStringLiteral("argument.malformed"), QStringLiteral("MEETING is a UUID")});
    return std::nullopt;
}

template<typename Step>
void onMeeting(Session &session)
{
    if (const auto visit = meeting(session))
        perform(session, Step{*visit});
}

template<typename Step>
void onParticipant(Session &session)
{
    const auto visit = meeting(session);
    const QUuid participant(session.arguments.positionals.value(1));
    if (!visit)
        return;
    if (participant.isNull())
        session.fail({ErrorCode::Invalid, QStringLiteral("argument.malformed"),
                      QStringLiteral("PARTICIPANT is a UUID")});
    else
        perform(session, Step{*visit, participant});
}

void join(Session &session)
{
    const auto here = QStringLiteral("bedsidectl@") + QSysInfo::machineHostName();
    if (const auto visit = meeting(session))
        perform(session, JoinVisit{*visit, session.arguments.option(QStringLiteral("seat"), here)});
}

void arrive(Session &session)
{
    const auto &arguments = session.arguments;
    const auto kind = participantKindFromName(arguments.option(QStringLiteral("kind")));
    const auto code = normalizedJoinCode(arguments.positionals.at(0));
    if (!kind || *kind == ParticipantKind::Practitioner)
        session.fail({ErrorCode::Invalid, QStringLiteral("kind.unknown"), {}});
    else if (code.isEmpty())
        session.fail({ErrorCode::Invalid, QStringLiteral("code.malformed"), {}});
    else
        perform(session, ArriveAtVisit{code, arguments.option(QStringLiteral("name")), *kind});
}

void show(Session &session)
{
    const auto name = session.arguments.positionals.at(0);
    const Continuation<Visit> then(&session, [&session](Result<Visit> visit) {
        if (visit)
            session.succeed({{"visit", toJson(*visit)}}, visitText(*visit));
        else
            session.fail(visit.error());
    });
    const QUuid id(name);
    const auto code = normalizedJoinCode(name);
    if (!id.isNull())
        session.lifecycle.find(id, then);
    else if (!code.isEmpty())
        session.lifecycle.findByCode(code, then);
    else
        session.fail({ErrorCode::Invalid, QStringLiteral("code.malformed"), {}});
}

void list(Session &session)
{
    const auto now = QDateTime::currentDateTimeUtc();
    session.lifecycle.list(now.addDays(-7), now.addDays(1),
                           {&session, [&session](Result<QList<Visit>> visits) {
                                if (!visits) {
                                    session.fail(visits.error());
                                    return;
                                }
                                auto rows = Json::array();
                                QStringList lines;
                                for (const auto &visit : *visits) {
                                    rows.push_back(toJson(visit));
                                    lines.append(visitLine(visit));
                                }
                                session.succeed({{"visits", rows}}, lines.join(u'\n'));
                            }});
}

void reportAgenda(Session &session, const QByteArray &zone, const QList<AgendaEntry> &entries)
{
    auto rows = Json::array();
    QStringList lines;
    for (const auto &entry : entries) {
        rows.push_back(agendaJson(entry));
        lines.append(agendaLine(entry, zone));
    }
    session.succeed({{"time_zone", zone.toStdString()}, {"entries", rows}}, lines.join(u'\n'));
}

void readAgenda(Session &session, const Account &account)
{
    const QTimeZone zone(account.organizationTimeZone);
    const auto given = session.arguments.option(QStringLiteral("date"));
    const auto date = given.isEmpty() ? QDateTime::currentDateTimeUtc().toTimeZone(zone).date()
                                      : QDate::fromString(given, Qt::ISODate);
    if (!date.isValid()) {
        session.fail({ErrorCode::Invalid, QStringLiteral("date.malformed"), {}});
        return;
    }
    session.agenda.entries(
        date.startOfDay(zone).toUTC(), date.addDays(1).startOfDay(zone).toUTC(),
        {&session, [&session, name = account.organizationTimeZone](Result<QList<AgendaEntry>> rows) {
             if (rows)
                 reportAgenda(session, name, *rows);
             else
                 session.fail(rows.error());
         }});
}

void showAgenda(Session &session)
{
    session.account.signIn({&session, [&session](Result<Account> account) {
                                if (account)
                                    readAgenda(session, *account);
                                else
                                    session.fail(account.error());
                            }});
}

Grammar visitGrammar(const char *name, const char *positionals, const char *meaning)
{
    Grammar grammar;
    grammar.words = {QStringLiteral("visit"), QString::fromLatin1(name)};
    grammar.positionals = QString::fromLatin1(positionals).split(u' ', Qt::SkipEmptyParts);
    grammar.meaning = QString::fromUtf8(meaning);
    return grammar;
}

Grammar with(Grammar grammar, const QStringList &options, const QStringList &required = {})
{
    grammar.options = options;
    grammar.required = required;
    return grammar;
}

} // namespace

QList<Command> visitCommands()
{
    const auto seat = QStringLiteral("seat");
    const auto name = QStringLiteral("name");
    const auto kind = QStringLiteral("kind");
    const auto reason = QStringLiteral("reason");
    const auto patient = QStringLiteral("patient");
    Grammar agenda;
    agenda.words = {QStringLiteral("agenda")};
    agenda.options = {QStringLiteral("date")};
    agenda.meaning = QStringLiteral("Appointments and visits of a day of the clinic (YYYY-MM-DD; today).");
    return {
        {agenda, showAgenda},
        {visitGrammar("create", "APPOINTMENT", "Makes the appointment's visit, or finds it."),
         [](Session &s) { perform(s, CreateVisit{s.arguments.positionals.at(0)}); }},
        {with(visitGrammar("instant", "", "Makes a visit without an appointment."), {patient}),
         [patient](Session &s) { perform(s, StartInstantVisit{s.arguments.option(patient)}); }},
        {visitGrammar("show", "MEETING|CODE", "One visit with its people."), show},
        {visitGrammar("list", "", "Visits made in the last seven days."), list},
        {with(visitGrammar("arrive", "CODE",
                           "Puts a guest into the waiting room. Kinds: patient, family, interpreter, guest."),
              {name, kind}, {name, kind}),
         arrive},
        {visitGrammar("admit", "MEETING PARTICIPANT", "Lets somebody who waits in."),
         onParticipant<AdmitParticipant>},
        {visitGrammar("deny", "MEETING PARTICIPANT", "Turns somebody who waits away."),
         onParticipant<DenyParticipant>},
        {with(visitGrammar("join", "MEETING",
                           "Joins as the practitioner signed in; --wait: seconds for the room."),
              {seat, QStringLiteral("wait")}),
         join},
        {visitGrammar("leave", "MEETING", "Leaves the visit, which goes on."), onMeeting<LeaveVisit>},
        {visitGrammar("end", "MEETING", "Ends the visit for everybody."), onMeeting<EndVisit>},
        {with(visitGrammar("cancel", "MEETING", "Cancels a visit that has not started."), {reason}, {reason}),
         [reason](Session &s) {
             if (const auto visit = meeting(s))
                 perform(s, CancelVisit{*visit, s.arguments.option(reason)});
         }},
        {visitGrammar("noshow", "MEETING", "Records that nobody came."), onMeeting<RecordNoShow>},
    };
}

} // namespace bedside::ctl
