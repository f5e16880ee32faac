#pragma once

#include "core/base/result.h"
#include "core/settings/connectionsettings.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace bedside::db {

//! A PostgreSQL server of our own, for trying and testing: its own directory, a local socket only, no TCP,
//! and never the system's cluster. It ends with this object, and with this process however that ends
//! (Linux); the data stays and is used again.
//!
//! Blocking, seconds at most: for programs without a window, or on a worker thread.
class PrivateCluster
{
public:
    enum class Durability {
        Full, //!< as in production: survives kill -9 and power loss
        None, //!< fsync off: for tests that do not kill the server
    };

    //! Starts the server in `directory`, making the cluster there if it is new. Errors: Denied
    //! "cluster.root" (PostgreSQL refuses root), NotFound "cluster.no_server" (not installed), Conflict
    //! "cluster.in_use", Invalid "cluster.directory", Bug "cluster.failed" with the end of the log.
    static Result<std::unique_ptr<PrivateCluster>> start(const QString &directory,
                                                         Durability durability = Durability::Full);
    //! Stops the server and waits for it (fast shutdown: sessions are ended, nothing is lost).
    ~PrivateCluster();
    Q_DISABLE_COPY_MOVE(PrivateCluster)

    //! The directory of the socket, to give libpq as host.
    QString socketDirectory() const;
    //! As the cluster's superuser, whose password was made by chance and is kept in the directory (0600).
    ConnectionSettings administrator(const QString &database = QStringLiteral("postgres")) const;
    //! The directory this cluster lives in.
    QString directory() const { return m_directory; }
    qint64 processId() const { return m_server.processId(); }

    //! Ends the server as a power cut would.
    void kill();
    //! Starts it again after kill().
    Result<Done> restart();

private:
    PrivateCluster(QString directory, QString binaries, Durability durability);

    Result<Done> prepare();
    Result<Done> initialize();
    Result<Done> launch();
    Result<Done> awaitReady();
    bool holdsDirectory() const;
    void stop();
    QString program(const QString &name) const;
    QString dataDirectory() const;
    Error failure(const QString &what) const;

    QString m_directory;
    QString m_binaries;
    Durability m_durability;
    QString m_password;
    std::unique_ptr<QTemporaryDir> m_shortSocketDirectory;
    QProcess m_server;
};

} // namespace bedside::db
