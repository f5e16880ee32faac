#pragma once

#include "app/sandbox/sampleclinic.h"
#include "core/db/sampledatabase.h"

namespace bedside::sandbox {

//! What the sample clinic's database holds around the day of `now`: everybody's resources, appointments from
//! two weeks before to two weeks after in every status, the visits of those that took place, and for the busy
//! practitioners one appointment that is about to start.
//!
//! The same day always gives the same ids, so that loading on a later day adds what is new and leaves alone
//! what people have done since. `linkBase` is the root of public links, without a slash at the end.
db::StoredHistory sampleHistory(const SampleClinic &clinic, const QDateTime &now, const QString &linkBase);

} // namespace bedside::sandbox
