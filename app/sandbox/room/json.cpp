#include "app/sandbox/room/json.h"

namespace bedside::sandbox {

Json parsed(std::string_view text)
{
    return Json::parse(text.begin(), text.end(), nullptr, false);
}

const Json &member(const Json &object, const char *name)
{
    static const Json kNull;
    if (!object.is_object())
        return kNull;
    const auto found = object.find(name);
    return found == object.end() ? kNull : *found;
}

std::string text(const Json &object, const char *name, const std::string &otherwise)
{
    const Json &value = member(object, name);
    return value.is_string() ? value.get<std::string>() : otherwise;
}

std::int64_t number(const Json &object, const char *name, std::int64_t otherwise)
{
    const Json &value = member(object, name);
    return value.is_number() ? value.get<std::int64_t>() : otherwise;
}

bool flag(const Json &object, const char *name, bool otherwise)
{
    const Json &value = member(object, name);
    return value.is_boolean() ? value.get<bool>() : otherwise;
}

} // namespace bedside::sandbox
