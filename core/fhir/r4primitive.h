#pragma once

#include "core/fhir/fhirjson.h"

#include <optional>
#include <string_view>

namespace bedside {

//! Whether `value` is a legal R4 value of the primitive `type`.
bool isR4Value(std::string_view type, const Json &value);

//! `value` brought into a legal form that claims no more than it did (seconds and zone of a PostgreSQL
//! timestamp, control characters left out, a time without zone cut to its date); nothing when that is not
//! possible.
std::optional<Json> repairedR4Value(std::string_view type, const Json &value);

//! An id as R4 allows it: `id` itself, or a stable stand-in made from its hash.
std::string exportedId(const std::string &id);

} // namespace bedside
