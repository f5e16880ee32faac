#pragma once

#include "app/sandbox/room/fault.h"
#include "app/sandbox/room/http.h"
#include "core/base/result.h"

#include <QObject>
#include <QUrl>

#include <chrono>
#include <memory>

namespace bedside::sandbox {

struct RoomServiceOptions
{
    //! Port of the HTTP server on 127.0.0.1; 0 takes a free one. Signalling and media take free ones always.
    quint16 port = 0;
    //! Key pair of the pretended provider account. Join and management tokens are checked against it (HS256).
    QString accessKey;
    QByteArray secret;
    //! JSON file that keeps rooms and room codes over a restart; empty keeps them in memory only.
    QString roomsFile;
    //! Serve GET /admin/state, POST and DELETE /admin/fault (anybody on this computer may then disturb it).
    bool adminRoutes = false;
    //! How long a participant whose connection broke stays in the room and can take the place up again.
    std::chrono::milliseconds grace{15'000};
    //! Schemes of pages besides our own origin that may call (CORS and WebSocket origin).
    QList<QByteArray> pageSchemes{"bedside-room"};
};

//! A video room provider on this computer: enough of the 100ms protocol for the unmodified SDK to join with
//! audio and video, and the part of the provider's REST interface that Bedside uses.
//!
//! Signalling, a small media forwarder and the HTTP server in one object, on 127.0.0.1 only. Lives on one
//! thread with a Qt event loop and never blocks it (the HTTP server has threads of its own, handlers run
//! here). All services of a process must live on the same thread (the SCTP library is global).
//!
//! Pages: initEndpoint is initEndpoint(), tokens come from the database or `POST /v2/token {code, user_id}`.
//! Management: base address managementBase() ("http://127.0.0.1:PORT/v2"), management token as the
//! provider's. Roles: clinician, patient, family, interpreter, guest, waiting-room, observer.
class RoomService : public QObject
{
    Q_OBJECT

public:
    explicit RoomService(RoomServiceOptions options, QObject *parent = nullptr);
    ~RoomService() override;

    //! Binds and serves. Error: Offline with the address in `detail` when the port is taken, Invalid when the
    //! rooms file cannot be read. Call once.
    Result<Done> start();

    //! "http://127.0.0.1:PORT", without a slash at the end; empty before start().
    QString origin() const;
    //! What a page passes to the SDK as initEndpoint (has the "https://" that the SDK trips over without).
    QString initEndpoint() const;
    //! Base of the management interface for the provider client.
    QString managementBase() const;

    //! Adds a route; later ones win. `method` is "GET", "POST", …; `path` is literal, with ":name" for one
    //! segment or "*" at the end for the rest. May be called before or after start().
    void setRoute(const QByteArray &method, const QString &path, RouteHandler handler);

    //! Shows this disturbance from now on (replaces the one before); Kind::None ends it.
    void setFault(const Fault &fault);

    //! How many participants are in the room now; 0 for unknown rooms. `roomId` is the provider's room id.
    int participantCount(const QString &roomId) const;

signals:
    //! Participants came, went or changed the role.
    void roomChanged(const QString &roomId);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace bedside::sandbox
