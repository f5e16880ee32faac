#include "app/sandbox/room/stun.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>

#include <openssl/crypto.h>

namespace bedside::sandbox {

namespace {

constexpr std::size_t kHeader = 20;
constexpr std::size_t kDigest = 20;
constexpr std::uint32_t kCookie = 0x2112A442;
constexpr std::uint16_t kBindingRequest = 0x0001;
constexpr std::uint16_t kBindingSuccess = 0x0101;
constexpr std::uint16_t kUsername = 0x0006;
constexpr std::uint16_t kIntegrity = 0x0008;
constexpr std::uint16_t kXorMappedAddress = 0x0020;
constexpr std::uint16_t kUseCandidate = 0x0025;
constexpr std::uint16_t kFingerprint = 0x8028;

std::uint32_t crc32(BytesView data)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : data) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

Bytes integrity(BytesView message, const std::string &password)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha1, QByteArray::fromStdString(password));
    code.addData(reinterpret_cast<const char *>(message.data()), static_cast<qsizetype>(message.size()));
    const QByteArray digest = code.result();
    return {digest.begin(), digest.end()};
}

//! The length field counts what follows the header, including the attribute about to be added.
void setLength(Bytes &message, std::size_t end)
{
    write16(message, 2, static_cast<std::uint16_t>(end - kHeader));
}

Bytes header(std::uint16_t type, const std::array<std::uint8_t, 12> &transaction)
{
    Bytes message;
    append16(message, type);
    append16(message, 0);
    append32(message, kCookie);
    append(message, transaction);
    return message;
}

void sign(Bytes &message, const std::string &password)
{
    setLength(message, message.size() + 4 + kDigest);
    const Bytes digest = integrity(message, password);
    append16(message, kIntegrity);
    append16(message, kDigest);
    append(message, digest);
    setLength(message, message.size() + 8);
    const std::uint32_t check = crc32(message) ^ 0x5354554EU;
    append16(message, kFingerprint);
    append16(message, 4);
    append32(message, check);
}

} // namespace

bool isStun(BytesView data)
{
    return data.size() >= kHeader && data[0] < 4 && read32(data, 4) == kCookie;
}

std::optional<StunRequest> parseBindingRequest(BytesView data)
{
    if (!isStun(data) || read16(data, 0) != kBindingRequest || read16(data, 2) + kHeader != data.size())
        return std::nullopt;
    StunRequest request;
    std::copy_n(data.begin() + 8, request.transaction.size(), request.transaction.begin());
    for (std::size_t at = kHeader; at + 4 <= data.size();) {
        const std::uint16_t type = read16(data, at);
        const std::size_t length = read16(data, at + 2);
        if (at + 4 + length > data.size())
            return std::nullopt;
        const std::string_view value = textOf(data.subspan(at + 4, length));
        if (type == kUsername)
            request.localUfrag = value.substr(0, value.find(':'));
        else if (type == kUseCandidate)
            request.useCandidate = true;
        else if (type == kIntegrity && length == kDigest)
            request.integrityAt = at;
        at += 4 + (length + 3) / 4 * 4;
    }
    if (request.localUfrag.empty() || request.integrityAt == 0)
        return std::nullopt;
    return request;
}

bool hasIntegrity(BytesView data, const StunRequest &request, const std::string &password)
{
    Bytes message(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(request.integrityAt));
    setLength(message, request.integrityAt + 4 + kDigest);
    const Bytes digest = integrity(message, password);
    return CRYPTO_memcmp(digest.data(), data.data() + request.integrityAt + 4, kDigest) == 0;
}

Bytes bindingResponse(const StunRequest &request, std::uint32_t address, std::uint16_t port,
                      const std::string &password)
{
    Bytes message = header(kBindingSuccess, request.transaction);
    append16(message, kXorMappedAddress);
    append16(message, 8);
    append16(message, 1);
    append16(message, static_cast<std::uint16_t>(port ^ (kCookie >> 16)));
    append32(message, address ^ kCookie);
    sign(message, password);
    return message;
}

Bytes bindingRequest(const std::string &username, const std::string &password, bool useCandidate)
{
    Bytes message = header(kBindingRequest, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    append16(message, kUsername);
    append16(message, static_cast<std::uint16_t>(username.size()));
    append(message, bytesOf(username));
    message.resize((message.size() + 3) / 4 * 4);
    if (useCandidate) {
        append16(message, kUseCandidate);
        append16(message, 0);
    }
    sign(message, password);
    return message;
}

} // namespace bedside::sandbox
