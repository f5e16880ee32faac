#pragma once

#include "app/sandbox/room/mediaconnection.h"
#include "app/sandbox/room/publication.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bedside::sandbox {

//! What one participant sends to us: its publishing connection and the tracks on it.
class PublishLeg
{
public:
    using Tracks = std::map<std::string, std::shared_ptr<Publication>>;

    PublishLeg(MediaSocket &socket, const DtlsIdentity &identity);

    //! Takes an offer and gives the answer; nothing when the offer is no session description. tracks() follow
    //! it.
    std::optional<std::string> answer(const std::string &offer);
    //! By track id.
    const Tracks &tracks() const { return m_tracks; }
    //! Stops taking this track, whatever the client goes on sending.
    void drop(const std::string &trackId);
    //! Reports to the sender; call each second.
    void tick();

private:
    void receiveRtp(BytesView data);
    void receiveRtcp(BytesView data);
    void requestKeyFrame(std::uint32_t ssrc);
    std::shared_ptr<Publication> find(std::uint32_t ssrc) const;

    std::uint32_t m_ownSsrc;
    unsigned m_version = 1;
    Tracks m_tracks;
    MediaConnection m_connection;
};

} // namespace bedside::sandbox
