#include "core/net/httpclient.h"

#include <QDateTime>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace bedside {

namespace {

constexpr int kLongestPauseSeconds = 3600;

bool isLoopbackHost(const QString &host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

//! The system's proxy for the world, none for this machine.
class DirectLoopback : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopbackHost(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

int pauseSeconds(const QNetworkReply &reply)
{
    const QByteArray header = reply.rawHeader("Retry-After").trimmed();
    if (header.isEmpty())
        return 0;
    bool isNumber = false;
    qint64 seconds = header.toLongLong(&isNumber);
    if (!isNumber) {
        const QDateTime until = QDateTime::fromString(QString::fromLatin1(header), Qt::RFC2822Date);
        seconds = until.isValid() ? QDateTime::currentDateTimeUtc().secsTo(until) : 0;
    }
    return static_cast<int>(std::clamp<qint64>(seconds, 0, kLongestPauseSeconds));
}

//! What one exchange collects until it is answered.
struct Exchange
{
    QByteArray body;
    bool late = false;
    bool tooLarge = false;
    bool badCertificate = false;
};

Result<HttpAnswer> outcome(QNetworkReply &reply, const Exchange &exchange)
{
    if (exchange.badCertificate)
        return Error{ErrorCode::Denied, QStringLiteral("http.certificate"), {}};
    if (exchange.tooLarge)
        return Error{ErrorCode::Invalid, QStringLiteral("http.too_large"), {}};
    if (exchange.late)
        return Error{ErrorCode::Offline, QStringLiteral("http.deadline"), {}};
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // Qt reports every status from 400 on as an error too, in ranges of their own above 200.
    const bool brokeOff = reply.error() != QNetworkReply::NoError && reply.error() < 200;
    if (status == 0 || brokeOff) {
        return Error{ErrorCode::Offline, QStringLiteral("http.unreachable"),
                     QStringLiteral("network error %1").arg(static_cast<int>(reply.error()))};
    }
    return HttpAnswer{status, exchange.body, pauseSeconds(reply)};
}

QNetworkRequest prepared(const HttpRequest &request)
{
    QNetworkRequest prepared(request.url);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setRawHeader("Accept", "application/json");
    prepared.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("Bedside/" BEDSIDE_VERSION));
    if (!request.bearer.isEmpty())
        prepared.setRawHeader("Authorization", "Bearer " + request.bearer);
    if (!request.json.isEmpty())
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    return prepared;
}

} // namespace

HttpClient::HttpClient(QObject *parent)
    : QObject(parent)
{
    m_manager.setProxyFactory(new DirectLoopback);
}

bool HttpClient::isAllowed(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty())
        return false;
    return url.scheme() == u"https" || (url.scheme() == u"http" && isLoopbackHost(url.host()));
}

void HttpClient::send(const HttpRequest &request, Continuation<HttpAnswer> then)
{
    if (!isAllowed(request.url)) {
        QMetaObject::invokeMethod(
            this,
            [then] {
                then(Error{ErrorCode::Invalid, QStringLiteral("http.address"), {}});
            },
            Qt::QueuedConnection);
        return;
    }
    QNetworkReply *reply = m_manager.sendCustomRequest(prepared(request), request.method, request.json);
    reply->setReadBufferSize(request.maxBytes + 1);
    const auto exchange = std::make_shared<Exchange>();

    auto *deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, reply, [reply, exchange] {
        exchange->late = true;
        reply->abort();
    });
    connect(reply, &QNetworkReply::readyRead, reply, [reply, exchange, limit = request.maxBytes] {
        exchange->body += reply->readAll();
        if (exchange->body.size() > limit && !exchange->tooLarge) {
            exchange->tooLarge = true;
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::sslErrors, reply, [exchange] { exchange->badCertificate = true; });
    connect(reply, &QNetworkReply::finished, this, [reply, exchange, then] {
        reply->deleteLater();
        if (reply->isOpen())
            exchange->body += reply->readAll();
        then(outcome(*reply, *exchange));
    });
    deadline->start(request.deadline);
}

} // namespace bedside
