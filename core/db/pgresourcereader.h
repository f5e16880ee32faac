#pragma once

#include "core/ports/resourcereader.h"

namespace bedside::db {

class DbExecutor;

//! Streams resources through a cursor. The executor must outlive it, is busy until the end, and is best one
//! of its own with kListLimits (which then hold for each portion).
class PgResourceReader final : public ResourceReader
{
public:
    explicit PgResourceReader(DbExecutor &executor);

    void read(ResourceQuery query, Sink sink, Continuation<ResourceSummary> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
