#include "app/sandbox/room/roomdirectory.h"

#include <QDateTime>
#include <QFile>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>
#include <cctype>
#include <memory>

namespace bedside::sandbox {

namespace {

std::string randomText(std::string_view letters, int length)
{
    std::string made;
    for (int i = 0; i < length; ++i)
        made += letters[QRandomGenerator::system()->bounded(static_cast<quint32>(letters.size()))];
    return made;
}

std::string newRoomId()
{
    return randomText("0123456789abcdef", 24);
}

std::string newCode()
{
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    return randomText(kLetters, 3) + '-' + randomText(kLetters, 4) + '-' + randomText(kLetters, 3);
}

std::string lower(std::string name)
{
    for (char &letter : name)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return name;
}

bool isRoomName(const std::string &name)
{
    return std::all_of(name.begin(), name.end(), [](unsigned char letter) {
        return letter < 128 &&
               (std::isalnum(letter) != 0 ||
                std::string_view(".-:_").find(static_cast<char>(letter)) != std::string_view::npos);
    });
}

Json asJson(const Room &room)
{
    Json codes = Json::array();
    for (const RoomCode &code : room.codes) {
        codes.push_back({{"code", code.code},
                         {"role", code.role},
                         {"enabled", code.enabled},
                         {"created_at", code.createdAt}});
    }
    return {{"id", room.id},
            {"name", room.name},
            {"description", room.description},
            {"enabled", room.enabled},
            {"created_at", room.createdAt},
            {"updated_at", room.updatedAt},
            {"codes", codes}};
}

std::unique_ptr<Room> fromJson(const Json &saved)
{
    auto room = std::make_unique<Room>();
    room->id = text(saved, "id");
    room->name = text(saved, "name");
    room->description = text(saved, "description");
    room->enabled = flag(saved, "enabled", true);
    room->createdAt = number(saved, "created_at");
    room->updatedAt = number(saved, "updated_at");
    for (const Json &code : member(saved, "codes")) {
        room->codes.push_back({text(code, "code"), text(code, "role"), flag(code, "enabled", true),
                               number(code, "created_at")});
    }
    return room;
}

} // namespace

RoomDirectory::RoomDirectory(QString file)
    : m_file(std::move(file))
{
}

Result<Done> RoomDirectory::load()
{
    QFile file(m_file);
    if (m_file.isEmpty() || !file.exists())
        return Done();
    const Error unreadable{ErrorCode::Invalid, QStringLiteral("sandbox.rooms_file"), m_file};
    if (!file.open(QIODevice::ReadOnly))
        return unreadable;
    const Json saved = parsed(file.readAll().toStdString());
    if (!member(saved, "rooms").is_array())
        return unreadable;
    for (const Json &room : member(saved, "rooms"))
        m_rooms.push_back(fromJson(room));
    return Done();
}

void RoomDirectory::save() const
{
    if (m_file.isEmpty())
        return;
    Json rooms = Json::array();
    for (const auto &room : m_rooms)
        rooms.push_back(asJson(*room));
    QSaveFile file(m_file);
    const std::string document = Json{{"rooms", rooms}}.dump(2, ' ', false, Json::error_handler_t::replace);
    const bool saved = file.open(QIODevice::WriteOnly) &&
                       file.write(QByteArray::fromStdString(document)) > 0 && file.commit();
    if (!saved)
        qWarning("The room service could not save its rooms.");
}

void RoomDirectory::touched(Room &room)
{
    room.updatedAt = QDateTime::currentMSecsSinceEpoch();
    save();
}

Result<Room *> RoomDirectory::create(const std::string &name, const std::string &description)
{
    if (!isRoomName(name))
        return Error{ErrorCode::Invalid, QStringLiteral("room.name"), {}};
    const auto found = std::find_if(m_rooms.begin(), m_rooms.end(), [&](const auto &room) {
        return !name.empty() && lower(room->name) == lower(name);
    });
    Room *room = found == m_rooms.end() ? nullptr : found->get();
    if (room == nullptr) {
        room = m_rooms.emplace_back(std::make_unique<Room>()).get();
        room->id = newRoomId();
        room->name = name.empty() ? QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString() : name;
        room->createdAt = QDateTime::currentMSecsSinceEpoch();
    }
    room->description = description;
    touched(*room);
    return room;
}

Room *RoomDirectory::find(const std::string &id)
{
    const auto found =
        std::find_if(m_rooms.begin(), m_rooms.end(), [&](const auto &room) { return room->id == id; });
    return found == m_rooms.end() ? nullptr : found->get();
}

std::vector<const Room *> RoomDirectory::all() const
{
    std::vector<const Room *> rooms;
    for (const auto &room : m_rooms)
        rooms.push_back(room.get());
    return rooms;
}

void RoomDirectory::setEnabled(Room &room, bool enabled)
{
    room.enabled = enabled;
    touched(room);
}

void RoomDirectory::setDescription(Room &room, const std::string &description)
{
    room.description = description;
    touched(room);
}

RoomCode &RoomDirectory::codeFor(Room &room, const std::string &role)
{
    const auto found = std::find_if(room.codes.begin(), room.codes.end(),
                                    [&](const RoomCode &code) { return code.role == role; });
    if (found != room.codes.end())
        return *found;
    room.codes.push_back({newCode(), role, true, QDateTime::currentMSecsSinceEpoch()});
    touched(room);
    return room.codes.back();
}

RoomDirectory::Place RoomDirectory::findCode(const std::string &code)
{
    for (const auto &room : m_rooms) {
        for (RoomCode &known : room->codes) {
            if (known.code == code)
                return {room.get(), &known};
        }
    }
    return {};
}

void RoomDirectory::setCodeEnabled(const Place &place, bool enabled)
{
    place.code->enabled = enabled;
    touched(*place.room);
}

} // namespace bedside::sandbox
