#include "tests/support/fakeprovider.h"

#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <httplib.h>
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

#include <QUuid>

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace bedside::tests {

using Json = nlohmann::json;

namespace {

constexpr std::chrono::seconds kSlowness{3};

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Json failure(int status, const char *message)
{
    return Json{{"code", status}, {"message", message}, {"details", Json::array()}};
}

} // namespace

FakeProvider::FakeProvider()
    : m_server(std::make_unique<httplib::Server>())
{
    const auto handle = [this](const httplib::Request &request, httplib::Response &answer) {
        serve(request, answer);
    };
    m_server->Post(".*", handle);
    m_server->Get(".*", handle);
    const int port = m_server->bind_to_any_port("127.0.0.1");
    if (port <= 0)
        throw std::runtime_error("no free port");
    m_port = static_cast<quint16>(port);
    m_thread = std::thread([this] { m_server->listen_after_bind(); });
}

FakeProvider::~FakeProvider()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    // stop() before the thread accepts would be lost.
    while (!m_server->is_running())
        std::this_thread::yield();
    m_server->stop();
    m_thread.join();
}

QString FakeProvider::endpoint() const
{
    return QStringLiteral("http://127.0.0.1:%1/v2").arg(m_port);
}

void FakeProvider::plan(std::vector<Fault> faults)
{
    const std::lock_guard lock(m_mutex);
    m_plan = std::move(faults);
}

void FakeProvider::everyNth(int n, Fault fault)
{
    const std::lock_guard lock(m_mutex);
    m_every = n;
    m_everyFault = fault;
}

std::vector<FakeProvider::Room> FakeProvider::rooms() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Room> rooms;
    for (const auto &[name, room] : m_rooms)
        rooms.push_back(room);
    return rooms;
}

void FakeProvider::openSession(const QString &roomId)
{
    const std::lock_guard lock(m_mutex);
    for (auto &[name, room] : m_rooms) {
        if (room.id == roomId)
            room.inSession = true;
    }
}

QStringList FakeProvider::calls() const
{
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

QString FakeProvider::lastAuthorization() const
{
    const std::lock_guard lock(m_mutex);
    return m_authorization;
}

FakeProvider::Fault FakeProvider::nextFault()
{
    ++m_count;
    if (!m_plan.empty()) {
        const Fault fault = m_plan.front();
        m_plan.erase(m_plan.begin());
        return fault;
    }
    return m_every > 0 && m_count % m_every == 0 ? m_everyFault : Fault::None;
}

//! Answers in place of the service; false when the request is to be carried out.
bool FakeProvider::spoil(Fault fault, httplib::Response &answer)
{
    const auto json = [&answer](int status, const char *message) {
        answer.status = status;
        answer.set_content(failure(status, message).dump(), "application/json");
        return true;
    };
    switch (fault) {
    case Fault::RateLimited:
        answer.set_header("Retry-After", "7");
        return json(429, "rate limit exceeded");
    case Fault::RateLimitedText:
        return json(429, "rate limit exceeded, retry after 45 seconds");
    case Fault::Failing:
        return json(500, "internal error");
    case Fault::Unauthorized:
        return json(401, "Token validation error");
    case Fault::Forbidden:
        return json(403, "forbidden");
    case Fault::BadRequest:
        return json(400, "template not found");
    case Fault::NotJson:
        answer.set_content("<html>maintenance</html>", "text/html");
        return true;
    case Fault::WrongShape:
        answer.set_content(R"({"id":42,"name":["x"]})", "application/json");
        return true;
    case Fault::Huge:
        answer.set_content(std::string(8U * 1024 * 1024, ' '), "application/json");
        return true;
    case Fault::Redirect:
        answer.set_redirect(endpoint().toStdString() + "/rooms");
        return true;
    default:
        return false;
    }
}

void FakeProvider::serve(const httplib::Request &request, httplib::Response &answer)
{
    Fault fault = Fault::None;
    Json result;
    int status = 200;
    {
        const std::lock_guard lock(m_mutex);
        m_calls.append(QString::fromStdString(request.method + " " + request.path));
        m_authorization = QString::fromStdString(request.get_header_value("Authorization"));
        fault = nextFault();
        if (spoil(fault, answer))
            return;
        result = carryOut(request.path, Json::parse(request.body, nullptr, false), status);
    }
    if (fault == Fault::Slow) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, kSlowness, [this] { return m_stopping; });
    }
    if (fault == Fault::FailingAfter) {
        status = 500;
        result = failure(500, "internal error");
    }
    if (fault == Fault::LostReply) {
        answer.set_content_provider(1'000, "application/json",
                                    [](size_t, size_t, httplib::DataSink &) { return false; });
        return;
    }
    answer.status = status;
    answer.set_content(result.dump(), "application/json");
}

Json FakeProvider::carryOut(const std::string &path, const Json &body, int &status)
{
    static const std::regex kRoom("/v2/rooms/([^/]+)");
    static const std::regex kEnd("/v2/active-rooms/([^/]+)/end-room");
    if (path == "/v2/rooms" && body.is_object() && body.contains("name"))
        return createRoom(body);
    std::smatch match;
    const bool ends = std::regex_match(path, match, kEnd);
    if (!ends && !std::regex_match(path, match, kRoom)) {
        status = 400;
        return failure(400, "bad request");
    }
    for (auto &[name, room] : m_rooms) {
        if (room.id.toStdString() != match[1])
            continue;
        if (ends && !room.inSession)
            break;
        if (ends) {
            room.inSession = false;
            room.enabled = room.enabled && !body.value("lock", false);
            ++room.timesEnded;
            return Json{{"message", "session is ending"}};
        }
        room.enabled = body.value("enabled", room.enabled);
        return describe(room);
    }
    status = 404;
    return failure(404, ends ? "session not found" : "room not found");
}

Json FakeProvider::createRoom(const Json &body)
{
    const std::string name = body.at("name").get<std::string>();
    Room &room = m_rooms[lowered(name)];
    if (room.id.isEmpty()) {
        room.id = QString::fromLatin1(QUuid::createUuid().toRfc4122().toHex().left(24));
        room.name = QString::fromStdString(name);
    }
    room.templateId = QString::fromStdString(body.value("template_id", std::string()));
    return describe(room);
}

Json FakeProvider::describe(const Room &room) const
{
    return Json{{"id", room.id.toStdString()},
                {"name", room.name.toStdString()},
                {"enabled", room.enabled},
                {"template_id", room.templateId.toStdString()}};
}

} // namespace bedside::tests
