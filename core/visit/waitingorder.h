#pragma once

#include "core/visit/visit.h"

#include <optional>

namespace bedside {

//! Who of these waits longest; none when nobody waits.
std::optional<Participant> longestWaiting(const QList<Participant> &people);

} // namespace bedside
