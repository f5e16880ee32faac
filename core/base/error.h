#pragma once

#include <QString>

namespace bedside {

//! What the caller can do about a failure. The sentence for the user is made in ui from code and reason.
enum class ErrorCode {
    Offline,        //!< Nothing was sent or nothing can be reached; try again later.
    Busy,           //!< The server refused for now (lock or time limit, rate limit); try again soon.
    Conflict,       //!< Somebody was faster or the state does not allow it; read again and decide.
    OutcomeUnknown, //!< Sent, but no answer: ask for the result by operation id, never send anew.
    Denied,         //!< This account may not do it.
    NotFound,       //!< There is no such thing, or not for this account.
    Invalid,        //!< The input is wrong; say which.
    Bug,            //!< An assumption of the program did not hold.
};

//! A failure as a value. Free of patient data and secrets in every field, so that it can be logged.
struct Error {
    ErrorCode code = ErrorCode::Bug;
    //! Stable word for the case, such as "visit.ended" (see docs/admin/database-functions.md); may be empty.
    QString reason;
    //! Technical detail for the log, in English; may be empty.
    QString detail;
    //! Busy only: seconds the other side asked to wait before the next try; 0 when it did not say.
    int retryAfterSeconds = 0;

    friend bool operator==(const Error &, const Error &) = default;
};

//! Lower-case name of a code, as printed by bedsidectl ("offline", "outcome-unknown", …).
QString errorCodeName(ErrorCode code);

} // namespace bedside
