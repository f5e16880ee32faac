#pragma once

#include "ui/room/roomorigins.h"

#include <QWebEngineUrlRequestInterceptor>

namespace bedside {

//! Blocks every request outside our own scheme and the allowed origins, whatever part of the page makes it.
class RequestGuard : public QWebEngineUrlRequestInterceptor
{
    Q_OBJECT

public:
    using QWebEngineUrlRequestInterceptor::QWebEngineUrlRequestInterceptor;

    //! Nothing but our own scheme until this is called.
    void setOrigins(const RoomOrigins &origins) { m_origins = origins; }
    void interceptRequest(QWebEngineUrlRequestInfo &info) override;
    bool allows(const QUrl &url) const;

private:
    std::optional<RoomOrigins> m_origins;
};

} // namespace bedside
