#include "ui/room/requestguard.h"

#include "ui/room/roomscheme.h"

namespace bedside {

void RequestGuard::interceptRequest(QWebEngineUrlRequestInfo &info)
{
    if (!allows(info.requestUrl()))
        info.block(true);
}

bool RequestGuard::allows(const QUrl &url) const
{
    if (url.scheme() == roomscheme::kName)
        return url.host() == roomscheme::kHost;
    // Workers of the SDK; a blob always belongs to the page that made it.
    if (url.scheme() == u"blob")
        return true;
    return m_origins && m_origins->allows(url);
}

} // namespace bedside
