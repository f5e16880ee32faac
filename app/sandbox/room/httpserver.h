#pragma once

#include "app/sandbox/room/fault.h"
#include "app/sandbox/room/httplistener.h"
#include "core/base/result.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace bedside::sandbox {

//! HTTP on 127.0.0.1 with routes that run on this object's thread. Refuses requests for another host name and
//! cross-origin use by pages that are neither ours nor of an allowed scheme.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    explicit HttpServer(QList<QByteArray> pageSchemes, QObject *parent = nullptr);
    ~HttpServer() override;

    //! 0 takes a free port. Offline when it is taken.
    Result<Done> listen(quint16 port);
    quint16 port() const { return m_port; }

    void setRoute(const QByteArray &method, const QString &path, RouteHandler handler);
    void setFault(const Fault &fault);
    //! Whether pages of this origin may call us; empty (no browser) may.
    bool allowsOrigin(const QByteArray &origin) const;

private:
    struct Route
    {
        QByteArray method;
        QStringList segments;
        RouteHandler handler;
    };

    void handle(const HttpRequest &request, const HttpReply &reply);
    void dispatch(HttpRequest request, const HttpReply &reply);
    bool disturbed(const HttpRequest &request);
    void disturb(const HttpRequest &request, const HttpReply &reply);
    void endFault();
    HttpResponse withCors(HttpResponse response, const HttpRequest &request) const;
    HttpResponse preflight() const;
    bool knownHost(const HttpRequest &request) const;

    std::vector<Route> m_routes;
    QList<QByteArray> m_pageSchemes;
    Fault m_fault;
    int m_faultsLeft = 0;
    QTimer m_faultEnd;
    quint16 m_port = 0;
    std::unique_ptr<HttpListener> m_listener;
};

} // namespace bedside::sandbox
