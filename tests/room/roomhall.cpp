#include "tests/room/roomhall.h"

#include "app/sandbox/room/jwt.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace bedside::testing {

namespace {

const sandbox::KeyPair kKeys{"hall-access-key", "hall-secret"};
const QString kCode = u"ABCDE12345"_s;
constexpr int kSkipped = 77;

} // namespace

RoomHall::RoomHall() = default;
RoomHall::~RoomHall() = default;

bool RoomHall::start()
{
    sandbox::RoomServiceOptions options;
    options.accessKey = QString::fromUtf8(kKeys.accessKey);
    options.secret = kKeys.secret;
    options.grace = std::chrono::milliseconds(4000); // killed windows are forgotten before the next test
    m_service = std::make_unique<sandbox::RoomService>(options);
    if (!m_service->start())
        return false;
    GuestSite::Options site;
    site.pageDirectory = QStringLiteral(BEDSIDE_ROOM_PAGE);
    site.pageFile = u"guest-sandbox.html"_s;
    m_site = std::make_unique<GuestSite>(*this, site);
    if (!m_site->load())
        return false;
    routePages();
    return makeRoom();
}

QByteArray RoomHall::manage(const QString &path, const QByteArray &body)
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QByteArray bearer = sandbox::signedToken({{"access_key", kKeys.accessKey.toStdString()},
                                                    {"type", "management"},
                                                    {"version", 2},
                                                    {"nbf", now - 10},
                                                    {"exp", now + 60}},
                                                   kKeys.secret);
    QNetworkRequest request(QUrl(m_service->managementBase() + path));
    request.setRawHeader("Authorization", "Bearer " + bearer);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(network.post(request, body));
    return QTest::qWaitFor([&] { return reply->isFinished(); }, 10000) ? reply->readAll() : QByteArray();
}

bool RoomHall::makeRoom()
{
    const QJsonObject body{{u"name"_s, u"visit-"_s + m_visit.toString(QUuid::WithoutBraces)}};
    const QByteArray answer = manage(u"/rooms"_s, QJsonDocument(body).toJson());
    m_room = QJsonDocument::fromJson(answer).object().value(u"id").toString();
    return !m_room.isEmpty();
}

void RoomHall::endRoom()
{
    manage(u"/active-rooms/"_s + m_room + u"/end-room"_s, R"({"reason":"test"})");
}

void RoomHall::routePages()
{
    const auto handle = [this](const sandbox::HttpRequest &request, const sandbox::HttpReply &reply) {
        const GuestRequest asked{request.method, request.path, request.headers.value("content-type"),
                                 request.body};
        m_site->handle(asked, [reply](const GuestResponse &answer) {
            reply(sandbox::HttpResponse{answer.status, answer.contentType, answer.body, answer.headers});
        });
    };
    for (const QString &path : GuestSite::getRoutes())
        m_service->setRoute("GET", path, handle);
    for (const QString &path : GuestSite::postRoutes())
        m_service->setRoute("POST", path, handle);
}

QUrl RoomHall::guestLink() const
{
    return QUrl(m_service->origin() + u"/meeting/"_s + kCode);
}

JoinGrant RoomHall::grant(const QString &role) const
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    JoinGrant grant;
    grant.roomId = m_room;
    grant.role = role;
    grant.userId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    grant.token = QString::fromLatin1(sandbox::joinToken(kKeys,
                                                         {{"room_id", m_room.toStdString()},
                                                          {"role", role.toStdString()},
                                                          {"user_id", grant.userId.toStdString()}},
                                                         now, 300));
    grant.initEndpoint = QUrl(m_service->initEndpoint());
    return grant;
}

RoomSession RoomHall::practitionerSession() const
{
    RoomSession session;
    session.visit.id = m_visit;
    session.visit.status = VisitStatus::Active;
    session.visit.startedAt = QDateTime::currentDateTimeUtc().addSecs(-724);
    session.displayName = u"Dr. Ada Smith"_s;
    session.grant = grant(u"clinician"_s);
    PatientIdentity patient;
    patient.name = u"Li Wei"_s;
    patient.birthDate = QDate(1993, 2, 3);
    patient.recordNumber = u"004377"_s;
    session.patient = patient;
    const auto person = [](ParticipantKind kind, ParticipantState state, const QString &name) {
        Participant made;
        made.id = QUuid::createUuid();
        made.kind = kind;
        made.state = state;
        made.name = name;
        return made;
    };
    session.visit.participants = {
        person(ParticipantKind::Practitioner, ParticipantState::InRoom, session.displayName),
        person(ParticipantKind::Patient, ParticipantState::InRoom, u"Li Wei"_s),
        person(ParticipantKind::Family, ParticipantState::Waiting, u"Anna Wei"_s),
    };
    session.visit.participants.first().isMe = true;
    return session;
}

GuestView *RoomHall::find(const QUuid &participant)
{
    const auto found = m_guests.find(participant);
    return found == m_guests.end() ? nullptr : &*found;
}

void RoomHall::arrive(QUuid, QString code, QString name, ParticipantKind kind, Continuation<GuestView> then)
{
    if (code != normalizedJoinCode(kCode)) {
        then(Error{ErrorCode::NotFound, u"code.unknown"_s, {}, 0});
        return;
    }
    GuestView view;
    view.participant.id = QUuid::createUuid();
    view.participant.name = name;
    view.participant.kind = kind;
    view.visitStatus = VisitStatus::Active;
    view.organization = u"North Clinic"_s;
    view.practitioner = u"Dr. Ada Smith"_s;
    m_guests.insert(view.participant.id, view);
    view.secret = u"secret"_s;
    then(view);
}

void RoomHall::status(QUuid participant, QString, Continuation<GuestView> then)
{
    GuestView *guest = find(participant);
    if (!guest) {
        then(Error{ErrorCode::NotFound, u"participant.unknown"_s, {}, 0});
        return;
    }
    if (m_admitAll && guest->participant.state == ParticipantState::Waiting)
        guest->participant.state = ParticipantState::Admitted;
    then(*guest);
}

void RoomHall::enter(QUuid participant, QString, Continuation<GuestView> then)
{
    GuestView *guest = find(participant);
    if (!guest) {
        then(Error{ErrorCode::NotFound, u"participant.unknown"_s, {}, 0});
        return;
    }
    guest->participant.state = ParticipantState::InRoom;
    GuestView view = *guest;
    view.grant = grant(u"patient"_s);
    then(view);
}

void RoomHall::leave(QUuid participant, QString, Continuation<GuestView> then)
{
    GuestView *guest = find(participant);
    if (!guest) {
        then(Error{ErrorCode::NotFound, u"participant.unknown"_s, {}, 0});
        return;
    }
    guest->participant.state = ParticipantState::Left;
    then(*guest);
}

PrivateRuntime::PrivateRuntime()
{
    QFile::setPermissions(m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
}

void needOrdinaryUser()
{
    if (::geteuid() != 0)
        return;
    std::fprintf(stderr, "Chromium does not work as root; run this test as an ordinary user.\n");
    std::_Exit(kSkipped);
}

} // namespace bedside::testing
