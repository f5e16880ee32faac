#pragma once

#include "app/sandbox/room/bytes.h"

#include <functional>
#include <memory>
#include <string>

namespace bedside::sandbox {

//! The certificate of this service, made anew at each start, and the TLS settings around it.
class DtlsIdentity
{
public:
    DtlsIdentity();
    ~DtlsIdentity();
    DtlsIdentity(const DtlsIdentity &) = delete;
    DtlsIdentity &operator=(const DtlsIdentity &) = delete;

    //! "sha-256 AA:BB:…" as SDP wants it; empty when the certificate could not be made.
    const std::string &fingerprint() const { return m_fingerprint; }

private:
    friend class DtlsTransport;
    struct Data;
    std::unique_ptr<Data> m_data;
    std::string m_fingerprint;
};

//! The server end of one DTLS connection over datagrams (RFC 6347, 5764). Not thread safe, never blocks.
class DtlsTransport
{
public:
    struct Events
    {
        std::function<void(BytesView)> send;     //!< put this datagram on the wire
        std::function<void()> connected;         //!< handshake done; keys and fingerprint are there
        std::function<void(BytesView)> received; //!< one application message
    };

    //! `identity` must outlive the transport.
    DtlsTransport(const DtlsIdentity &identity, Events events);
    ~DtlsTransport();
    DtlsTransport(const DtlsTransport &) = delete;
    DtlsTransport &operator=(const DtlsTransport &) = delete;

    void receive(BytesView datagram);
    void send(BytesView message);
    //! Repeats what got lost in the handshake; call every few ten milliseconds.
    void tick();

    bool isConnected() const { return m_connected; }
    //! Of the certificate of the other side, "sha-256 AA:…"; empty before connected().
    std::string peerFingerprint() const;
    //! Key material for AES_CM_128_HMAC_SHA1_80: client key, server key, client salt, server salt.
    Bytes srtpKeys() const;

private:
    struct Data;

    void progress();

    Events m_events;
    std::unique_ptr<Data> m_data;
    bool m_connected = false;
};

} // namespace bedside::sandbox
