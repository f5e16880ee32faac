#pragma once

#include "core/base/continuation.h"

namespace bedside {

//! Passwords in the operating system's keychain, and nowhere else. GUI thread; answers come later on it.
//!
//! Errors: NotFound "keychain.empty", Denied "keychain.denied" (the user or the system refused),
//! Offline "keychain.absent" (no keychain service runs), Bug "keychain.failed".
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    virtual void read(QString key, Continuation<QString> then) = 0;
    //! Replaces what is there.
    virtual void write(QString key, QString secret, Continuation<Done> then) = 0;
    //! Done also when there was nothing.
    virtual void remove(QString key, Continuation<Done> then) = 0;
};

} // namespace bedside
