#include "core/fhir/projectionissue.h"

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

const char *severityCode(ProjectionIssue::Severity severity)
{
    switch (severity) {
    case ProjectionIssue::Severity::Error:
        return "error";
    case ProjectionIssue::Severity::Warning:
        return "warning";
    case ProjectionIssue::Severity::Information:
        return "information";
    }
    Q_UNREACHABLE();
}

Json issueJson(const ProjectionIssue &issue, const QString &about)
{
    Json json{{"severity", severityCode(issue.severity)}, {"code", issue.code.toStdString()}};
    const QString prefix = about.isEmpty() ? QString() : about + u": "_s;
    json["diagnostics"] = (prefix + issue.diagnostics).toStdString();
    if (!issue.expression.isEmpty())
        json["expression"] = Json::array({issue.expression.toStdString()});
    return json;
}

} // namespace

Json operationOutcome(const QList<ProjectionIssue> &issues, const QString &about)
{
    Json list = Json::array();
    for (const ProjectionIssue &issue : issues)
        list.push_back(issueJson(issue, about));
    if (list.empty()) {
        list.push_back(issueJson({ProjectionIssue::Severity::Information,
                                  u"informational"_s,
                                  {},
                                  u"Everything could be said in R4."_s},
                                 about));
    }
    return Json{{"resourceType", "OperationOutcome"}, {"issue", std::move(list)}};
}

} // namespace bedside
