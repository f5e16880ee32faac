#include "app/ctl/commands.h"
#include "app/ctl/session.h"
#include "core/db/pgdoctor.h"

namespace bedside::ctl {

namespace {

const char *gradeName(db::Finding::Grade grade)
{
    switch (grade) {
    case db::Finding::Grade::Good:
        return "good";
    case db::Finding::Grade::Warning:
        return "warning";
    case db::Finding::Grade::Bad:
        break;
    }
    return "bad";
}

void report(Session &session, const QList<db::Finding> &findings)
{
    auto rows = Json::array();
    QStringList lines;
    bool bad = false;
    for (const auto &finding : findings) {
        const auto *grade = gradeName(finding.grade);
        bad = bad || finding.grade == db::Finding::Grade::Bad;
        rows.push_back({{"check", finding.check.toStdString()},
                        {"grade", grade},
                        {"detail", finding.detail.toStdString()}});
        lines.append(QStringLiteral("%1  %2  %3")
                         .arg(QLatin1String(grade), -8)
                         .arg(finding.check, -11)
                         .arg(finding.detail));
    }
    session.say({{"findings", rows}, {"healthy", !bad}}, lines.join(u'\n'));
    session.end(bad ? exitCode(ErrorCode::Conflict) : 0);
}

void examine(Session &session)
{
    auto doctor = std::make_shared<db::PgDoctor>(session.lifecycleExecutor, session.settings);
    doctor->examine({&session, [&session, doctor](Result<QList<db::Finding>> findings) {
                         if (findings)
                             report(session, *findings);
                         else
                             session.fail(findings.error());
                     }});
}

} // namespace

QList<Command> doctorCommands()
{
    Grammar grammar;
    grammar.words = {QStringLiteral("doctor")};
    grammar.meaning =
        QStringLiteral("Looks at connection, encryption, versions, rights, clocks and the worker.");
    return {{grammar, examine, true}};
}

} // namespace bedside::ctl
