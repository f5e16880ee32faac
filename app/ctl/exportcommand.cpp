#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "core/db/pgresourcereader.h"
#include "core/fhir/bulkexport.h"

#include <QTimeZone>

namespace bedside::ctl {

namespace {

//! Lives as long as the export: the reader's thread writes, this one ends the session.
class ExportRun : public QObject
{
public:
    ExportRun(Session &session, std::unique_ptr<BulkExport> files)
        : QObject(&session)
        , m_session(session)
        , m_files(std::move(files))
        , m_reader(session.listExecutor)
    {
    }

    void start(const ResourceQuery &query)
    {
        m_reader.read(query,
                      [files = m_files](const QList<StoredResource> &rows) { return files->add(rows); },
                      {this, [this](Result<ResourceSummary> summary) { finish(summary); }});
    }

private:
    void finish(const Result<ResourceSummary> &read)
    {
        if (!read && read.error().reason != u"export.stopped") {
            m_session.fail(read.error());
            return;
        }
        const auto written = m_files->finish(read ? *read : ResourceSummary{});
        if (!written) {
            m_session.fail(written.error());
            return;
        }
        Json counts = Json::object();
        QStringList lines;
        for (auto count = written->counts.begin(); count != written->counts.end(); ++count) {
            counts[count.key().toStdString()] = count.value();
            lines.append(QStringLiteral("%1  %2").arg(count.key()).arg(count.value()));
        }
        lines.append(QStringLiteral("refused %1, something left out of %2")
                         .arg(written->refused)
                         .arg(written->reported));
        m_session.succeed(
            {{"counts", counts}, {"refused", written->refused}, {"reported", written->reported}},
            lines.join(u'\n'));
    }

    Session &m_session;
    std::shared_ptr<BulkExport> m_files;
    db::PgResourceReader m_reader;
};

void beginExport(Session &session, const Account &account)
{
    const auto &arguments = session.arguments;
    BulkExportRequest request;
    request.directory = arguments.option(QStringLiteral("out"));
    request.query.types = arguments.option(QStringLiteral("type")).split(u',', Qt::SkipEmptyParts);
    request.organization = account.organizationId;
    if (const auto since = arguments.option(QStringLiteral("since")); !since.isEmpty()) {
        request.query.since = QDateTime::fromString(since, Qt::ISODateWithMs);
        if (!request.query.since.isValid()) {
            session.fail({ErrorCode::Invalid, QStringLiteral("time.malformed"), {}});
            return;
        }
    }
    if (arguments.flag(QStringLiteral("full")))
        request.projection = {Fidelity::Full, true};
    auto files = BulkExport::begin(request);
    if (!files)
        session.fail(files.error());
    else
        (new ExportRun(session, *std::move(files)))->start(request.query);
}

void runExport(Session &session)
{
    session.account.signIn({&session, [&session](Result<Account> account) {
                                if (account)
                                    beginExport(session, *account);
                                else
                                    session.fail(account.error());
                            }});
}

} // namespace

QList<Command> exportCommands()
{
    Grammar grammar;
    grammar.words = {QStringLiteral("export")};
    grammar.options = {QStringLiteral("out"), QStringLiteral("type"), QStringLiteral("since")};
    grammar.flags = {QStringLiteral("full")};
    grammar.required = {QStringLiteral("out")};
    grammar.meaning =
        QStringLiteral("Writes R4 in Bulk Data format. --type: by commas; --since: ISO 8601 with zone; "
                       "--full: for backup, with join codes.");
    return {{grammar, runExport}};
}

} // namespace bedside::ctl
