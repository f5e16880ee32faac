#pragma once

#include "core/fhir/projectionissue.h"

namespace bedside {

//! Extension url for a required value nobody wrote down.
inline constexpr const char *kAbsentReasonUrl = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

//! An extension saying that the value is unknown.
Json absentReason();

//! Makes `resource` what R4 allows: takes out what has no place there (unknown elements, null and empty
//! values, values of the wrong kind, references to nothing or to a type that may not stand there), repairs
//! what only lacks form, and marks required elements that are missing. Every change but the removal of
//! Medplum's meta elements and versionId is an issue. The resource must have a resourceType that R4 knows.
void cleanForR4(Json &resource, QList<ProjectionIssue> &issues);

} // namespace bedside
