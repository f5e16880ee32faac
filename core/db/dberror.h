#pragma once

#include "core/base/error.h"

#include <exception>

namespace bedside::db {

//! Whether a broken link may have carried the statement away already.
enum class Sent { No, Yes };

//! What an exception of libpqxx (or any other) means to the caller. The detail holds the SQLSTATE and words
//! of the library's own, never a statement, a parameter or the server's text, which could hold patient data.
Error errorFromException(const std::exception_ptr &exception, Sent sent);

//! The same for a refused or broken connection attempt: login and TLS refusals are told apart by libpq's
//! words, because it gives no code for them.
Error errorFromConnecting(const std::exception_ptr &exception);

} // namespace bedside::db
