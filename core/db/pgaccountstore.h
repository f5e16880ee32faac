#pragma once

#include "core/ports/accountstore.h"

namespace bedside::db {

class DbExecutor;

//! Signs in and checks that this program and the database belong together.
class PgAccountStore final : public AccountStore
{
public:
    explicit PgAccountStore(DbExecutor &executor);

    void signIn(Continuation<Account> then) override;

private:
    DbExecutor &m_executor;
};

} // namespace bedside::db
