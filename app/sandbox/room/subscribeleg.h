#pragma once

#include "app/sandbox/room/json.h"
#include "app/sandbox/room/mediaconnection.h"
#include "app/sandbox/room/publication.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bedside::sandbox {

//! What we send to one participant. We offer; one offer at a time, and an m-line is never used for another
//! track.
class SubscribeLeg
{
public:
    SubscribeLeg(MediaSocket &socket, const DtlsIdentity &identity);

    //! The tracks this participant shall get from now on.
    void setWanted(const std::vector<std::shared_ptr<Publication>> &wanted);
    //! The next offer to send, when there is a change and the last one was answered.
    std::optional<std::string> nextOffer();
    //! False for what is no session description.
    bool takeAnswer(const std::string &answer);
    //! The answer to the last offer may have got lost: offer again.
    void offerAgain();

private:
    struct Line
    {
        SentLine sent;
        std::weak_ptr<Publication> publication;
        std::shared_ptr<Forwarder> forwarder;
        bool offered = false; //!< in the offer that is out
    };

    void addLine(const std::shared_ptr<Publication> &publication);
    void receiveRtcp(BytesView data);
    void receiveText(std::string_view message);
    Line *findBySsrc(std::uint32_t ssrc);
    void setPaused(const std::string &trackId, bool paused);

    std::vector<Line> m_lines;
    unsigned m_version = 1;
    bool m_changed = true;  //!< the first offer carries the data channel
    bool m_waiting = false; //!< for an answer
    MediaConnection m_connection;
};

} // namespace bedside::sandbox
