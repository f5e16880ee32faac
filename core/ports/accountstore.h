#pragma once

#include "core/base/continuation.h"
#include "core/schedule/agendaentry.h"

namespace bedside {

//! Finds out who signed in and whether this program fits the database. GUI thread; the answer arrives later
//! on the same thread.
class AccountStore
{
public:
    virtual ~AccountStore() = default;

    //! Refusals: Conflict "schema.absent", "schema.older", "schema.newer"; Denied "account.unmapped" (login
    //! mapped to nobody), "account.disabled", "login.refused" (name or password); Offline.
    virtual void signIn(Continuation<Account> then) = 0;
};

} // namespace bedside
