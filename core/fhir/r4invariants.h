#pragma once

#include "core/fhir/projectionissue.h"

#include <string_view>

namespace bedside {

//! Brings one cleaned element of `path` ("Period", "Patient.contact") in line with R4's rules between its
//! parts. False when the element cannot stay.
bool holdInvariants(std::string_view path, Json &element, const QString &place,
                    QList<ProjectionIssue> &issues);

} // namespace bedside
