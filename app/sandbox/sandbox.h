#pragma once

#include "app/gateway/guestdesks.h"
#include "app/gateway/guestsite.h"
#include "app/gateway/organizationworker.h"
#include "app/sandbox/provisioning.h"
#include "app/sandbox/room/roomservice.h"
#include "app/sandbox/sampleclinic.h"
#include "app/sandbox/sandboxstate.h"
#include "core/db/privatecluster.h"

#include <QObject>

#include <memory>
#include <vector>

namespace bedside::sandbox {

//! A whole practice on this computer: private PostgreSQL, sample clinic, room service, guest page and outbox
//! workers, in one data directory and reachable over loopback and a local socket only.
class Sandbox : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString directory; //!< made if absent
        bool fresh = false;
        quint16 port = 0; //!< 0: the one of the last start, else a free one
        QString pageDirectory;
    };

    explicit Sandbox(Options options, QObject *parent = nullptr);
    ~Sandbox() override;

    //! Database and room service (blocks for seconds), then the rest; ends in ready() or failed().
    void start();
    //! Lets provider calls under way end, then emits stopped(); everything is gone with the destructor.
    void stop();

signals:
    //! One JSON document: dsn, logins, room_service, join_base. Holds passwords: for the one who started us.
    void ready(const QByteArray &document);
    void failed(const bedside::Error &error);
    void logged(const QString &line);
    void stopped();

private:
    Result<Done> prepareDirectory();
    Result<Done> startDatabase();
    Result<Done> startRoomService();
    void providerReady(const Result<Done> &done);
    void peopleReady(const Result<Done> &done);
    Result<Done> loadClinic();
    Result<Done> serveGuests();
    void startWorkers();
    void proceed(const Result<Done> &done, const std::function<void()> &next);
    void workerStopped();
    ConnectionSettings signIn(const QString &login) const;
    QByteArray description() const;

    Options m_options;
    SandboxState m_state;
    SampleClinic m_clinic;
    std::unique_ptr<db::PrivateCluster> m_cluster;
    std::unique_ptr<RoomService> m_rooms;
    std::unique_ptr<Provisioning> m_provisioning;
    std::vector<std::unique_ptr<OrganizationWorker>> m_workers;
    std::unique_ptr<GuestDesks> m_desks;
    std::unique_ptr<GuestSite> m_site;
    size_t m_working = 0;
};

} // namespace bedside::sandbox
