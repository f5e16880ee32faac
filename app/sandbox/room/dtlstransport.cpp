#include "app/sandbox/room/dtlstransport.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace bedside::sandbox {

namespace {

constexpr long kMtu = 1200;
constexpr std::size_t kLargestRecord = 16 * 1024 + 512;
constexpr std::size_t kSrtpKeyMaterial = 2 * (16 + 14);
constexpr char kExporter[] = "EXTRACTOR-dtls_srtp";
constexpr long kCertificateSeconds = 30L * 24 * 3600;

template<auto Function>
struct Deleter
{
    template<typename T>
    void operator()(T *pointer) const
    {
        Function(pointer);
    }
};
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

//! What the BIO of one connection reads from and writes to: whole datagrams, which a memory BIO would merge.
struct Wire
{
    std::function<void(BytesView)> send;
    BytesView pending;
};

Wire *wireOf(BIO *bio)
{
    return static_cast<Wire *>(BIO_get_data(bio));
}

int writeDatagram(BIO *bio, const char *data, int size)
{
    wireOf(bio)->send(bytesOf({data, static_cast<std::size_t>(size)}));
    return size;
}

int readDatagram(BIO *bio, char *data, int size)
{
    Wire *wire = wireOf(bio);
    BIO_clear_retry_flags(bio);
    if (wire->pending.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t count = std::min(wire->pending.size(), static_cast<std::size_t>(size));
    std::memcpy(data, wire->pending.data(), count);
    wire->pending = {};
    return static_cast<int>(count);
}

long control(BIO *bio, int command, long, void *)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DUP:
        return 1;
    case BIO_CTRL_PENDING:
        return static_cast<long>(wireOf(bio)->pending.size());
    case BIO_CTRL_DGRAM_QUERY_MTU:
        return kMtu;
    default:
        return 0;
    }
}

BIO_METHOD *wireMethod()
{
    static const std::unique_ptr<BIO_METHOD, Deleter<BIO_meth_free>> method = [] {
        BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "media wire");
        BIO_meth_set_write(made, writeDatagram);
        BIO_meth_set_read(made, readDatagram);
        BIO_meth_set_ctrl(made, control);
        return std::unique_ptr<BIO_METHOD, Deleter<BIO_meth_free>>(made);
    }();
    return method.get();
}

Certificate selfSigned(EVP_PKEY *key)
{
    Certificate certificate(X509_new());
    std::array<unsigned char, 8> serial{};
    RAND_bytes(serial.data(), static_cast<int>(serial.size()));
    std::uint64_t number = 0;
    std::memcpy(&number, serial.data(), serial.size());
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number >> 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24L * 3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kCertificateSeconds);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *name = X509_get_subject_name(certificate.get());
    const std::string common = "room";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytesOf(common).data(), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

std::string fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (certificate == nullptr || X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return {};
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string text = "sha-256 ";
    for (unsigned i = 0; i < size; ++i) {
        if (i > 0)
            text += ':';
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

//! Any certificate will do; it is compared with the fingerprint from signalling afterwards.
int acceptCertificate(int, X509_STORE_CTX *)
{
    return 1;
}

} // namespace

struct DtlsIdentity::Data
{
    Context context{SSL_CTX_new(DTLS_server_method())};
    Key key{EVP_EC_gen("P-256")};
    Certificate certificate = selfSigned(key.get());
};

DtlsIdentity::DtlsIdentity()
    : m_data(std::make_unique<Data>())
{
    SSL_CTX *context = m_data->context.get();
    SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, acceptCertificate);
    const bool ready = SSL_CTX_use_certificate(context, m_data->certificate.get()) == 1 &&
                       SSL_CTX_use_PrivateKey(context, m_data->key.get()) == 1 &&
                       SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AES128_CM_SHA1_80") == 0;
    if (ready)
        m_fingerprint = fingerprintOf(m_data->certificate.get());
}

DtlsIdentity::~DtlsIdentity() = default;

struct DtlsTransport::Data
{
    Wire wire;
    std::unique_ptr<SSL, Deleter<SSL_free>> ssl;
};

DtlsTransport::DtlsTransport(const DtlsIdentity &identity, Events events)
    : m_events(std::move(events))
    , m_data(std::make_unique<Data>())
{
    m_data->wire.send = m_events.send;
    m_data->ssl.reset(SSL_new(identity.m_data->context.get()));
    BIO *bio = BIO_new(wireMethod());
    BIO_set_data(bio, &m_data->wire);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_data->ssl.get(), bio, bio);
    DTLS_set_link_mtu(m_data->ssl.get(), kMtu);
    SSL_set_accept_state(m_data->ssl.get());
}

DtlsTransport::~DtlsTransport() = default;

void DtlsTransport::receive(BytesView datagram)
{
    m_data->wire.pending = datagram;
    progress();
    m_data->wire.pending = {};
}

void DtlsTransport::progress()
{
    SSL *ssl = m_data->ssl.get();
    ERR_clear_error();
    if (!m_connected) {
        if (SSL_do_handshake(ssl) != 1)
            return;
        m_connected = true;
        m_events.connected();
    }
    std::array<std::uint8_t, kLargestRecord> buffer;
    for (int count = 1; count > 0;) {
        count = SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
        if (count > 0)
            m_events.received({buffer.data(), static_cast<std::size_t>(count)});
    }
}

void DtlsTransport::send(BytesView message)
{
    if (m_connected)
        SSL_write(m_data->ssl.get(), message.data(), static_cast<int>(message.size()));
}

void DtlsTransport::tick()
{
    if (!m_connected)
        DTLSv1_handle_timeout(m_data->ssl.get());
}

std::string DtlsTransport::peerFingerprint() const
{
    return fingerprintOf(SSL_get0_peer_certificate(m_data->ssl.get()));
}

Bytes DtlsTransport::srtpKeys() const
{
    Bytes keys(kSrtpKeyMaterial);
    const bool exported = SSL_export_keying_material(m_data->ssl.get(), keys.data(), keys.size(), kExporter,
                                                     sizeof kExporter - 1, nullptr, 0, 0) == 1;
    return exported ? keys : Bytes();
}

} // namespace bedside::sandbox
