#pragma once

#include "app/sandbox/room/json.h"
#include "core/base/result.h"

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace bedside::sandbox {

//! What the provider's tokens are signed with.
struct KeyPair
{
    QByteArray accessKey;
    QByteArray secret;
};

enum class TokenType { Join, Management };

//! The claims of a token whose signature (HS256), key, type and time are right; Denied with the cause
//! otherwise. `now` in seconds since 1970; nbf and exp are checked to the second, exp is required. Without
//! `now` the time does not count: who is in the room already may come back with the token he came with.
Result<Json> verifiedClaims(const QByteArray &token, const KeyPair &keys, TokenType type,
                            std::optional<std::int64_t> now);

//! A join token for this person, valid from a little before `now` for `seconds`.
QByteArray joinToken(const KeyPair &keys, const Json &whoAndWhere, std::int64_t now, std::int64_t seconds);

//! A token with exactly these claims; for tests and joinToken().
QByteArray signedToken(const Json &claims, const QByteArray &secret);

} // namespace bedside::sandbox
