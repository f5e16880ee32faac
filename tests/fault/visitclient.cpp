// A client that is made to be killed: carries out visits one after the other through the desktop's own
// classes, with a journal of its own, and tells on standard output what it was told. Reads one line of JSON:
// {"host", "database", "user", "password", "journal", "seed", "appointments": […], "settle": bool}.

#include "tests/fault/client.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <iostream>
#include <random>

using namespace bedside;
using namespace bedside::testing;

namespace {

void say(const QString &line)
{
    std::cout << line.toStdString() << std::endl;
}

QString shortened(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

//! Walks through the life of one visit after the other; each step once the one before has ended.
class Walk : public QObject
{
public:
    Walk(VisitService &service, QStringList appointments, unsigned seed)
        : m_service(service)
        , m_appointments(std::move(appointments))
        , m_chance(seed)
    {
        connect(&service, &VisitService::finished, this, &Walk::finished);
        connect(&service, &VisitService::failed, this, &Walk::failed);
        QTimer::singleShot(0, this, &Walk::begin);
    }

private:
    enum class At { Make, Join, Arrive, Admit, Leave, Over };

    void begin()
    {
        m_at = At::Make;
        m_visit = {};
        if (m_appointments.isEmpty() || chance(3) == 0) {
            ask("instant", m_service.startInstant({}));
            return;
        }
        ask("create", m_service.create(m_appointments.takeAt(
                          static_cast<qsizetype>(chance(static_cast<unsigned>(m_appointments.size()))))));
    }

    unsigned chance(unsigned choices)
    {
        return std::uniform_int_distribution<unsigned>(0, choices - 1)(m_chance);
    }

    void ask(const char *what, const QUuid &request)
    {
        m_what = QString::fromLatin1(what);
        m_request = request;
        say(QStringLiteral("ask %1 %2").arg(m_what, shortened(m_visit)));
    }

    void finished(const QUuid &request, const VisitAnswer &answer)
    {
        if (request != m_request)
            return;
        m_visit = answer.visit.id;
        m_code = answer.visit.code;
        if (answer.participant)
            m_participant = answer.participant->id;
        say(QStringLiteral("done %1 %2").arg(m_what, shortened(m_visit)));
        next();
    }

    void failed(const QUuid &request, const Error &error)
    {
        if (request != m_request)
            return;
        say(QStringLiteral("failed %1 %2 %3 %4")
                .arg(m_what, shortened(m_visit), errorCodeName(error.code), error.reason));
        if (m_at == At::Join && error.reason == u"room.not_ready")
            next();
        else
            QTimer::singleShot(20, this, &Walk::begin);
    }

    void next()
    {
        m_at = static_cast<At>(static_cast<int>(m_at) + 1);
        switch (m_at) {
        case At::Join:
            if (chance(8) == 0) {
                m_at = At::Over;
                ask("cancel", m_service.cancel(m_visit, QStringLiteral("changed")));
            } else {
                ask("join", m_service.join(m_visit));
            }
            break;
        case At::Arrive:
            ask("arrive", m_service.arrive(m_code, QStringLiteral("Kim"), ParticipantKind::Patient));
            break;
        case At::Admit:
            ask("admit", m_service.admit(m_visit, m_participant));
            break;
        case At::Leave:
            if (chance(2) == 0)
                ask("leave", m_service.leave(m_visit));
            else
                next();
            break;
        default:
            if (m_what == u"end" || m_what == u"cancel") {
                QTimer::singleShot(0, this, &Walk::begin);
                break;
            }
            ask("end", m_service.end(m_visit));
        }
    }

    VisitService &m_service;
    QStringList m_appointments;
    std::mt19937 m_chance;
    At m_at = At::Make;
    QString m_what;
    QUuid m_request;
    QUuid m_visit;
    QUuid m_participant;
    QString m_code;
};

int run(const QCoreApplication &)
{
    std::string line;
    std::getline(std::cin, line);
    const auto orders = nlohmann::json::parse(line);
    const auto word = [&orders](const char *name) {
        return QString::fromStdString(orders.at(name).get<std::string>());
    };
    ConnectionSettings settings;
    settings.host = word("host");
    settings.database = word("database");
    settings.user = word("user");
    settings.password = word("password");
    settings.application = QStringLiteral("visitclient");
    Client client(settings, word("journal"));
    std::unique_ptr<Walk> walk;
    QStringList appointments;
    for (const auto &id : orders.at("appointments"))
        appointments << QString::fromStdString(id.get<std::string>());
    QObject::connect(&client.service(), &VisitService::settled, qApp, [&] {
        say(QStringLiteral("settled"));
        if (orders.at("settle").get<bool>())
            QCoreApplication::quit();
        else
            walk = std::make_unique<Walk>(client.service(), appointments, orders.at("seed").get<unsigned>());
    });
    client.service().settleOpenOperations();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        return run(application);
    } catch (const std::exception &error) {
        std::cerr << error.what() << std::endl;
        return 2;
    }
}
