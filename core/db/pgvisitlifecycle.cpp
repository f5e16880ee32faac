#include "core/db/pgvisitlifecycle.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/visit/visitjson.h"

namespace bedside::db {

namespace {

Result<Visit> visitOf(const Json &row)
{
    const auto visit = row.is_object() ? row.find("visit") : row.end();
    return visitFromJson(visit == row.end() ? Json() : *visit);
}

} // namespace

PgVisitLifecycle::PgVisitLifecycle(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgVisitLifecycle::perform(VisitCommand command, Continuation<VisitAnswer> then)
{
    m_executor.run(Effect::Writes, std::move(then), [command = std::move(command)](Link &link) {
        const auto function = functionName(command.step).toStdString();
        return visitAnswerFromJson(
            callOperation(link, function.c_str(), command.operation, argumentsOf(command.step)));
    });
}

void PgVisitLifecycle::resolve(QUuid operation, Continuation<VisitAnswer> then)
{
    m_executor.run(Effect::Reads, std::move(then), [operation](Link &link) -> Result<VisitAnswer> {
        const auto answer = queryJson(link, "SELECT bedside_api.op_result($1::uuid)", idText(operation));
        if (answer.is_null())
            return Error{ErrorCode::NotFound, QStringLiteral("operation.unknown"), {}};
        return visitAnswerFromJson(answer);
    });
}

void PgVisitLifecycle::find(QUuid visit, Continuation<Visit> then)
{
    m_executor.run(Effect::Reads, std::move(then), [visit](Link &link) {
        return visitOf(queryJson(link, "SELECT bedside_api.visit_show($1::uuid)", idText(visit)));
    });
}

void PgVisitLifecycle::findByCode(QString code, Continuation<Visit> then)
{
    m_executor.run(Effect::Reads, std::move(then), [code = std::move(code)](Link &link) {
        return visitOf(queryJson(link, "SELECT bedside_api.visit_by_code($1::text)", code.toStdString()));
    });
}

void PgVisitLifecycle::list(QDateTime from, QDateTime to, Continuation<QList<Visit>> then)
{
    m_executor.run(Effect::Reads, std::move(then), [from, to](Link &link) -> Result<QList<Visit>> {
        QList<Visit> visits;
        for (const auto &row : queryJsonRows(
                 link, "SELECT visit_list FROM bedside_api.visit_list($1::timestamptz, $2::timestamptz)",
                 timeText(from), timeText(to))) {
            auto visit = visitOf(row);
            if (!visit)
                return visit.error();
            visits.append(*std::move(visit));
        }
        return visits;
    });
}

} // namespace bedside::db
