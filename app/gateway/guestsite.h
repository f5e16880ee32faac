#pragma once

#include "core/base/result.h"
#include "core/ports/guestdesk.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>

#include <functional>
#include <utility>

namespace bedside {

//! A request as any HTTP server hands it over.
struct GuestRequest
{
    QByteArray method; //!< upper case
    QString path;      //!< decoded, without the query
    QByteArray contentType;
    QByteArray body;
};

struct GuestResponse
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
};

//! So many per minute, all at once if need be; monotonic clock.
class RateLimit
{
public:
    explicit RateLimit(int perMinute);
    //! Takes one; false when there is none left.
    bool take();
    //! Whether one is left, without taking it.
    bool hasOne();
    int secondsUntilNext() const;

private:
    void refill();

    double m_perSecond;
    double m_most;
    double m_left;
    qint64 m_lastMs;
};

//! The guest page and its interface, as docs/admin/guest-interface.md describes them, for any HTTP server.
//! One thread; the desk is borrowed and must outlive it. Nothing of a request is logged.
class GuestSite : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString pageDirectory; //!< where the bundle of the room page is
        QString pageFile = QStringLiteral("guest.html");
        int arrivalsPerMinute = 120;
        int wrongCodesPerMinute = 30;
    };
    using Reply = std::function<void(GuestResponse)>;

    GuestSite(GuestDesk &desk, const Options &options, QObject *parent = nullptr);

    //! Reads the page into memory. NotFound "page.missing" with the name of the file in `detail`.
    Result<Done> load();

    //! What to route here: GET paths and POST paths; "*" stands for the rest.
    static QStringList getRoutes();
    static QStringList postRoutes();

    //! Answers once, now or later, on this thread.
    void handle(const GuestRequest &request, const Reply &reply);

private:
    using Fields = QHash<QString, QString>;

    GuestResponse page(const QString &path) const;
    void callDesk(const QString &action, const GuestRequest &request, const Reply &reply);
    void arrive(const Fields &fields, const Reply &reply);
    void visit(const QString &action, const Fields &fields, const Reply &reply);

    GuestDesk &m_desk;
    Options m_options;
    QHash<QString, QByteArray> m_files;
    QByteArray m_policy;
    RateLimit m_arrivals;
    RateLimit m_wrongCodes;
};

} // namespace bedside
