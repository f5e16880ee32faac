#include "ui/room/roombridge.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QWebChannel>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineScriptCollection>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr auto kWorld = QWebEngineScript::ApplicationWorld;

QString relaySource()
{
    QFile library(u":/qtwebchannel/qwebchannel.js"_s);
    QFile relay(u":/room/relay.js"_s);
    if (!library.open(QFile::ReadOnly) || !relay.open(QFile::ReadOnly))
        qFatal("the relay of the room page is not in the program");
    return QString::fromUtf8(library.readAll() + '\n' + relay.readAll());
}

} // namespace

RoomBridge::RoomBridge(QWebEnginePage *page)
    : QObject(page)
    , m_channel(new QWebChannel(this))
{
    m_channel->registerObject(u"port"_s, &m_port);
    page->setWebChannel(m_channel, kWorld);
    QWebEngineScript script;
    script.setName(u"relay"_s);
    script.setWorldId(kWorld);
    script.setInjectionPoint(QWebEngineScript::DocumentCreation);
    script.setRunsOnSubFrames(false);
    script.setSourceCode(relaySource());
    page->scripts().insert(script);
    connect(&m_port, &BridgePort::heard, this, &RoomBridge::hear);
}

RoomBridge::~RoomBridge()
{
    m_channel->deregisterObject(&m_port);
}

void RoomBridge::join(const JoinGrant &grant, const QString &userName, bool testMedia)
{
    say({{u"type"_s, u"join"_s},
         {u"token"_s, grant.token},
         {u"initEndpoint"_s, grant.initEndpoint.toString(QUrl::FullyEncoded)},
         {u"userName"_s, userName},
         {u"testMedia"_s, testMedia}});
}

void RoomBridge::leave()
{
    say({{u"type"_s, u"leave"_s}});
}

void RoomBridge::setMicrophone(bool on)
{
    say({{u"type"_s, u"microphone"_s}, {u"on"_s, on}});
}

void RoomBridge::setCamera(bool on)
{
    say({{u"type"_s, u"camera"_s}, {u"on"_s, on}});
}

void RoomBridge::setDark(bool dark)
{
    say({{u"type"_s, u"theme"_s}, {u"theme"_s, dark ? u"dark"_s : u"light"_s}});
}

void RoomBridge::setLanguage(const QString &tag)
{
    say({{u"type"_s, u"language"_s}, {u"language"_s, tag}});
}

void RoomBridge::hear(const QString &text)
{
    const std::optional<PageWord> word = parsePageWord(text);
    if (!word)
        return;
    if (std::holds_alternative<PageReady>(*word))
        emit ready();
    else if (const auto *state = std::get_if<PageState>(&*word))
        emit stateChanged(*state);
    else if (const auto *stats = std::get_if<RoomStats>(&*word))
        emit statsMeasured(*stats);
    else
        emit tokenNeeded();
}

void RoomBridge::say(const QJsonObject &word)
{
    emit m_port.toPage(QString::fromUtf8(QJsonDocument(word).toJson(QJsonDocument::Compact)));
}

} // namespace bedside
