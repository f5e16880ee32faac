#pragma once

#include "app/sandbox/room/json.h"

#include <string>
#include <vector>

namespace bedside::sandbox {

//! What a role may do in a room: the template that an administrator of the provider would set up for Bedside.
struct Role
{
    std::string name;
    int priority = 5;
    std::vector<std::string> publishes;    //!< "audio", "video", "screen"
    std::vector<std::string> subscribesTo; //!< names of roles
    std::vector<std::string> permissions;  //!< those granted

    bool publishesTrack(const std::string &type, const std::string &source) const;
    bool may(const std::string &permission) const;
    bool hears(const std::string &roleName) const;
};

const std::vector<Role> &roles();
//! Null for an unknown name.
const Role *findRole(const std::string &name);
//! Parameters of on-policy-change for somebody in this role.
Json policyFor(const std::string &roleName);

//! The one template of this provider account.
inline constexpr char kTemplateId[] = "6400000000000000000bed51";

} // namespace bedside::sandbox
