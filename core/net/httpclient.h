#pragma once

#include "core/base/continuation.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <chrono>

class QNetworkReply;

namespace bedside {

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    QByteArray bearer; //!< sent as Authorization: Bearer when not empty; a credential
    QByteArray json;   //!< body, sent as application/json when not empty
    std::chrono::milliseconds deadline{10'000}; //!< for the whole exchange, not for a pause in it
    qsizetype maxBytes = 1024 * 1024;           //!< of the answer's body
};

//! Any answer of a server, whatever its status.
struct HttpAnswer
{
    int status = 0;
    QByteArray body;
    int retryAfterSeconds = 0; //!< from Retry-After in either form; 0 when absent
};

//! One JSON exchange at a time per call, any number at once. Lives on one thread with an event loop and
//! answers there.
//!
//! TLS certificates are always verified; plain http is allowed to loopback addresses only. Redirects are not
//! followed, cookies and credentials not kept. Bodies, headers and addresses are never logged.
//!
//! Errors: Offline "http.unreachable", Offline "http.deadline", Denied "http.certificate", Invalid
//! "http.too_large", Invalid "http.address" (neither https nor loopback).
class HttpClient : public QObject
{
    Q_OBJECT

public:
    explicit HttpClient(QObject *parent = nullptr);

    void send(const HttpRequest &request, Continuation<HttpAnswer> then);

    //! True for https, and for http to 127.0.0.0/8, ::1 or localhost.
    static bool isAllowed(const QUrl &url);

private:
    QNetworkAccessManager m_manager;
};

} // namespace bedside
