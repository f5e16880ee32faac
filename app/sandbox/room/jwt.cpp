#include "app/sandbox/room/jwt.h"

#include <QList>
#include <QMessageAuthenticationCode>
#include <QUuid>

#include <openssl/crypto.h>

namespace bedside::sandbox {

namespace {

constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr std::int64_t kClockSkew = 10;

Error denied(const char *cause)
{
    return {ErrorCode::Denied, QStringLiteral("token.denied"), QString::fromLatin1(cause)};
}

QByteArray signature(const QByteArray &text, const QByteArray &secret)
{
    return QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256);
}

bool equal(const QByteArray &one, const QByteArray &other)
{
    return one.size() == other.size() &&
           CRYPTO_memcmp(one.constData(), other.constData(), static_cast<std::size_t>(one.size())) == 0;
}

Json decoded(const QByteArray &part)
{
    return parsed(QByteArray::fromBase64(part, kBase64).toStdString());
}

} // namespace

Result<Json> verifiedClaims(const QByteArray &token, const KeyPair &keys, TokenType type,
                            std::optional<std::int64_t> now)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3)
        return denied("token is malformed");
    if (text(decoded(parts.at(0)), "alg") != "HS256")
        return denied("signing method is not HS256");
    const QByteArray given = QByteArray::fromBase64(parts.at(2), kBase64);
    if (!equal(given, signature(parts.at(0) + '.' + parts.at(1), keys.secret)))
        return denied("signature is invalid");

    Json claims = decoded(parts.at(1));
    if (text(claims, "access_key") != keys.accessKey.toStdString())
        return denied("access key is unknown");
    if (text(claims, "type") != (type == TokenType::Join ? "app" : "management"))
        return denied("token is of the wrong type");
    if (now && number(claims, "nbf", *now) > *now)
        return denied("token is not valid yet");
    if (now && number(claims, "exp") <= *now)
        return denied("token is expired");
    return claims;
}

QByteArray signedToken(const Json &claims, const QByteArray &secret)
{
    const QByteArray header = R"({"alg":"HS256","typ":"JWT"})";
    const QByteArray body = QByteArray::fromStdString(claims.dump());
    const QByteArray text = header.toBase64(kBase64) + '.' + body.toBase64(kBase64);
    return text + '.' + signature(text, secret).toBase64(kBase64);
}

QByteArray joinToken(const KeyPair &keys, const Json &whoAndWhere, std::int64_t now, std::int64_t seconds)
{
    Json claims = whoAndWhere;
    claims["access_key"] = keys.accessKey.toStdString();
    claims["type"] = "app";
    claims["version"] = 2;
    claims["iat"] = now - kClockSkew;
    claims["nbf"] = now - kClockSkew;
    claims["exp"] = now + seconds;
    claims["jti"] = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    return signedToken(claims, keys.secret);
}

} // namespace bedside::sandbox
