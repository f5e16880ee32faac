#include "core/db/pgaccountstore.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/db/migrator.h"

namespace bedside::db {

namespace {

Error misfit(const char *reason, int version)
{
    return {ErrorCode::Conflict, QString::fromLatin1(reason),
            QStringLiteral("schema version %1").arg(version)};
}

Result<Account> accountOf(const Json &answer)
{
    const auto version = answer.is_object() ? answer.value("schema_version", 0) : 0;
    if (version < librarySchemaVersion())
        return misfit(version == 0 ? "schema.absent" : "schema.older", version);
    if (version > librarySchemaVersion())
        return misfit("schema.newer", version);
    if (!answer.value("mapped", false))
        return Error{ErrorCode::Denied, QStringLiteral("account.unmapped"), {}};
    Account account;
    account.login = textOf(answer, "login");
    account.displayName = textOf(answer, "display");
    account.organizationId = QUuid(textOf(answer, "organization_id"));
    account.organizationName = textOf(answer, "organization_name");
    account.organizationTimeZone = textOf(answer, "time_zone").toLatin1();
    account.duties = textsOf(answer, "duties");
    account.practitionerId = textOf(answer, "practitioner_id");
    return account;
}

} // namespace

PgAccountStore::PgAccountStore(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgAccountStore::signIn(Continuation<Account> then)
{
    m_executor.run(Effect::Reads, std::move(then), [](Link &link) -> Result<Account> {
        // Asked first, because calling a function that is not there tells "absent" from "not allowed" no
        // better.
        const auto present = query(link, "SELECT to_regprocedure('bedside_api.whoami()') IS NOT NULL");
        if (!present[0][0].as<bool>())
            return misfit("schema.absent", 0);
        return accountOf(queryJson(link, "SELECT bedside_api.whoami()"));
    });
}

} // namespace bedside::db
