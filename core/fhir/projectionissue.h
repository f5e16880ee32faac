#pragma once

#include "core/fhir/fhirjson.h"

#include <QList>

namespace bedside {

//! What a projection could not say in R4. Names places, never values: it may be logged.
struct ProjectionIssue
{
    enum class Severity { Error, Warning, Information };
    Severity severity = Severity::Warning;
    QString code;        //!< FHIR issue-type: structure, value, code-invalid, incomplete, not-supported, …
    QString expression;  //!< place in the resource, such as Encounter.subject
    QString diagnostics; //!< one English sentence

    friend bool operator==(const ProjectionIssue &, const ProjectionIssue &) = default;
};

//! The issues as an R4 OperationOutcome; `about` ("Encounter/7") is put in front of every place. With no
//! issues it says so in one informational issue, because R4 requires one.
Json operationOutcome(const QList<ProjectionIssue> &issues, const QString &about = {});

} // namespace bedside
