#pragma once

#include "core/fhir/projection.h"
#include "core/ports/resourcereader.h"

#include <QDir>
#include <QMap>

#include <atomic>
#include <functional>
#include <map>
#include <memory>

class QSaveFile;

namespace bedside {

struct BulkExportRequest
{
    QString directory;   //!< must be absent or empty; made with its parents
    ResourceQuery query; //!< repeated in the manifest; types outside of it are not written
    ProjectionOptions projection;
    QUuid organization; //!< of the rows; null when not known
    //! Called after each portion with the number of resources written, on the thread that adds; may be empty.
    std::function<void(qint64)> progress;
};

struct BulkExportSummary
{
    QMap<QString, qint64> counts; //!< resources written, by type
    qint64 refused = 0;           //!< rows that cannot be R4; each has an error in the error file
    qint64 reported = 0;          //!< resources of which something was left out

    friend bool operator==(const BulkExportSummary &, const BulkExportSummary &) = default;
};

//! Writes resources as R4 in Bulk Data format: one NDJSON file per type, an error file of OperationOutcomes,
//! and manifest.json with the keys of Bulk Data 3.0.0 (urls are relative file names, which is ours). All
//! files are readable by their owner only. The directory appears under its name when all of it is written, or
//! not at all. One thread at a time, except cancel().
class BulkExport
{
public:
    //! Conflict "export.not_empty", Invalid "export.unknown_type" (a type R4 does not have) or
    //! "export.not_writable".
    static Result<std::unique_ptr<BulkExport>> begin(BulkExportRequest request);
    //! Takes away what was written unless finish() succeeded.
    ~BulkExport();

    BulkExport(const BulkExport &) = delete;
    BulkExport &operator=(const BulkExport &) = delete;

    //! Projects and writes rows in any order. False when there is no use in going on: cancelled, or the disk
    //! refused; finish() says which.
    bool add(const QList<StoredResource> &rows);

    //! Writes a resource that is R4 already, such as an AuditEvent of auditEvent().
    bool addProjected(const Json &resource);

    //! Puts everything in its place. Invalid "export.stopped" after cancel(), "export.not_writable" when the
    //! disk refused, Conflict "export.not_empty" when somebody used the directory in the meantime.
    Result<BulkExportSummary> finish(const ResourceSummary &summary);

    //! Any thread, any time.
    void cancel() noexcept { m_cancelled = true; }

private:
    explicit BulkExport(BulkExportRequest request);

    bool wants(const QString &type) const;
    bool addRow(const StoredResource &row);
    void reportIssues(const QString &type, const QString &id, const QList<ProjectionIssue> &issues);
    bool writeLine(const QString &fileName, const Json &line);
    Json manifest(const QDateTime &transactionTime) const;
    bool writeManifest(const QDateTime &transactionTime);
    bool commitAll();

    BulkExportRequest m_request;
    QDir m_partial;
    std::map<QString, std::unique_ptr<QSaveFile>> m_files;
    BulkExportSummary m_summary;
    std::atomic_bool m_cancelled = false;
    bool m_failed = false;
    bool m_finished = false;
};

} // namespace bedside
