#pragma once

#include "app/sandbox/room/json.h"
#include "core/base/result.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bedside::sandbox {

//! A short code that stands for a role in a room.
struct RoomCode
{
    std::string code; //!< abc-defg-hij
    std::string role;
    bool enabled = true;
    std::int64_t createdAt = 0; //!< ms since 1970
};

struct Room
{
    std::string id;
    std::string name;
    std::string description;
    bool enabled = true;
    std::int64_t createdAt = 0;
    std::int64_t updatedAt = 0;
    std::vector<RoomCode> codes;
};

//! The rooms this provider knows, kept in a file over restarts.
class RoomDirectory
{
public:
    //! `file` empty: only in memory.
    explicit RoomDirectory(QString file);

    //! Reads the file if there is one. Invalid when it is not ours.
    Result<Done> load();

    //! The room with this name (letters compare without case), made if need be; an existing one takes the
    //! description over. Invalid for a name with forbidden characters.
    Result<Room *> create(const std::string &name, const std::string &description);
    Room *find(const std::string &id);
    std::vector<const Room *> all() const;
    void setEnabled(Room &room, bool enabled);
    void setDescription(Room &room, const std::string &description);

    //! The room's code for this role, made if need be.
    RoomCode &codeFor(Room &room, const std::string &role);
    struct Place
    {
        Room *room = nullptr;
        RoomCode *code = nullptr;
    };
    //! Null members for an unknown code.
    Place findCode(const std::string &code);
    void setCodeEnabled(const Place &place, bool enabled);

private:
    void save() const;
    void touched(Room &room);

    QString m_file;
    std::vector<std::unique_ptr<Room>> m_rooms;
};

} // namespace bedside::sandbox
