#include "app/sandbox/room/srtpsession.h"

#include <srtp2/srtp.h>

namespace bedside::sandbox {

namespace {

constexpr std::size_t kKey = 16;
constexpr std::size_t kSalt = 14;

//! The library counts nothing itself; it is started once and lives as long as the process.
bool started()
{
    static const bool done = srtp_init() == srtp_err_status_ok;
    return done;
}

Bytes masterKey(const Bytes &keys, bool ofServer)
{
    const std::ptrdiff_t key = ofServer ? std::ptrdiff_t{kKey} : 0;
    const std::ptrdiff_t salt = std::ptrdiff_t{2 * kKey} + (ofServer ? std::ptrdiff_t{kSalt} : 0);
    Bytes master(keys.begin() + key, keys.begin() + key + std::ptrdiff_t{kKey});
    master.insert(master.end(), keys.begin() + salt, keys.begin() + salt + std::ptrdiff_t{kSalt});
    return master;
}

srtp_t openDirection(Bytes master, srtp_ssrc_type_t direction)
{
    srtp_policy_t policy = {};
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
    policy.ssrc.type = direction;
    policy.key = master.data();
    policy.window_size = 1024;
    // A lost packet is sent again under its old number.
    policy.allow_repeat_tx = 1;
    srtp_t session = nullptr;
    return srtp_create(&session, &policy) == srtp_err_status_ok ? session : nullptr;
}

bool run(srtp_err_status_t (*function)(srtp_t, void *, int *), srtp_t session, Bytes &packet)
{
    int size = static_cast<int>(packet.size());
    packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN + 4);
    const bool good = function(session, packet.data(), &size) == srtp_err_status_ok;
    packet.resize(good ? static_cast<std::size_t>(size) : 0);
    return good;
}

} // namespace

struct SrtpSession::Data
{
    Data() = default;
    Data(const Data &) = delete;
    Data &operator=(const Data &) = delete;
    ~Data()
    {
        for (srtp_t session : {in, out}) {
            if (session != nullptr)
                srtp_dealloc(session);
        }
    }

    srtp_t in = nullptr;
    srtp_t out = nullptr;
};

SrtpSession::SrtpSession(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

SrtpSession::~SrtpSession() = default;

std::unique_ptr<SrtpSession> SrtpSession::create(const Bytes &keys)
{
    if (!started() || keys.size() != 2 * (kKey + kSalt))
        return nullptr;
    auto data = std::make_unique<Data>();
    data->in = openDirection(masterKey(keys, false), ssrc_any_inbound);
    data->out = openDirection(masterKey(keys, true), ssrc_any_outbound);
    if (data->in == nullptr || data->out == nullptr)
        return nullptr;
    return std::unique_ptr<SrtpSession>(new SrtpSession(std::move(data)));
}

bool SrtpSession::protectRtp(Bytes &packet)
{
    return run(srtp_protect, m_data->out, packet);
}

bool SrtpSession::protectRtcp(Bytes &packet)
{
    return run(srtp_protect_rtcp, m_data->out, packet);
}

bool SrtpSession::unprotectRtp(Bytes &packet)
{
    return run(srtp_unprotect, m_data->in, packet);
}

bool SrtpSession::unprotectRtcp(Bytes &packet)
{
    return run(srtp_unprotect_rtcp, m_data->in, packet);
}

} // namespace bedside::sandbox
