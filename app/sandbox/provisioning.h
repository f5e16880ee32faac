#pragma once

#include "app/sandbox/sampleclinic.h"
#include "core/base/continuation.h"
#include "core/settings/connectionsettings.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace bedside::sandbox {

//! The pretended provider as the wizard would enter it.
struct ProviderSettings
{
    QString accessKey;
    QByteArray secret;
    QString apiEndpoint;
    QString initEndpoint;
};

//! Brings organizations, people and the provider's settings of the sample clinic into a migrated database,
//! through the functions an administrator uses. Asynchronous; one step at a time.
class Provisioning : public QObject
{
    Q_OBJECT

public:
    //! `owner`: of the database; `signIn` gives the settings of a login of the clinic.
    Provisioning(const SampleClinic &clinic, ConnectionSettings owner,
                 std::function<ConnectionSettings(const QString &login)> signIn, QObject *parent = nullptr);
    ~Provisioning() override;

    //! Organizations (their links lead to `baseUrl`) and people; those who are there already stay as they
    //! are.
    void addPeople(const QUrl &baseUrl, Continuation<Done> then);
    //! Organizations again, with a new `baseUrl`, and the provider.
    void connectProvider(const QUrl &baseUrl, const ProviderSettings &provider, Continuation<Done> then);

private:
    using Step = std::function<void(Continuation<Done>)>;
    struct Sessions;

    void addOrganizationSteps(const QUrl &baseUrl, QList<Step> &steps);
    Step personStep(const SampleOrganization &organization, const SamplePerson &person);
    void run(const QList<Step> &steps, qsizetype at, const Continuation<Done> &then);

    const SampleClinic &m_clinic;
    std::function<ConnectionSettings(const QString &login)> m_signIn;
    std::unique_ptr<Sessions> m_sessions;
};

} // namespace bedside::sandbox
