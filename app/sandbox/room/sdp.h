#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bedside::sandbox {

enum class MediaKind { Audio, Video, Data };

//! One m-line of a session description with its attributes (RFC 8866, 8829).
struct MediaSection
{
    MediaKind kind = MediaKind::Data;
    std::string name; //!< "audio", "video", "application"
    int port = 0;
    std::string protocol;
    std::vector<std::string> formats;
    std::vector<std::string> attributes; //!< without "a="

    //! The value after "name:", empty for a flag; nothing when absent.
    std::optional<std::string> attribute(std::string_view name) const;
    std::string mid() const { return attribute("mid").value_or(""); }
    //! Declined or stopped for good: port 0 and not merely waiting for its bundle.
    bool isRejected() const { return port == 0 && !attribute("bundle-only"); }
    bool sends() const;
};

struct SessionDescription
{
    std::vector<std::string> attributes;
    std::vector<MediaSection> media;

    //! Media attribute of the first section that has it, else of the session (ICE, fingerprint).
    std::string transportAttribute(std::string_view name) const;
};

//! Nothing for text that is no description with at least one m-line.
std::optional<SessionDescription> parseSdp(std::string_view text);

//! What a publishing m-line carries.
struct OfferedTrack
{
    MediaKind kind = MediaKind::Audio;
    std::string streamId;
    std::string trackId;
    std::uint32_t ssrc = 0;
    int audioLevelId = 0; //!< header extension id, 0 without
};
std::vector<OfferedTrack> offeredTracks(const SessionDescription &offer);

//! Our end of a connection.
struct LocalTransport
{
    std::string ufrag;
    std::string password;
    std::string fingerprint; //!< "sha-256 AA:BB:…"
    std::uint16_t port = 0;  //!< on 127.0.0.1
};

//! The answer to a publisher: takes Opus and VP8, mirrors rejected m-lines and the order of all.
std::string publishAnswer(const SessionDescription &offer, const LocalTransport &local, unsigned version);

//! One m-line we send on; m-line 0 is the data channel and needs none.
struct SentLine
{
    std::string mid;
    MediaKind kind = MediaKind::Audio;
    bool active = false;
    std::string streamId; //!< the publisher's, by which the SDK finds whose it is
    std::string trackId;
    std::uint32_t ssrc = 0;
};
constexpr std::uint8_t kOpusPayload = 111;
constexpr std::uint8_t kVp8Payload = 96;
std::string subscribeOffer(const std::vector<SentLine> &lines, const LocalTransport &local, unsigned version);

} // namespace bedside::sandbox
