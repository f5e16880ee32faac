#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "core/db/connectionstring.h"
#include "core/db/migrator.h"

#include <QFile>
#include <QJsonObject>

#include <cstdio>

namespace bedside::ctl {

namespace {

//! The first line of standard input, for secrets that must not stand in an argument.
QString secretFromInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return {};
    auto line = QString::fromUtf8(input.readLine(4'096));
    while (line.endsWith(u'\n') || line.endsWith(u'\r'))
        line.chop(1);
    return line;
}

Json stringsOf(const QStringList &texts)
{
    auto list = Json::array();
    for (const auto &text : texts)
        list.push_back(text.toStdString());
    return list;
}

Json jsonOf(const Person &person)
{
    return {{"login", person.login.toStdString()},
            {"display", person.display.toStdString()},
            {"duties", stringsOf(person.duties)},
            {"practitioner",
             person.practitionerId.isEmpty() ? Json() : Json(person.practitionerId.toStdString())},
            {"organization", person.organizationId.toString(QUuid::WithoutBraces).toStdString()},
            {"disabled", person.disabled}};
}

QString lineOf(const Person &person)
{
    return QStringLiteral("%1  %2  %3%4")
        .arg(person.login, person.display, person.duties.join(u','),
             person.disabled ? QStringLiteral("  (disabled)") : QString());
}

Json jsonOf(const Organization &organization)
{
    return {{"id", organization.id.toString(QUuid::WithoutBraces).toStdString()},
            {"name", organization.name.toStdString()},
            {"time_zone", organization.timeZone.toStdString()},
            {"base_url", organization.baseUrl.toString().toStdString()}};
}

QString lineOf(const Organization &organization)
{
    return QStringLiteral("%1  %2  %3")
        .arg(organization.id.toString(QUuid::WithoutBraces), organization.name,
             QString::fromLatin1(organization.timeZone));
}

template<typename T>
Continuation<QList<T>> printList(Session &session, const char *name)
{
    return {&session, [&session, name](Result<QList<T>> items) {
                if (!items) {
                    session.fail(items.error());
                    return;
                }
                auto rows = Json::array();
                QStringList lines;
                for (const auto &item : *items) {
                    rows.push_back(jsonOf(item));
                    lines.append(lineOf(item));
                }
                session.succeed({{name, rows}}, lines.join(u'\n'));
            }};
}

template<typename T>
Continuation<T> printOne(Session &session, const char *name)
{
    return {&session, [&session, name](Result<T> item) {
                if (item)
                    session.succeed({{name, jsonOf(*item)}}, lineOf(*item));
                else
                    session.fail(item.error());
            }};
}

Continuation<Done> printDone(Session &session, const char *outcome)
{
    return {&session, [&session, outcome](Result<Done> done) {
                if (done)
                    session.succeed({{"outcome", outcome}}, QString::fromLatin1(outcome));
                else
                    session.fail(done.error());
            }};
}

void migrate(Session &session)
{
    const auto report = db::migrate(session.settings);
    if (!report) {
        session.fail(report.error());
        return;
    }
    const auto text = report->applied.isEmpty() && !report->functionsReplaced
                          ? QStringLiteral("Nothing to do; the schema is at version %1.").arg(report->version)
                          : QStringLiteral("The schema is at version %1 now.").arg(report->version);
    session.succeed({{"applied", stringsOf(report->applied)},
                     {"functions_replaced", report->functionsReplaced},
                     {"version", report->version}},
                    text);
}

void addUser(Session &session)
{
    const auto &arguments = session.arguments;
    NewPerson person;
    person.login = arguments.positionals.at(0);
    person.display = arguments.option(QStringLiteral("name"), person.login);
    person.duties = arguments.option(QStringLiteral("duty")).split(u',', Qt::SkipEmptyParts);
    person.practitionerId = arguments.option(QStringLiteral("practitioner"));
    person.organizationId = QUuid(arguments.option(QStringLiteral("organization")));
    const auto verifier = db::scramVerifier(person.login, secretFromInput());
    if (!verifier) {
        session.fail(verifier.error());
        return;
    }
    person.verifier = *verifier;
    session.administration.addPerson(session.operation(), person, printOne<Person>(session, "person"));
}

void addOrganization(Session &session)
{
    const auto &arguments = session.arguments;
    Organization organization;
    organization.name = arguments.positionals.at(0);
    organization.id = QUuid(arguments.option(QStringLiteral("id")));
    organization.timeZone = arguments.option(QStringLiteral("zone")).toLatin1();
    organization.baseUrl = QUrl(arguments.option(QStringLiteral("base-url")));
    session.administration.addOrganization(session.operation(), organization,
                                           printOne<Organization>(session, "organization"));
}

void setIntegration(Session &session)
{
    QJsonObject settings;
    for (const char *name : {"access-key", "template-id", "api-endpoint", "init-endpoint"}) {
        const auto value = session.arguments.option(QLatin1String(name));
        if (!value.isEmpty())
            settings.insert(QString(QLatin1String(name)).replace(u'-', u'_'), value);
    }
    if (const auto secret = secretFromInput(); !secret.isEmpty())
        settings.insert(QStringLiteral("secret"), secret);
    session.administration.setIntegration(session.operation(), settings, printDone(session, "stored"));
}

Grammar grammar(const char *words, const char *positionals, const char *options, const char *required,
                const char *meaning)
{
    const auto list = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    return {list(words), list(positionals), list(options), {}, list(required), QString::fromUtf8(meaning)};
}

} // namespace

QList<Command> administrationCommands()
{
    return {
        {grammar("migrate", "", "", "", "Brings the database to this version; harmless when repeated."),
         migrate, true},
        {grammar("user add", "LOGIN", "duty name practitioner organization", "duty",
                 "Adds a person; the password is the first line of standard input. Duties by commas: "
                 "practitioner, "
                 "front-desk, administrator, gateway, auditor."),
         addUser},
        {grammar("user disable", "LOGIN", "", "", "Takes the login of a person away."),
         [](Session &s) {
             s.administration.disablePerson(s.operation(), s.arguments.positionals.at(0),
                                            printDone(s, "disabled"));
         }},
        {grammar("user list", "", "", "", "The people of the organization."),
         [](Session &s) { s.administration.people(printList<Person>(s, "people")); }},
        {grammar("organization add", "NAME", "id zone base-url", "",
                 "Adds an organization; for the database's owner."),
         addOrganization},
        {grammar("organization list", "", "", "", "The organizations this login may see."),
         [](Session &s) { s.administration.organizations(printList<Organization>(s, "organizations")); }},
        {grammar("integration set", "", "access-key template-id api-endpoint init-endpoint", "",
                 "Sets the video service up; its secret is the first line of standard input."),
         setIntegration},
    };
}

} // namespace bedside::ctl
