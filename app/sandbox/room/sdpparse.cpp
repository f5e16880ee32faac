#include "app/sandbox/room/sdp.h"

#include <algorithm>
#include <charconv>

namespace bedside::sandbox {

namespace {

constexpr std::string_view kAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end > 0)
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

template<typename Number>
Number toNumber(std::string_view text)
{
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<MediaSection> mediaLine(std::string_view value)
{
    std::vector<std::string> parts = split(value, ' ');
    if (parts.size() < 4)
        return std::nullopt;
    MediaSection section;
    section.name = parts[0];
    section.kind = parts[0] == "audio"   ? MediaKind::Audio
                   : parts[0] == "video" ? MediaKind::Video
                                         : MediaKind::Data;
    section.port = toNumber<int>(parts[1]);
    section.protocol = parts[2];
    section.formats.assign(parts.begin() + 3, parts.end());
    return section;
}

std::optional<std::string> find(const std::vector<std::string> &attributes, std::string_view name)
{
    for (const std::string &attribute : attributes) {
        if (attribute == name)
            return std::string();
        if (attribute.size() > name.size() && attribute[name.size()] == ':' && attribute.starts_with(name))
            return attribute.substr(name.size() + 1);
    }
    return std::nullopt;
}

int audioLevelId(const MediaSection &section)
{
    for (const std::string &attribute : section.attributes) {
        if (attribute.starts_with("extmap:") && attribute.ends_with(kAudioLevel))
            return toNumber<int>(std::string_view(attribute).substr(7));
    }
    return 0;
}

} // namespace

std::optional<std::string> MediaSection::attribute(std::string_view wanted) const
{
    return find(attributes, wanted);
}

bool MediaSection::sends() const
{
    return !isRejected() && !attribute("inactive") && !attribute("recvonly");
}

std::string SessionDescription::transportAttribute(std::string_view name) const
{
    for (const MediaSection &section : media) {
        if (auto value = section.isRejected() ? std::nullopt : section.attribute(name))
            return *value;
    }
    return find(attributes, name).value_or("");
}

std::optional<SessionDescription> parseSdp(std::string_view text)
{
    SessionDescription description;
    for (std::string &line : split(text, '\n')) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.size() < 2 || line[1] != '=')
            return std::nullopt;
        const std::string value = line.substr(2);
        if (line[0] == 'm') {
            auto section = mediaLine(value);
            if (!section)
                return std::nullopt;
            description.media.push_back(std::move(*section));
        } else if (line[0] == 'a') {
            auto &attributes =
                description.media.empty() ? description.attributes : description.media.back().attributes;
            attributes.push_back(value);
        }
    }
    if (description.media.empty())
        return std::nullopt;
    return description;
}

std::vector<OfferedTrack> offeredTracks(const SessionDescription &offer)
{
    std::vector<OfferedTrack> tracks;
    for (const MediaSection &section : offer.media) {
        const auto msid = split(section.attribute("msid").value_or(""), ' ');
        const auto ssrc = section.attribute("ssrc");
        if (section.kind == MediaKind::Data || !section.sends() || msid.size() != 2 || !ssrc)
            continue;
        tracks.push_back({section.kind, msid[0], msid[1], toNumber<std::uint32_t>(*ssrc),
                          section.kind == MediaKind::Audio ? audioLevelId(section) : 0});
    }
    return tracks;
}

} // namespace bedside::sandbox
