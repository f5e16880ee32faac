#include "core/db/pgguestdesk.h"

#include "core/db/dbexecutor.h"
#include "core/db/functioncall.h"
#include "core/visit/visitjson.h"

namespace bedside::db {

namespace {

Result<GuestView> viewOf(const Json &answer)
{
    const Error malformed{ErrorCode::Bug, QStringLiteral("answer.malformed"), {}};
    if (!answer.is_object() || !answer.contains("participant"))
        return malformed;
    auto participant = participantFromJson(answer.at("participant"));
    const auto status = visitStatusFromName(textOf(answer, "visit_status"));
    if (!participant || !status)
        return malformed;
    GuestView view;
    view.participant = *std::move(participant);
    view.visitStatus = *status;
    view.organization = textOf(answer, "organization");
    view.practitioner = textOf(answer, "practitioner");
    view.secret = textOf(answer, "secret");
    if (const auto grant = answer.find("grant"); grant != answer.end() && !grant->is_null()) {
        auto granted = grantFromJson(*grant);
        if (!granted)
            return granted.error();
        view.grant = *std::move(granted);
    }
    return view;
}

std::function<Result<GuestView>(Link &)> guestCall(const char *function, const QUuid &participant,
                                                   const QString &secret)
{
    const auto statement = std::string("SELECT bedside_api.") + function + "($1::uuid, $2::text)";
    return [statement, participant, secret](Link &link) {
        return viewOf(queryJson(link, statement, idText(participant), secret.toStdString()));
    };
}

} // namespace

PgGuestDesk::PgGuestDesk(DbExecutor &executor)
    : m_executor(executor)
{
}

void PgGuestDesk::arrive(QUuid operation, QString code, QString name, ParticipantKind kind,
                         Continuation<GuestView> then)
{
    const Json arguments{{"code", code.toStdString()},
                         {"name", name.toStdString()},
                         {"kind", participantKindName(kind).toStdString()}};
    m_executor.run(Effect::Writes, std::move(then), [operation, arguments](Link &link) {
        return viewOf(callOperation(link, "guest_arrive", operation, arguments));
    });
}

void PgGuestDesk::status(QUuid participant, QString secret, Continuation<GuestView> then)
{
    m_executor.run(Effect::Reads, std::move(then), guestCall("guest_status", participant, secret));
}

void PgGuestDesk::enter(QUuid participant, QString secret, Continuation<GuestView> then)
{
    m_executor.run(Effect::Writes, std::move(then), guestCall("guest_enter", participant, secret));
}

void PgGuestDesk::leave(QUuid participant, QString secret, Continuation<GuestView> then)
{
    m_executor.run(Effect::Writes, std::move(then), guestCall("guest_leave", participant, secret));
}

} // namespace bedside::db
