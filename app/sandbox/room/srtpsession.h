#pragma once

#include "app/sandbox/room/bytes.h"

#include <memory>

namespace bedside::sandbox {

//! Encrypts what we send and decrypts what we get (RFC 3711), with the keys of a DTLS server.
class SrtpSession
{
public:
    //! Null when the key material does not fit. `keys` as DtlsTransport::srtpKeys().
    static std::unique_ptr<SrtpSession> create(const Bytes &keys);
    ~SrtpSession();
    SrtpSession(const SrtpSession &) = delete;
    SrtpSession &operator=(const SrtpSession &) = delete;

    //! In place; false when the packet is to be dropped (forged, repeated, malformed).
    bool protectRtp(Bytes &packet);
    bool protectRtcp(Bytes &packet);
    bool unprotectRtp(Bytes &packet);
    bool unprotectRtcp(Bytes &packet);

private:
    struct Data;

    explicit SrtpSession(std::unique_ptr<Data> data);

    std::unique_ptr<Data> m_data;
};

} // namespace bedside::sandbox
