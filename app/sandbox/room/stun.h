#pragma once

#include "app/sandbox/room/bytes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace bedside::sandbox {

//! What a connectivity check of a client says (RFC 8489, 8445).
struct StunRequest
{
    std::array<std::uint8_t, 12> transaction{};
    std::string localUfrag; //!< ours: the part of USERNAME before the colon
    bool useCandidate = false;
    std::size_t integrityAt = 0; //!< offset of MESSAGE-INTEGRITY
};

//! Whether a datagram on the media port is STUN at all.
bool isStun(BytesView data);
//! A binding request with USERNAME and MESSAGE-INTEGRITY; nothing for anything else.
std::optional<StunRequest> parseBindingRequest(BytesView data);
//! Whether the request is signed with this ICE password.
bool hasIntegrity(BytesView data, const StunRequest &request, const std::string &password);
//! The success answer to `request` from this IPv4 address (host order) and port.
Bytes bindingResponse(const StunRequest &request, std::uint32_t address, std::uint16_t port,
                      const std::string &password);
//! A binding request as a client makes it; for tests.
Bytes bindingRequest(const std::string &username, const std::string &password, bool useCandidate);

} // namespace bedside::sandbox
