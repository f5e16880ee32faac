#pragma once

#include "core/fhir/projectionissue.h"

#include <string_view>
#include <vector>

namespace bedside {

//! Takes out of a Reference what leads nowhere: ids "null" and "undefined" (the web's templates write them),
//! types R4 does not know, types not among `targets` (any when empty). False when nothing is left of it.
bool cleanReference(Json &reference, const std::vector<std::string_view> &targets, const QString &place,
                    QList<ProjectionIssue> &issues);

} // namespace bedside
