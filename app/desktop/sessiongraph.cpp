#include "app/desktop/sessiongraph.h"

using namespace Qt::StringLiterals;

namespace bedside {

SessionGraph::SessionGraph(ConnectionSettings connection, Parts parts, QObject *parent)
    : QObject(parent)
    , m_connection(std::move(connection))
    , m_parts(std::move(parts))
    , m_reading(m_connection, db::kListLimits)
    , m_writing(m_connection, db::kLifecycleLimits)
    , m_accounts(m_reading)
    , m_agendaStore(m_reading)
    , m_lifecycle(m_writing)
{
}

SessionGraph::~SessionGraph() = default;

void SessionGraph::signIn()
{
    m_accounts.signIn({this, [this](const Result<Account> &answer) { receive(answer); }});
}

void SessionGraph::receive(const Result<Account> &answer)
{
    if (!answer) {
        emit failed(answer.error());
        return;
    }
    const QString server = u"%1:%2/%3"_s.arg(m_connection.host, m_connection.port, m_connection.database);
    const QString path = m_parts.journalPath.isEmpty()
                             ? SqliteOperationJournal::defaultPath(server, m_connection.user)
                             : m_parts.journalPath;
    auto journal = SqliteOperationJournal::open(path);
    if (!journal) {
        emit failed(journal.error());
        return;
    }
    m_journal = std::move(*journal);
    build(*answer);
    emit opened();
}

void SessionGraph::build(const Account &account)
{
    m_feed = std::make_unique<db::PgChangeFeed>(m_connection);
    m_rooms = m_parts.launcher(account);
    m_visits = std::make_unique<VisitService>(m_lifecycle, *m_journal, *m_feed, m_parts.seat);
    m_agenda = std::make_unique<AgendaService>(m_agendaStore, *m_feed);
    m_resume = std::make_unique<SessionResume>(m_agendaStore);
    m_session = std::make_unique<Session>(Session{account, m_agendaStore, *m_agenda, *m_visits, *m_resume,
                                                  *m_rooms, *m_feed, m_parts.samplePatient});
    m_visits->settleOpenOperations();
    // The sample clinic has a worker of its own.
    if (account.hasDuty(u"gateway") && !m_parts.samplePatient)
        serveThePractice();
}

//! "This computer serves the practice": carries out the recorded calls to the video provider.
void SessionGraph::serveThePractice()
{
    m_outbox = std::make_unique<db::PgOutboxStore>(m_writing);
    m_http = std::make_unique<HttpClient>();
    m_provider = std::make_unique<HundredMsClient>(*m_http);
    m_worker =
        std::make_unique<OutboxWorker>(*m_outbox, *m_provider, OutboxWorker::Options{.name = u"desktop"_s});
    connect(m_feed.get(), &ChangeFeed::changed, m_worker.get(), &OutboxWorker::wake);
    m_worker->start();
}

} // namespace bedside
