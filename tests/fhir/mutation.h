#pragma once

#include "core/fhir/fhirjson.h"

#include <random>

namespace bedside {

//! Changes one to four places of the document at random: other kinds of values, odd texts, keys that move,
//! parts of the document put elsewhere.
void mutate(Json &document, std::mt19937 &random);

//! Runs everything that reads or projects FHIR on the document; empty, or which promise it broke.
QString brokenPromise(const Json &document);

} // namespace bedside
