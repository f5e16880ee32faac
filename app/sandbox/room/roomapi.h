#pragma once

#include "app/sandbox/room/httpserver.h"
#include "app/sandbox/room/signalling.h"

#include <functional>

namespace bedside::sandbox {

//! The provider's HTTP interface: what the SDK asks before it joins, and the management interface.
class RoomApi : public QObject
{
    Q_OBJECT

public:
    RoomApi(HttpServer &http, RoomDirectory &rooms, Meetings &meetings, Signalling &signalling, KeyPair keys,
            QObject *parent = nullptr);

    void addRoutes();
    //! GET /admin/state, POST and DELETE /admin/fault; `setFault` shows the fault.
    void addAdminRoutes(const std::function<void(const Fault &)> &setFault);

private:
    using Answer = HttpResponse (RoomApi::*)(const HttpRequest &);
    using RoomAnswer = HttpResponse (RoomApi::*)(Room &, const HttpRequest &, const Json &);
    using MeetingAnswer = HttpResponse (RoomApi::*)(Meetings::Meeting &, const HttpRequest &, const Json &);

    void open(const char *method, const char *path, Answer answer);
    //! Needs a management token.
    void managed(const char *method, const char *path, Answer answer);
    void ofRoom(const char *method, const char *path, RoomAnswer answer);
    void ofMeeting(const char *method, const char *path, MeetingAnswer answer);
    void addActiveRoutes();

    HttpResponse init(const HttpRequest &request);
    HttpResponse token(const HttpRequest &request);
    HttpResponse createRoom(const HttpRequest &request);
    HttpResponse listRooms(const HttpRequest &request);
    HttpResponse getRoom(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse updateRoom(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse createCodes(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse createCode(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse listCodes(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse updateCode(const HttpRequest &request);
    HttpResponse endRoom(Room &room, const HttpRequest &request, const Json &body);
    HttpResponse activeRoom(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse activePeers(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse activePeer(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse updatePeer(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse removePeers(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse sendMessage(Meetings::Meeting &meeting, const HttpRequest &request, const Json &body);
    HttpResponse listSessions(const HttpRequest &request);
    HttpResponse getSession(const HttpRequest &request);
    HttpResponse state(const HttpRequest &request);

    HttpServer &m_http;
    RoomDirectory &m_rooms;
    Meetings &m_meetings;
    Signalling &m_signalling;
    KeyPair m_keys;
};

HttpResponse jsonResponse(const Json &document);
//! One page of a list as the provider cuts it: limit 10 … 100, `start` is the last id of the page before.
HttpResponse pageOf(const std::vector<Json> &items, const QUrlQuery &query);
Json bodyOf(const HttpRequest &request);
//! A query item as standard text, empty when missing.
std::string queryText(const HttpRequest &request, const char *name);

} // namespace bedside::sandbox
