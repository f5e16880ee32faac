#pragma once

#include "core/cache/sqliteoperationjournal.h"
#include "core/db/dbexecutor.h"
#include "core/db/pgaccountstore.h"
#include "core/db/pgagendastore.h"
#include "core/db/pgchangefeed.h"
#include "core/db/pgoutboxstore.h"
#include "core/db/pgvisitlifecycle.h"
#include "core/net/httpclient.h"
#include "core/net/hundredmsclient.h"
#include "core/ports/roomlauncher.h"
#include "core/schedule/agendaservice.h"
#include "core/visit/outboxworker.h"
#include "core/visit/sessionresume.h"
#include "core/visit/visitservice.h"
#include "ui/session.h"

#include <memory>

namespace bedside {

//! Everything that lives while one person is signed in, in the order it is made; torn down in reverse.
class SessionGraph : public QObject
{
    Q_OBJECT

public:
    //! Makes the launcher of the room once it is known who signed in.
    using LauncherFactory = std::function<std::unique_ptr<RoomLauncher>(const Account &)>;

    struct Parts
    {
        QString seat;        //!< opaque, stable name of this computer's place
        QString journalPath; //!< empty: the account's usual place
        LauncherFactory launcher;
        SamplePatient *samplePatient = nullptr; //!< in the sample clinic only; must outlive the graph
    };

    SessionGraph(ConnectionSettings connection, Parts parts, QObject *parent = nullptr);
    ~SessionGraph() override;

    //! Ends in opened() or failed().
    void signIn();
    //! After opened().
    const Session &session() const { return *m_session; }
    const ConnectionSettings &connection() const { return m_connection; }

signals:
    void opened();
    void failed(const bedside::Error &error);

private:
    void receive(const Result<Account> &answer);
    void build(const Account &account);
    void serveThePractice();

    ConnectionSettings m_connection;
    Parts m_parts;
    db::DbExecutor m_reading;
    db::DbExecutor m_writing;
    db::PgAccountStore m_accounts;
    db::PgAgendaStore m_agendaStore;
    db::PgVisitLifecycle m_lifecycle;
    std::unique_ptr<SqliteOperationJournal> m_journal;
    std::unique_ptr<db::PgChangeFeed> m_feed;
    std::unique_ptr<RoomLauncher> m_rooms;
    std::unique_ptr<VisitService> m_visits;
    std::unique_ptr<AgendaService> m_agenda;
    std::unique_ptr<SessionResume> m_resume;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<db::PgOutboxStore> m_outbox;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<HundredMsClient> m_provider;
    std::unique_ptr<OutboxWorker> m_worker;
};

} // namespace bedside
