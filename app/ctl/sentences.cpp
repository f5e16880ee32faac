#include "app/ctl/sentences.h"

#include <QHash>

namespace bedside::ctl {

namespace {

struct Entry
{
    const char *reason;
    const char *sentence;
};

const Entry kEntries[] = {
    {"account.disabled", "This account is disabled."},
    {"account.not_allowed", "This account may not do that."},
    {"account.unmapped", "This login belongs to no person of Bedside."},
    {"answer.lost", "The answer was lost and the outcome is not known yet."},
    {"answer.malformed", "The database answered something this program does not understand."},
    {"appointment.cancelled", "The appointment was cancelled."},
    {"appointment.closed", "The appointment is done already."},
    {"appointment.no_practitioner", "The appointment names no practitioner."},
    {"appointment.past", "The appointment is too long ago."},
    {"appointment.unknown", "There is no such appointment."},
    {"argument.malformed", "A value cannot be right."},
    {"argument.missing", "A value is missing."},
    {"argument.unknown", "This program and the database do not speak of the same things; update Bedside."},
    {"code.malformed", "This is not a join code."},
    {"code.unknown", "No visit has this code now."},
    {"database.read_only",
     "The database can only be read at the moment; nothing was changed. Try again later."},
    {"database.unexpected", "The database gave an answer that this program does not expect."},
    {"database.unknown", "There is no database of this name."},
    {"date.malformed", "This is not a date; write it as YYYY-MM-DD."},
    {"dsn.malformed", "The connection string cannot be read."},
    {"duty.missing", "This account does not have the duty for it."},
    {"export.not_empty", "The directory is not empty; name one that is, or a new one."},
    {"export.not_writable", "The directory cannot be written."},
    {"export.stopped", "The export was stopped."},
    {"export.unknown_type", "This is no resource type of FHIR R4."},
    {"integration.missing", "The video service is not set up yet."},
    {"kind.unknown", "The kind must be patient, family, interpreter or guest."},
    {"lease.lost", "Another worker has taken this job over."},
    {"login.refused", "The server refused this login or its password."},
    {"name.missing", "The name is missing."},
    {"name.too_long", "The name is too long."},
    {"operation.reused", "This operation id was used for something else."},
    {"operation.unknown", "The server has no record of this operation; it was not done."},
    {"participant.gone", "This participant has left."},
    {"participant.state", "This participant is not waiting."},
    {"participant.unknown", "There is no such participant in this visit."},
    {"password.refused", "The password is empty or cannot be used."},
    {"patient.unknown", "There is no such patient."},
    {"person.exists", "There is a login of this name already."},
    {"person.unknown", "There is no such person in this organization."},
    {"reason.missing", "The reason is missing."},
    {"room.not_ready", "The room is not ready yet; is a worker running?"},
    {"schema.absent", "This database is not prepared for Bedside; run bedsidectl migrate."},
    {"schema.cannot_make_roles", "This account may not make roles; migrate as one that may."},
    {"schema.failed", "A migration failed and left nothing behind."},
    {"schema.locked", "Somebody else migrates this database; try again."},
    {"schema.misfit", "A table of the web system is not as Bedside expects; nothing was changed."},
    {"schema.modified", "A migration that ran here is not the one of this program; nothing was changed."},
    {"schema.newer", "This database is newer than this program; update Bedside."},
    {"schema.not_owner", "This account does not own the database; migrate as its owner."},
    {"schema.older", "This database is older than this program; run bedsidectl migrate."},
    {"seat.moved", "The practitioner is in this visit on another computer now."},
    {"server.busy", "The database is busy; try again."},
    {"server.silent", "The database server did not answer in time."},
    {"server.too_old", "The database server is too old; Bedside needs PostgreSQL 14 or later."},
    {"server.unreachable", "The database server cannot be reached."},
    {"server.untrusted", "The server's certificate could not be checked."},
    {"step.malformed", "This step cannot be sent as it is."},
    {"time.limit", "The database took too long; nothing was changed. Try again."},
    {"time.malformed", "This is not a time; write it as YYYY-MM-DDTHH:MM:SSZ."},
    {"visit.active", "The visit is going on; end it instead."},
    {"visit.ended", "The visit has ended."},
    {"visit.expired", "The visit's code has expired."},
    {"visit.not_started", "The visit has not started."},
    {"visit.unknown", "There is no such visit."},
};

const char *find(const QString &reason)
{
    static const QHash<QString, const char *> sentences = [] {
        QHash<QString, const char *> all;
        for (const Entry &entry : kEntries)
            all.insert(QString::fromLatin1(entry.reason), entry.sentence);
        return all;
    }();
    return sentences.value(reason, nullptr);
}

} // namespace

bool hasSentence(const QString &reason)
{
    return find(reason) != nullptr;
}

QString sentence(const Error &error)
{
    if (error.code == ErrorCode::OutcomeUnknown)
        return QString::fromUtf8(find(QStringLiteral("answer.lost")));
    const char *known = find(error.reason);
    const auto text = known
                          ? QString::fromUtf8(known)
                          : QStringLiteral("Refused: %1 (%2).").arg(error.reason, errorCodeName(error.code));
    return error.detail.isEmpty() ? text : text + QStringLiteral(" [%1]").arg(error.detail);
}

} // namespace bedside::ctl
