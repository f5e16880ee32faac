#pragma once

#include "core/visit/visit.h"
#include "ui/room/pageword.h"

#include <QObject>

class QWebChannel;
class QWebEnginePage;

namespace bedside {

//! The only object a page can reach: one text in, one text out. It lives in a script world of its own, which
//! the page's scripts cannot enter; a relay there passes texts on as document events.
class BridgePort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

public slots:
    void fromPage(const QString &text) { emit heard(text); }

signals:
    void toPage(const QString &text);
    void heard(const QString &text);
};

//! Typed words between the window and the room page, checked and limited in size on both sides.
class RoomBridge : public QObject
{
    Q_OBJECT

public:
    //! Installs the relay into `page`; before it loads.
    explicit RoomBridge(QWebEnginePage *page);
    ~RoomBridge() override;

    void join(const JoinGrant &grant, const QString &userName, bool testMedia);
    void leave();
    void setMicrophone(bool on);
    void setCamera(bool on);
    void setDark(bool dark);
    void setLanguage(const QString &tag);

signals:
    void ready();
    void stateChanged(const bedside::PageState &state);
    void tokenNeeded();
    void statsMeasured(const bedside::RoomStats &stats);

private:
    void hear(const QString &text);
    void say(const QJsonObject &word);

    BridgePort m_port;
    QWebChannel *m_channel;
};

} // namespace bedside
