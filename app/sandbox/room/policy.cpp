#include "app/sandbox/room/policy.h"

#include <algorithm>

namespace bedside::sandbox {

namespace {

using Names = std::vector<std::string>;

constexpr const char *kPermissions[] = {"endRoom",       "removeOthers",  "mute",     "unmute",
                                        "changeRole",    "sendRoomState", "pollRead", "browserRecording",
                                        "rtmpStreaming", "hlsStreaming",  "pollWrite"};

bool contains(const Names &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

Json permissionsOf(const Role &role)
{
    Json permissions = Json::object();
    for (const char *permission : kPermissions)
        permissions[permission] = role.may(permission);
    return permissions;
}

Json publishParamsOf(const Role &role)
{
    Json params{{"allowed", role.publishes}};
    params["audio"] = {{"bitRate", 32}, {"codec", "opus"}};
    params["video"] = {
        {"bitRate", 1000}, {"codec", "vp8"}, {"frameRate", 24}, {"width", 640}, {"height", 360}};
    params["screen"] = {
        {"bitRate", 2000}, {"codec", "vp8"}, {"frameRate", 10}, {"width", 1280}, {"height", 720}};
    params["videoSimulcastLayers"] = Json::object();
    params["screenSimulcastLayers"] = Json::object();
    return params;
}

Json asJson(const Role &role)
{
    return {{"name", role.name},
            {"priority", role.priority},
            {"permissions", permissionsOf(role)},
            {"publishParams", publishParamsOf(role)},
            {"subscribeParams", {{"subscribeToRoles", role.subscribesTo}, {"maxSubsBitRate", 4000}}}};
}

} // namespace

bool Role::publishesTrack(const std::string &type, const std::string &source) const
{
    return contains(publishes, source == "screen" ? "screen" : type);
}

bool Role::may(const std::string &permission) const
{
    return contains(permissions, permission);
}

bool Role::hears(const std::string &roleName) const
{
    return contains(subscribesTo, roleName);
}

const std::vector<Role> &roles()
{
    static const Names kInCall{"clinician", "patient", "family", "interpreter", "guest"};
    static const Names kAll{"audio", "video", "screen"};
    static const Names kCamera{"audio", "video"};
    static const Names kHost{"endRoom", "removeOthers", "mute", "unmute", "changeRole", "sendRoomState"};
    static const std::vector<Role> kRoles{
        {"clinician", 1, kAll, kInCall, kHost}, {"patient", 2, kAll, kInCall, {}},
        {"family", 3, kCamera, kInCall, {}},    {"interpreter", 3, kCamera, kInCall, {}},
        {"guest", 4, kCamera, kInCall, {}},     {"waiting-room", 5, {}, {}, {}},
        {"observer", 5, {}, kInCall, {}}};
    return kRoles;
}

const Role *findRole(const std::string &name)
{
    const auto found =
        std::find_if(roles().begin(), roles().end(), [&](const Role &role) { return role.name == name; });
    return found == roles().end() ? nullptr : &*found;
}

Json policyFor(const std::string &roleName)
{
    Json known = Json::object();
    for (const Role &role : roles())
        known[role.name] = asJson(role);
    return {{"name", roleName},
            {"known_roles", known},
            {"plugins", Json::object()},
            {"template_id", kTemplateId},
            {"app_data", Json::object()}};
}

} // namespace bedside::sandbox
