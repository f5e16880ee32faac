#include "app/sandbox/provisioning.h"

#include "core/db/connectionstring.h"
#include "core/db/dbexecutor.h"
#include "core/db/pgadministration.h"

#include <QJsonObject>

#include <vector>

namespace bedside::sandbox {

//! A session as the owner, and one per administrator.
struct Provisioning::Sessions
{
    struct Session
    {
        explicit Session(const ConnectionSettings &settings)
            : executor(settings, db::kLifecycleLimits)
            , administration(executor)
        {
        }
        db::DbExecutor executor;
        db::PgAdministration administration;
    };

    explicit Sessions(const ConnectionSettings &settings)
        : owner(settings)
    {
    }

    Session owner;
    std::vector<std::unique_ptr<Session>> administrators;
};

Provisioning::Provisioning(const SampleClinic &clinic, ConnectionSettings owner,
                           std::function<ConnectionSettings(const QString &login)> signIn, QObject *parent)
    : QObject(parent)
    , m_clinic(clinic)
    , m_signIn(std::move(signIn))
    , m_sessions(std::make_unique<Sessions>(owner))
{
}

Provisioning::~Provisioning() = default;

void Provisioning::addOrganizationSteps(const QUrl &baseUrl, QList<Step> &steps)
{
    for (const SampleOrganization &organization : m_clinic.organizations) {
        const Organization wanted{organization.id, organization.name, organization.timeZone, baseUrl};
        steps.append([this, wanted](const Continuation<Done> &then) {
            m_sessions->owner.administration.addOrganization(
                QUuid::createUuid(), wanted,
                Continuation<Organization>(this, [then](const Result<Organization> &added) {
                    then(added ? Result<Done>(Done{}) : added.error());
                }));
        });
    }
}

Provisioning::Step Provisioning::personStep(const SampleOrganization &organization,
                                            const SamplePerson &person)
{
    NewPerson wanted;
    wanted.login = person.login;
    wanted.display = person.display;
    wanted.duties = person.duties;
    wanted.practitionerId = person.practitionerId;
    wanted.organizationId = organization.id;
    return [this, wanted](const Continuation<Done> &then) {
        const auto verifier = db::scramVerifier(wanted.login, m_signIn(wanted.login).password);
        if (!verifier)
            return then(verifier.error());
        NewPerson complete = wanted;
        complete.verifier = *verifier;
        m_sessions->owner.administration.addPerson(
            QUuid::createUuid(), complete, Continuation<Person>(this, [then](const Result<Person> &added) {
                // Added by an earlier start that was cut off; its password is the one on disk.
                const bool isThere = added || added.error().reason == u"person.exists";
                then(isThere ? Result<Done>(Done{}) : added.error());
            }));
    };
}

void Provisioning::addPeople(const QUrl &baseUrl, Continuation<Done> then)
{
    QList<Step> steps;
    addOrganizationSteps(baseUrl, steps);
    for (const SampleOrganization &organization : m_clinic.organizations) {
        for (const SamplePerson &person : organization.people)
            steps.append(personStep(organization, person));
    }
    run(steps, 0, then);
}

void Provisioning::connectProvider(const QUrl &baseUrl, const ProviderSettings &provider,
                                   Continuation<Done> then)
{
    QList<Step> steps;
    addOrganizationSteps(baseUrl, steps);
    const QJsonObject settings{{QStringLiteral("access_key"), provider.accessKey},
                               {QStringLiteral("secret"), QString::fromLatin1(provider.secret)},
                               {QStringLiteral("template_id"), QStringLiteral("bedside-sandbox")},
                               {QStringLiteral("api_endpoint"), provider.apiEndpoint},
                               {QStringLiteral("init_endpoint"), provider.initEndpoint}};
    m_sessions->administrators.clear();
    for (const SampleOrganization &organization : m_clinic.organizations) {
        const QString login = organization.person(QStringLiteral("administrator")).login;
        m_sessions->administrators.push_back(std::make_unique<Sessions::Session>(m_signIn(login)));
        Administration &administration = m_sessions->administrators.back()->administration;
        steps.append([&administration, settings](const Continuation<Done> &done) {
            administration.setIntegration(QUuid::createUuid(), settings, done);
        });
    }
    run(steps, 0, then);
}

void Provisioning::run(const QList<Step> &steps, qsizetype at, const Continuation<Done> &then)
{
    if (at == steps.size()) {
        then(Done{});
        return;
    }
    steps.at(at)(Continuation<Done>(this, [this, steps, at, then](const Result<Done> &done) {
        if (done)
            run(steps, at + 1, then);
        else
            then(done);
    }));
}

} // namespace bedside::sandbox
