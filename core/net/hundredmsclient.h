#pragma once

#include "core/net/httpclient.h"
#include "core/ports/videoprovider.h"

namespace bedside {

//! The 100ms REST interface, version 2 (https://www.100ms.live/docs/server-side/v2), as far as the life of a
//! room needs it. The client is borrowed and must outlive this object.
class HundredMsClient : public VideoProvider
{
public:
    explicit HundredMsClient(HttpClient &http);

    void createRoom(ProviderAccess access, QString name, Continuation<ProviderRoom> then) override;
    void disableRoom(ProviderAccess access, QString roomId, Continuation<Done> then) override;
    void endRoom(ProviderAccess access, QString roomId, bool lock, QString reason,
                 Continuation<Done> then) override;

private:
    HttpClient &m_http;
};

} // namespace bedside
