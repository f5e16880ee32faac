#include "app/sandbox/sandbox.h"

#include "app/sandbox/samplehistory.h"
#include "core/db/migrator.h"
#include "core/db/sampledatabase.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace bedside::sandbox {

namespace {

using Json = nlohmann::json;

const QString kDatabase = QStringLiteral("bedside");

QString escaped(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

//! As libpq's URI, which every program of ours and every tool of PostgreSQL takes.
QString dsnOf(const ConnectionSettings &settings)
{
    return QStringLiteral("postgresql://%1:%2@/%3?host=%4&port=%5")
        .arg(escaped(settings.user), escaped(settings.password), escaped(settings.database),
             escaped(settings.host), settings.port);
}

GuestRequest guestRequest(const HttpRequest &request)
{
    return {request.method, request.path, request.headers.value("content-type"), request.body};
}

HttpResponse httpResponse(const GuestResponse &answer)
{
    HttpResponse response;
    response.status = answer.status;
    response.contentType = answer.contentType;
    response.body = answer.body;
    response.headers = answer.headers;
    return response;
}

} // namespace

Sandbox::Sandbox(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
}

Sandbox::~Sandbox() = default;

void Sandbox::start()
{
    for (const auto step :
         {&Sandbox::prepareDirectory, &Sandbox::startDatabase, &Sandbox::startRoomService}) {
        const Result<Done> done = (this->*step)();
        if (!done) {
            emit failed(done.error());
            return;
        }
    }
    m_provisioning = std::make_unique<Provisioning>(m_clinic, m_cluster->administrator(kDatabase),
                                                    [this](const QString &login) { return signIn(login); });
    if (m_state.peopleAdded)
        peopleReady(Done{});
    else
        m_provisioning->addPeople(QUrl(m_rooms->origin()),
                                  Continuation<Done>(this, [this](const auto &done) { peopleReady(done); }));
}

Result<Done> Sandbox::prepareDirectory()
{
    const auto clinic = SampleClinic::builtIn();
    if (!clinic)
        return clinic.error();
    m_clinic = *clinic;
    if (!QDir().mkpath(m_options.directory))
        return Error{ErrorCode::Invalid, QStringLiteral("state.unwritable"), m_options.directory};
    QFile::setPermissions(m_options.directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (m_options.fresh) {
        if (const auto cleared = SandboxState::clear(m_options.directory); !cleared)
            return cleared;
    }
    const auto state = SandboxState::load(m_options.directory);
    if (!state)
        return state.error();
    m_state = *state;
    for (const SampleOrganization &organization : m_clinic.organizations) {
        for (const SamplePerson &person : organization.people)
            m_state.passwordOf(person.login);
    }
    // Before anybody is added under these passwords.
    return m_state.save(m_options.directory);
}

Result<Done> Sandbox::startDatabase()
{
    auto cluster = db::PrivateCluster::start(QDir(m_options.directory).filePath(QStringLiteral("cluster")));
    if (!cluster)
        return cluster.error();
    m_cluster = std::move(*cluster);
    if (const auto made = db::ensureDatabase(m_cluster->administrator(), kDatabase); !made)
        return made;
    const auto report = db::migrate(m_cluster->administrator(kDatabase));
    if (!report)
        return report.error();
    emit logged(QStringLiteral("The private database runs; its schema has version %1.").arg(report->version));
    return Done{};
}

Result<Done> Sandbox::startRoomService()
{
    RoomServiceOptions options;
    options.accessKey = m_state.accessKey;
    options.secret = m_state.secret;
    options.roomsFile = QDir(m_options.directory).filePath(QStringLiteral("rooms.json"));
    options.adminRoutes = true;
    options.port = m_options.port != 0 ? m_options.port : m_state.port;
    m_rooms = std::make_unique<RoomService>(options);
    Result<Done> started = m_rooms->start();
    if (!started && started.error().code == ErrorCode::Offline && m_options.port == 0 && options.port != 0) {
        emit logged(
            QStringLiteral("Port %1 of the last start is taken; links handed out then no longer work.")
                .arg(options.port));
        options.port = 0;
        m_rooms = std::make_unique<RoomService>(options);
        started = m_rooms->start();
    }
    if (started)
        m_state.port = static_cast<quint16>(QUrl(m_rooms->origin()).port());
    return started;
}

void Sandbox::proceed(const Result<Done> &done, const std::function<void()> &next)
{
    if (!done)
        emit failed(done.error());
    else
        next();
}

void Sandbox::peopleReady(const Result<Done> &done)
{
    proceed(done, [this] {
        m_state.peopleAdded = true;
        if (const auto loaded = loadClinic(); !loaded) {
            emit failed(loaded.error());
            return;
        }
        if (m_state.integratedPort == m_state.port) {
            providerReady(Done{});
            return;
        }
        const ProviderSettings provider{m_state.accessKey, m_state.secret, m_rooms->managementBase(),
                                        m_rooms->initEndpoint()};
        m_provisioning->connectProvider(
            QUrl(m_rooms->origin()), provider,
            Continuation<Done>(this, [this](const Result<Done> &set) { providerReady(set); }));
    });
}

void Sandbox::providerReady(const Result<Done> &done)
{
    proceed(done, [this] {
        m_state.integratedPort = m_state.port;
        m_provisioning.reset();
        startWorkers();
        Result<Done> served = serveGuests();
        if (served)
            served = m_state.save(m_options.directory);
        proceed(served, [this] { emit ready(description()); });
    });
}

Result<Done> Sandbox::loadClinic()
{
    const auto history = sampleHistory(m_clinic, QDateTime::currentDateTimeUtc(), m_rooms->origin());
    const auto loaded = db::loadHistory(m_cluster->administrator(kDatabase), history);
    if (!loaded)
        return loaded.error();
    if (*loaded > 0)
        emit logged(QStringLiteral("%1 resources of the sample clinic were added.").arg(*loaded));
    return Done{};
}

void Sandbox::startWorkers()
{
    QList<GuestDesk *> desks;
    for (const SampleOrganization &organization : m_clinic.organizations) {
        const QString login = organization.person(QStringLiteral("gateway")).login;
        auto worker = std::make_unique<OrganizationWorker>(
            signIn(login), QStringLiteral("sandbox:%1").arg(QCoreApplication::applicationPid()));
        connect(worker.get(), &OrganizationWorker::logged, this, &Sandbox::logged);
        connect(worker.get(), &OrganizationWorker::stopped, this, &Sandbox::workerStopped);
        desks.append(&worker->guestDesk());
        worker->start();
        m_workers.push_back(std::move(worker));
    }
    m_working = m_workers.size();
    m_desks = std::make_unique<GuestDesks>(desks);
}

Result<Done> Sandbox::serveGuests()
{
    GuestSite::Options options;
    options.pageDirectory = m_options.pageDirectory;
    options.pageFile = QStringLiteral("guest-sandbox.html");
    // Tests let many guests in at once; nobody else is on this computer.
    options.arrivalsPerMinute = 6000;
    m_site = std::make_unique<GuestSite>(*m_desks, options);
    if (const auto loaded = m_site->load(); !loaded)
        return loaded;
    const RouteHandler handler = [this](const HttpRequest &request, const HttpReply &reply) {
        m_site->handle(guestRequest(request),
                       [reply](const GuestResponse &answer) { reply(httpResponse(answer)); });
    };
    for (const QString &route : GuestSite::getRoutes())
        m_rooms->setRoute("GET", route, handler);
    for (const QString &route : GuestSite::postRoutes())
        m_rooms->setRoute("POST", route, handler);
    return Done{};
}

ConnectionSettings Sandbox::signIn(const QString &login) const
{
    ConnectionSettings settings = m_cluster->administrator(kDatabase);
    settings.user = login;
    settings.password = m_state.passwords.value(login);
    return settings;
}

QByteArray Sandbox::description() const
{
    Json logins = Json::array();
    for (const SampleOrganization &organization : m_clinic.organizations) {
        for (const SamplePerson &person : organization.people) {
            logins.push_back({{"login", person.login.toStdString()},
                              {"password", m_state.passwords.value(person.login).toStdString()},
                              {"kind", person.kind.toStdString()},
                              {"organization", organization.name.toStdString()},
                              {"display", person.display.toStdString()},
                              {"dsn", dsnOf(signIn(person.login)).toStdString()}});
        }
    }
    const Json document{{"dsn", dsnOf(m_cluster->administrator(kDatabase)).toStdString()},
                        {"logins", logins},
                        {"room_service", m_rooms->origin().toStdString()},
                        {"join_base", (m_rooms->origin() + QStringLiteral("/meeting/")).toStdString()}};
    return QByteArray::fromStdString(document.dump());
}

void Sandbox::stop()
{
    if (m_workers.empty()) {
        QMetaObject::invokeMethod(this, &Sandbox::stopped, Qt::QueuedConnection);
        return;
    }
    for (const auto &worker : m_workers)
        worker->stop();
}

void Sandbox::workerStopped()
{
    if (--m_working == 0)
        emit stopped();
}

} // namespace bedside::sandbox
