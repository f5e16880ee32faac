#include "app/sandbox/room/sdp.h"

#include <algorithm>

namespace bedside::sandbox {

namespace {

constexpr std::string_view kAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
constexpr std::string_view kAudioFeatures = "minptime=10;useinbandfec=1";
// Without it Chromium climbs to the full picture size only after many seconds.
constexpr std::string_view kVideoStart = "x-google-start-bitrate=1000";

class Writer
{
public:
    void line(std::string_view text)
    {
        m_text += text;
        m_text += "\r\n";
    }
    void attribute(const std::string &text) { line("a=" + text); }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

void writeSession(Writer &out, const std::vector<std::string> &bundle, unsigned version)
{
    std::string group = "group:BUNDLE";
    for (const std::string &mid : bundle)
        group += ' ' + mid;
    out.line("v=0");
    out.line("o=- 4611686018427387904 " + std::to_string(version) + " IN IP4 127.0.0.1");
    out.line("s=-");
    out.line("t=0 0");
    out.attribute(group);
    out.attribute("ice-lite");
    out.attribute("msid-semantic: WMS *");
}

void writeTransport(Writer &out, const LocalTransport &local, const std::string &mid, std::string_view setup)
{
    out.attribute("mid:" + mid);
    out.attribute("ice-ufrag:" + local.ufrag);
    out.attribute("ice-pwd:" + local.password);
    out.attribute("fingerprint:" + local.fingerprint);
    out.attribute("setup:" + std::string(setup));
    out.attribute("candidate:1 1 udp 2130706431 127.0.0.1 " + std::to_string(local.port) + " typ host");
    out.attribute("end-of-candidates");
}

void writeMediaLine(Writer &out, std::string_view name, int port, std::string_view protocol,
                    std::string_view format)
{
    out.line("m=" + std::string(name) + ' ' + std::to_string(port) + ' ' + std::string(protocol) + ' ' +
             std::string(format));
    out.line("c=IN IP4 127.0.0.1");
}

void writeData(Writer &out)
{
    out.attribute("sctp-port:5000");
    out.attribute("max-message-size:262144");
}

void writeCodec(Writer &out, MediaKind kind, const std::string &payload)
{
    if (kind == MediaKind::Audio) {
        out.attribute("rtpmap:" + payload + " opus/48000/2");
        out.attribute("fmtp:" + payload + ' ' + std::string(kAudioFeatures));
        return;
    }
    out.attribute("rtpmap:" + payload + " VP8/90000");
    for (const char *feedback : {"goog-remb", "ccm fir", "nack", "nack pli"})
        out.attribute("rtcp-fb:" + payload + ' ' + feedback);
}

//! The payload type of the codec we forward, or empty.
std::string wantedPayload(const MediaSection &section)
{
    const std::string_view codec = section.kind == MediaKind::Audio ? " opus/48000/2" : " VP8/90000";
    for (const std::string &attribute : section.attributes) {
        if (attribute.starts_with("rtpmap:") && std::string_view(attribute).ends_with(codec))
            return attribute.substr(7, attribute.find(' ') - 7);
    }
    return {};
}

bool accepts(const MediaSection &section)
{
    return !section.isRejected() && (section.kind == MediaKind::Data || !wantedPayload(section).empty());
}

void echoAudioLevel(Writer &out, const MediaSection &section)
{
    for (const std::string &attribute : section.attributes) {
        if (attribute.starts_with("extmap:") && attribute.ends_with(kAudioLevel))
            out.attribute(attribute);
    }
}

void writeAnswerSection(Writer &out, const MediaSection &section, const LocalTransport &local)
{
    const std::string payload = wantedPayload(section);
    const bool isData = section.kind == MediaKind::Data;
    if (!accepts(section)) {
        writeMediaLine(out, section.name, 0, section.protocol, section.formats.front());
        out.attribute("mid:" + section.mid());
        out.attribute("inactive");
        return;
    }
    writeMediaLine(out, section.name, local.port, section.protocol,
                   isData ? section.formats.front() : payload);
    writeTransport(out, local, section.mid(), "passive");
    if (isData)
        return writeData(out);
    out.attribute(section.sends() ? "recvonly" : "inactive");
    out.attribute("rtcp-mux");
    writeCodec(out, section.kind, payload);
    if (section.kind == MediaKind::Audio)
        echoAudioLevel(out, section);
    else
        out.attribute("fmtp:" + payload + ' ' + std::string(kVideoStart));
}

void writeSentLine(Writer &out, const SentLine &line, const LocalTransport &local)
{
    const std::string ssrc = "ssrc:" + std::to_string(line.ssrc);
    const std::string msid = "msid:" + line.streamId + ' ' + line.trackId;
    const std::string payload = std::to_string(line.kind == MediaKind::Audio ? kOpusPayload : kVp8Payload);
    writeMediaLine(out, line.kind == MediaKind::Audio ? "audio" : "video", local.port, "UDP/TLS/RTP/SAVPF",
                   payload);
    writeTransport(out, local, line.mid, "actpass");
    out.attribute(line.active ? "sendonly" : "inactive");
    out.attribute("rtcp-mux");
    writeCodec(out, line.kind, payload);
    if (!line.active)
        return;
    out.attribute(msid);
    out.attribute(ssrc + " cname:" + line.streamId);
    out.attribute(ssrc + ' ' + msid);
}

} // namespace

std::string publishAnswer(const SessionDescription &offer, const LocalTransport &local, unsigned version)
{
    std::vector<std::string> bundle;
    for (const MediaSection &section : offer.media) {
        if (accepts(section))
            bundle.push_back(section.mid());
    }
    Writer out;
    writeSession(out, bundle, version);
    for (const MediaSection &section : offer.media)
        writeAnswerSection(out, section, local);
    return out.text();
}

std::string subscribeOffer(const std::vector<SentLine> &lines, const LocalTransport &local, unsigned version)
{
    std::vector<std::string> bundle{"0"};
    for (const SentLine &line : lines)
        bundle.push_back(line.mid);
    Writer out;
    writeSession(out, bundle, version);
    writeMediaLine(out, "application", local.port, "UDP/DTLS/SCTP", "webrtc-datachannel");
    writeTransport(out, local, "0", "actpass");
    writeData(out);
    for (const SentLine &line : lines)
        writeSentLine(out, line, local);
    return out.text();
}

} // namespace bedside::sandbox
