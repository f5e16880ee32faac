#pragma once

#include "core/link/linkmessage.h"

#include <QElapsedTimer>
#include <QTimer>

class QLocalSocket;

namespace bedside::link {

class LinkChannel;

//! Opens and follows bedside-room. The process is detached: it outlives this one, and findRunning() of the
//! next desktop takes it back. The token goes over the link, never on the command line.
//!
//! A room that dies without saying so is started again after renew() answered tokenNeeded(), up to three
//! times in five minutes; then the phase stays Crashed until open() is called again. GUI thread.
class RoomProcess : public RoomLauncher
{
    Q_OBJECT

public:
    struct Options
    {
        QString program;        //!< path of bedside-room
        QString instance;       //!< see socketPath()
        bool testMedia = false; //!< see OpenRoom
        QStringList extraArguments;
    };

    explicit RoomProcess(Options options, QObject *parent = nullptr);
    ~RoomProcess() override;

    void open(const RoomSession &session) override;
    void update(const Visit &visit) override;
    void renew(const JoinGrant &grant) override;
    void close() override;
    void findRunning() override;
    RoomPhase phase() const override { return m_phase; }
    QUuid visit() const override;
    //! Of the room last heard of; 0 before.
    qint64 processId() const { return m_process; }

signals:
    void statsReceived(const bedside::RoomStats &stats);

private:
    enum class Aim { Nothing, Find, Start, Recover };

    void start();
    void aim(Aim aim);
    void tryConnect();
    void hear(const Message &message);
    void greet(const RoomHello &hello);
    void hearRequest(const Message &message);
    void lost();
    void ended();
    void giveUp();
    void crashed();
    void drop();
    void setPhase(RoomPhase phase);
    bool isLinked() const { return m_channel && m_greeted; }

    Options m_options;
    std::optional<RoomSession> m_session;
    RoomPhase m_phase = RoomPhase::Closed;
    Aim m_aim = Aim::Nothing;
    LinkChannel *m_channel = nullptr;
    bool m_greeted = false;
    bool m_closing = false;
    bool m_reopen = false; //!< open() came while the room was closing
    bool m_waitsForToken = false;
    qint64 m_process = 0;
    QTimer m_retry;
    QElapsedTimer m_since;
    QElapsedTimer m_clock;
    QList<qint64> m_crashes; //!< times on m_clock
};

} // namespace bedside::link
