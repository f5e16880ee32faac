#pragma once

#include "core/base/error.h"
#include "core/ports/guestdesk.h"
#include "core/settings/connectionsettings.h"

#include <QObject>

#include <memory>

namespace bedside {

//! Everything one organization's gateway login does: the outbox worker with its sessions, the change feed
//! that wakes it, and the guests' desk. A login belongs to one organization, so there is one of these per
//! organization. GUI (main) thread.
class OrganizationWorker : public QObject
{
    Q_OBJECT

public:
    //! `name`: of this worker, for people who look into the outbox.
    OrganizationWorker(const ConnectionSettings &settings, const QString &name, QObject *parent = nullptr);
    ~OrganizationWorker() override;

    void start();
    //! Lets the calls under way end, then emits stopped().
    void stop();
    GuestDesk &guestDesk();

signals:
    //! A line for the log, in English; without patient data and secrets.
    void logged(const QString &line);
    void stopped();

private:
    struct Parts;

    void logWork();

    std::unique_ptr<Parts> m_parts;
};

} // namespace bedside
