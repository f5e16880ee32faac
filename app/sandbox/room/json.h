#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace bedside::sandbox {

using Json = nlohmann::json;

//! Reading documents of strangers: a missing member or one of another type gives the default, never a throw.
Json parsed(std::string_view text);                       //!< discarded() when it is no JSON
const Json &member(const Json &object, const char *name); //!< null when missing
std::string text(const Json &object, const char *name, const std::string &otherwise = {});
std::int64_t number(const Json &object, const char *name, std::int64_t otherwise = 0);
bool flag(const Json &object, const char *name, bool otherwise = false);

} // namespace bedside::sandbox
