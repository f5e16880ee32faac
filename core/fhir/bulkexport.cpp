#include "core/fhir/bulkexport.h"

#include "core/fhir/r4elements.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

const QString kErrorFile = u"errors.ndjson"_s;
const QString kManifest = u"manifest.json"_s;
constexpr QFile::Permissions kOwnerFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions kOwnerDir = kOwnerFile | QFile::ExeOwner;

bool isFree(const QString &directory)
{
    const QFileInfo info(directory);
    if (!info.exists() && !info.isSymLink())
        return true;
    return info.isDir() &&
           QDir(directory).isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System);
}

Error notEmpty()
{
    return {ErrorCode::Conflict, u"export.not_empty"_s, {}};
}

Error notWritable()
{
    return {ErrorCode::Invalid, u"export.not_writable"_s, {}};
}

QString fileNameOf(const QString &type)
{
    return type + u".ndjson"_s;
}

std::string instantText(const QDateTime &moment)
{
    return moment.toUTC().toString(Qt::ISODateWithMs).toStdString();
}

//! The kick-off request this export would have been over HTTP.
std::string requestText(const ResourceQuery &query)
{
    QStringList parameters;
    if (!query.types.isEmpty())
        parameters << u"_type="_s + query.types.join(u',');
    if (query.since.isValid())
        parameters << u"_since="_s + QString::fromStdString(instantText(query.since));
    const QString all = parameters.join(u'&');
    return (u"urn:bedside:export"_s + (all.isEmpty() ? QString() : u'?' + all)).toStdString();
}

} // namespace

Result<std::unique_ptr<BulkExport>> BulkExport::begin(BulkExportRequest request)
{
    const QStringList &types = request.query.types;
    if (!std::all_of(types.begin(), types.end(),
                     [](const QString &type) { return isR4Resource(type.toStdString()); }))
        return Error{ErrorCode::Invalid, u"export.unknown_type"_s, {}};
    request.directory = QDir::cleanPath(QDir::current().absoluteFilePath(request.directory));
    if (!isFree(request.directory))
        return notEmpty();
    std::unique_ptr<BulkExport> result(new BulkExport(std::move(request)));
    const QDir parent = QFileInfo(result->m_request.directory).dir();
    if (!QDir().mkpath(parent.path()) || !parent.mkdir(result->m_partial.dirName(), kOwnerDir)) {
        result->m_finished = true;
        return notWritable();
    }
    return result;
}

BulkExport::BulkExport(BulkExportRequest request)
    : m_request(std::move(request))
    , m_partial(m_request.directory + u".partial-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
}

BulkExport::~BulkExport()
{
    if (m_finished)
        return;
    m_files.clear();
    m_partial.removeRecursively();
}

bool BulkExport::wants(const QString &type) const
{
    return m_request.query.types.isEmpty() || m_request.query.types.contains(type);
}

bool BulkExport::add(const QList<StoredResource> &rows)
{
    for (const StoredResource &row : rows) {
        if (m_cancelled || m_failed)
            return false;
        if (wants(row.type) && !addRow(row))
            return false;
    }
    if (m_request.progress) {
        const QList<qint64> counts = m_summary.counts.values();
        m_request.progress(std::accumulate(counts.begin(), counts.end(), qint64(0)));
    }
    return !m_cancelled;
}

bool BulkExport::addRow(const StoredResource &row)
{
    const auto data = parseJson(row.json);
    const auto projection =
        data ? projectToR4({row.type, row.id, *data, row.lastUpdated, m_request.organization},
                           m_request.projection)
             : Result<Projection>(data.error());
    if (!projection) {
        ++m_summary.refused;
        reportIssues(row.type, row.id,
                     {{ProjectionIssue::Severity::Error,
                       u"not-supported"_s,
                       {},
                       u"This row cannot be a resource of R4 (%1); it was left out."_s.arg(
                           projection.error().reason)}});
        return !m_failed;
    }
    if (!projection->issues.isEmpty()) {
        ++m_summary.reported;
        reportIssues(row.type, row.id, projection->issues);
    }
    return addProjected(projection->resource);
}

bool BulkExport::addProjected(const Json &resource)
{
    const QString type = json::text(resource, "resourceType");
    if (m_cancelled || !isR4Resource(type.toStdString()) || !writeLine(fileNameOf(type), resource))
        return false;
    ++m_summary.counts[type];
    return true;
}

void BulkExport::reportIssues(const QString &type, const QString &id, const QList<ProjectionIssue> &issues)
{
    writeLine(kErrorFile, operationOutcome(issues, type + u'/' + id));
}

bool BulkExport::writeLine(const QString &fileName, const Json &line)
{
    std::unique_ptr<QSaveFile> &file = m_files[fileName];
    if (!file) {
        file = std::make_unique<QSaveFile>(m_partial.filePath(fileName));
        if (!file->open(QIODevice::WriteOnly) || !file->setPermissions(kOwnerFile))
            m_failed = true;
    }
    if (m_failed)
        return false;
    const QByteArray text = jsonLine(line) + '\n';
    m_failed = file->write(text) != text.size();
    return !m_failed;
}

Json BulkExport::manifest(const QDateTime &transactionTime) const
{
    Json output = Json::array();
    for (auto it = m_summary.counts.begin(); it != m_summary.counts.end(); ++it)
        output.push_back({{"type", it.key().toStdString()},
                          {"url", fileNameOf(it.key()).toStdString()},
                          {"count", it.value()}});
    Json error = Json::array();
    if (m_files.contains(kErrorFile))
        error.push_back({{"type", "OperationOutcome"}, {"url", kErrorFile.toStdString()}});
    return Json{{"transactionTime", instantText(transactionTime)},
                {"request", requestText(m_request.query)},
                {"requiresAccessToken", false},
                {"output", std::move(output)},
                {"error", std::move(error)}};
}

bool BulkExport::writeManifest(const QDateTime &transactionTime)
{
    QSaveFile file(m_partial.filePath(kManifest));
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kOwnerFile))
        return false;
    const QByteArray text = QByteArray::fromStdString(manifest(transactionTime).dump(2)) + '\n';
    return file.write(text) == text.size() && file.commit();
}

bool BulkExport::commitAll()
{
    return std::all_of(m_files.begin(), m_files.end(),
                       [](const auto &entry) { return entry.second->commit(); });
}

Result<BulkExportSummary> BulkExport::finish(const ResourceSummary &summary)
{
    if (m_cancelled)
        return Error{ErrorCode::Invalid, u"export.stopped"_s, {}};
    if (m_failed || !commitAll() || !writeManifest(summary.transactionTime))
        return notWritable();
    const QString &directory = m_request.directory;
    if (!isFree(directory) || (QFileInfo::exists(directory) && !QDir().rmdir(directory)))
        return notEmpty();
    if (!QDir().rename(m_partial.path(), directory))
        return notWritable();
    m_finished = true;
    return m_summary;
}

} // namespace bedside
