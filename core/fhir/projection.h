#pragma once

#include "core/fhir/projectionissue.h"

#include <QUuid>

namespace bedside {

//! One row of fhir_resources. In the database the resource is as the web system writes it; everything that
//! leaves as FHIR is a projection of it to valid R4, computed on the way out and never written back whole
//! (docs/adr/0005-projection.md). Pure functions, any thread; nothing throws.
struct StoredDocument
{
    QString type;
    QString id;
    Json data;
    QDateTime lastUpdated; //!< column; null when not set
    QUuid organization;    //!< column; null when not known
};

enum class Fidelity {
    Interop, //!< what other systems can use; the rest is left out and reported
    Full,    //!< backup: comes back exactly. Holds join codes and links
};

struct ProjectionOptions
{
    Fidelity fidelity = Fidelity::Interop;
    //! Join links and codes are credentials: out by default, always in with Fidelity::Full.
    bool includeLinks = false;
};

struct Projection
{
    Json resource;
    QList<ProjectionIssue> issues;
};

//! The stored resource as R4. Invalid when it cannot be one: "resource.malformed", "resource.too_deep",
//! "resource.unknown_type".
Result<Projection> projectToR4(const StoredDocument &stored, const ProjectionOptions &options = {});

//! Back to the stored shape: the inverse of projectToR4, and for R4 from elsewhere the shape the web system
//! reads. `lastUpdated` is taken from meta. Invalid as above, or "resource.bad_patch" when its source-patch
//! does not fit it.
Result<StoredDocument> projectToStored(const Json &resource);

} // namespace bedside
