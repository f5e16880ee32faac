#include "ui/errortext.h"

#include <QCoreApplication>

namespace bedside {

namespace {

struct Sentences
{
    const char *reason;
    const char *happened;
    const char *meaning;
    const char *advice;
};

constexpr Sentences kSentences[] = {
    {"account.unmapped",
     QT_TRANSLATE_NOOP("ErrorText", "The login is right, but it belongs to nobody in Bedside."),
     QT_TRANSLATE_NOOP("ErrorText", "You cannot see appointments or visits with it."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator to add this login to your organization.")},
    {"account.disabled", QT_TRANSLATE_NOOP("ErrorText", "This login has been switched off."),
     QT_TRANSLATE_NOOP("ErrorText", "You cannot see appointments or visits with it."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "Ask your administrator to switch it on again, or sign in with another one.")},
    {"account.not_allowed", QT_TRANSLATE_NOOP("ErrorText", "The database does not let this login do that."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator which duties your login should have.")},
    {"duty.missing", QT_TRANSLATE_NOOP("ErrorText", "Your account may not do that."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask somebody with this duty, or your administrator.")},
    {"login.refused", QT_TRANSLATE_NOOP("ErrorText", "The server did not accept the name or the password."),
     QT_TRANSLATE_NOOP("ErrorText", "You are not signed in."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "Check both and try again. If you are sure they are right, ask your administrator.")},
    {"server.unreachable", QT_TRANSLATE_NOOP("ErrorText", "The server cannot be reached."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Calls that are running go on."),
     QT_TRANSLATE_NOOP("ErrorText", "Check the network. Bedside tries again by itself.")},
    {"server.silent", QT_TRANSLATE_NOOP("ErrorText", "The server does not answer."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed. Calls that are running go on."),
     QT_TRANSLATE_NOOP("ErrorText", "Check the network. Bedside tries again by itself.")},
    {"answer.malformed",
     QT_TRANSLATE_NOOP("ErrorText", "The database gave an answer that Bedside does not understand."),
     QT_TRANSLATE_NOOP("ErrorText", "What you see may be incomplete."),
     QT_TRANSLATE_NOOP("ErrorText", "Press F5 to read again. If it stays like this, update Bedside.")},
    {"step.malformed",
     QT_TRANSLATE_NOOP("ErrorText", "Bedside could not put this step into words for the server."),
     QT_TRANSLATE_NOOP("ErrorText", "It was not sent, and nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Check what you typed and do it again.")},
    {"server.untrusted", QT_TRANSLATE_NOOP("ErrorText", "The server could not prove who it is."),
     QT_TRANSLATE_NOOP("ErrorText", "Bedside did not send your password."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator for the server's certificate. Do not sign in "
                                    "from a network you do not know.")},
    {"server.busy", QT_TRANSLATE_NOOP("ErrorText", "The server is busy."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Try again in a moment.")},
    {"time.limit", QT_TRANSLATE_NOOP("ErrorText", "The server took too long to answer."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Try again in a moment.")},
    {"answer.lost", QT_TRANSLATE_NOOP("ErrorText", "The connection broke before the answer came."),
     QT_TRANSLATE_NOOP("ErrorText", "What you asked for may have been done."),
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "Bedside asks what was recorded as soon as the server is back. Please do not do it a second time.")},
    {"database.unknown", QT_TRANSLATE_NOOP("ErrorText", "There is no such database on this server."),
     QT_TRANSLATE_NOOP("ErrorText", "You are not signed in."),
     QT_TRANSLATE_NOOP("ErrorText", "Check the name of the database, or ask your administrator.")},
    {"database.read_only", QT_TRANSLATE_NOOP("ErrorText", "The database can only be read at the moment."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "Visits cannot be started or ended until this is over. Calls that are running go on."),
     QT_TRANSLATE_NOOP("ErrorText", "Try again in a few minutes, or ask your administrator.")},
    {"database.unexpected",
     QT_TRANSLATE_NOOP("ErrorText", "The database gave an answer that Bedside does not understand."),
     QT_TRANSLATE_NOOP("ErrorText", "What you see may be incomplete."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "Press F5 to read again. If it stays like this, tell your administrator.")},
    {"schema.absent", QT_TRANSLATE_NOOP("ErrorText", "This database has not been set up for Bedside."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed in it."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator to run the migration, then sign in again.")},
    {"schema.older", QT_TRANSLATE_NOOP("ErrorText", "This database is older than this program."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "You cannot sign in until it is brought up to date. Nothing was changed in it."),
     QT_TRANSLATE_NOOP(
         "ErrorText", "Ask your administrator to run the migration, or use the earlier program until then.")},
    {"schema.newer", QT_TRANSLATE_NOOP("ErrorText", "This database is newer than this program."),
     QT_TRANSLATE_NOOP("ErrorText", "You cannot sign in with this version. Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Update Bedside on this computer, then sign in again.")},
    {"schema.modified",
     QT_TRANSLATE_NOOP("ErrorText", "This database was changed by hand or set up only in part."),
     QT_TRANSLATE_NOOP("ErrorText", "Bedside does not use it, so that no visit is lost."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator to run the migration and to read what it says.")},
    {"schema.unknown", QT_TRANSLATE_NOOP("ErrorText", "This database does not look as Bedside expects."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed in it."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator to run the migration and to read what it says.")},
    {"visit.unknown",
     QT_TRANSLATE_NOOP("ErrorText", "This visit is not there any more, or belongs to another organization."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Press F5 to read the day again.")},
    {"appointment.unknown",
     QT_TRANSLATE_NOOP("ErrorText",
                       "This appointment is not there any more, or belongs to another organization."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "Press F5 to read the day again.")},
    {"patient.unknown", QT_TRANSLATE_NOOP("ErrorText", "This patient is not on record here."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "Search again, or start the visit without a patient.")},
    {"participant.unknown", QT_TRANSLATE_NOOP("ErrorText", "This person is not part of the visit."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Press F5 to see who is there.")},
    {"code.unknown", QT_TRANSLATE_NOOP("ErrorText", "No visit has this code."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "Compare it with the code in the agenda. Codes of ended and expired visits no longer work.")},
    {"operation.unknown", QT_TRANSLATE_NOOP("ErrorText", "The server has no record of this step."),
     QT_TRANSLATE_NOOP("ErrorText", "It was not done."),
     QT_TRANSLATE_NOOP("ErrorText", "You can do it again.")},
    {"person.unknown", QT_TRANSLATE_NOOP("ErrorText", "There is no such person in this organization."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Check the login and try again.")},
    {"visit.ended", QT_TRANSLATE_NOOP("ErrorText", "This visit has already ended."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "To talk again, start a new visit.")},
    {"visit.not_started", QT_TRANSLATE_NOOP("ErrorText", "This visit has not begun."),
     QT_TRANSLATE_NOOP("ErrorText", "There is nothing to end yet."),
     QT_TRANSLATE_NOOP("ErrorText", "Join it first, or cancel it.")},
    {"visit.active", QT_TRANSLATE_NOOP("ErrorText", "This visit is going on."),
     QT_TRANSLATE_NOOP("ErrorText", "It was not cancelled."),
     QT_TRANSLATE_NOOP("ErrorText", "End it instead, or ask the practitioner who is in it.")},
    {"visit.expired", QT_TRANSLATE_NOOP("ErrorText", "The code of this visit has expired."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody can join with it."),
     QT_TRANSLATE_NOOP("ErrorText", "Start the visit again to get a new code.")},
    {"appointment.cancelled", QT_TRANSLATE_NOOP("ErrorText", "This appointment was cancelled."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "Book a new appointment, or start an instant visit.")},
    {"appointment.closed", QT_TRANSLATE_NOOP("ErrorText", "This appointment is already done."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "To talk again, start an instant visit.")},
    {"appointment.past", QT_TRANSLATE_NOOP("ErrorText", "This appointment is too long ago."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "Start an instant visit with the patient instead.")},
    {"participant.state",
     QT_TRANSLATE_NOOP("ErrorText", "Somebody was faster: this person is no longer waiting."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Look at the list of people again.")},
    {"participant.gone", QT_TRANSLATE_NOOP("ErrorText", "This person has left."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP("ErrorText", "They can come back with the same code.")},
    {"room.not_ready", QT_TRANSLATE_NOOP("ErrorText", "The video service has not made the room yet."),
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "The visit is recorded and its code works; the room is made as soon as the service answers."),
     QT_TRANSLATE_NOOP("ErrorText", "Try to join again in a moment.")},
    {"room.unreachable", QT_TRANSLATE_NOOP("ErrorText", "The room could not be opened on this computer."),
     QT_TRANSLATE_NOOP("ErrorText", "The visit is recorded and its code works."),
     QT_TRANSLATE_NOOP("ErrorText", "Try to join again.")},
    {"seat.moved", QT_TRANSLATE_NOOP("ErrorText", "You are in this visit on another computer now."),
     QT_TRANSLATE_NOOP("ErrorText", "The call goes on there."),
     QT_TRANSLATE_NOOP("ErrorText", "To take it back, join here again.")},
    {"operation.reused", QT_TRANSLATE_NOOP("ErrorText", "Two steps were given the same mark."),
     QT_TRANSLATE_NOOP("ErrorText", "The second one was not done."),
     QT_TRANSLATE_NOOP("ErrorText", "Press F5, look at the visit and do it again if it is missing.")},
    {"lease.lost", QT_TRANSLATE_NOOP("ErrorText", "Another computer has taken this work over."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing is lost; the other one finishes it."),
     QT_TRANSLATE_NOOP("ErrorText", "You need not do anything.")},
    {"person.exists", QT_TRANSLATE_NOOP("ErrorText", "There already is a person with this login."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Choose another login, or change the person who has it.")},
    {"code.malformed", QT_TRANSLATE_NOOP("ErrorText", "This is not a join code."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "A code has ten letters and digits, or eight in older links. Spaces and dashes do not matter.")},
    {"name.missing", QT_TRANSLATE_NOOP("ErrorText", "The name is missing."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP("ErrorText", "Type the name that the others should see.")},
    {"name.too_long", QT_TRANSLATE_NOOP("ErrorText", "The name is too long."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP("ErrorText", "Type a shorter one.")},
    {"kind.unknown", QT_TRANSLATE_NOOP("ErrorText", "It is not clear who this person is."),
     QT_TRANSLATE_NOOP("ErrorText", "Nobody was let in."),
     QT_TRANSLATE_NOOP("ErrorText", "Choose patient, family, interpreter or guest.")},
    {"reason.missing", QT_TRANSLATE_NOOP("ErrorText", "The reason is missing."),
     QT_TRANSLATE_NOOP("ErrorText", "The visit was not cancelled."),
     QT_TRANSLATE_NOOP("ErrorText", "Say in a few words why.")},
    {"appointment.no_practitioner", QT_TRANSLATE_NOOP("ErrorText", "This appointment names no practitioner."),
     QT_TRANSLATE_NOOP("ErrorText", "No visit was started."),
     QT_TRANSLATE_NOOP("ErrorText", "Add one to the appointment, or start an instant visit.")},
    {"argument.missing", QT_TRANSLATE_NOOP("ErrorText", "Something that is needed was not filled in."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Fill in every field and try again.")},
    {"argument.malformed", QT_TRANSLATE_NOOP("ErrorText", "Something was filled in that cannot be right."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Check every field and try again.")},
    {"argument.unknown",
     QT_TRANSLATE_NOOP("ErrorText", "This program and the database do not speak of the same things."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Update Bedside on this computer, or tell your administrator.")},
    {"integration.missing",
     QT_TRANSLATE_NOOP("ErrorText", "The video service has not been set up for your organization."),
     QT_TRANSLATE_NOOP("ErrorText", "The visit is recorded and its code works, but there is no room yet."),
     QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator to set up the video service.")},
    {"provider.rate_limited", QT_TRANSLATE_NOOP("ErrorText", "The video service is very busy."),
     QT_TRANSLATE_NOOP("ErrorText",
                       "The visit is recorded and its code works; the room is made a little later."),
     QT_TRANSLATE_NOOP("ErrorText", "You need not do anything.")},
    {"request.dropped", QT_TRANSLATE_NOOP("ErrorText", "You stopped waiting for the room."),
     QT_TRANSLATE_NOOP("ErrorText", "The visit is recorded and its code works."),
     QT_TRANSLATE_NOOP("ErrorText", "Join whenever you like.")},
    {"journal.in_use",
     QT_TRANSLATE_NOOP("ErrorText", "Bedside is already open on this computer with this login."),
     QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Use the other window, or close it and try again.")},
    {"journal.broken",
     QT_TRANSLATE_NOOP("ErrorText", "This computer could not note down what was about to be sent."),
     QT_TRANSLATE_NOOP("ErrorText", "So it was not sent, and nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Free some space on the disk and try again.")},
    {"dsn.malformed", QT_TRANSLATE_NOOP("ErrorText", "The address of the database cannot be read."),
     QT_TRANSLATE_NOOP("ErrorText", "You are not signed in."),
     QT_TRANSLATE_NOOP("ErrorText", "Check how it is written.")},
    {"keychain.absent", QT_TRANSLATE_NOOP("ErrorText", "This computer has no keychain that Bedside can use."),
     QT_TRANSLATE_NOOP("ErrorText", "You are signed in; the password was not kept."),
     QT_TRANSLATE_NOOP("ErrorText", "Type the password again next time.")},
    {"journal.failed",
     QT_TRANSLATE_NOOP("ErrorText", "This computer could not note down what was about to be sent."),
     QT_TRANSLATE_NOOP("ErrorText", "So it was not sent, and nothing was changed."),
     QT_TRANSLATE_NOOP("ErrorText", "Free some space on the disk and try again.")},
    {"sample.missing",
     QT_TRANSLATE_NOOP("ErrorText", "A part of the sample clinic is missing on this computer."),
     QT_TRANSLATE_NOOP("ErrorText", "The sample clinic cannot start."),
     QT_TRANSLATE_NOOP("ErrorText", "Install Bedside again, or connect to a server.")},
    {"sample.failed", QT_TRANSLATE_NOOP("ErrorText", "The sample clinic did not start."),
     QT_TRANSLATE_NOOP("ErrorText", "No data of yours was touched."),
     QT_TRANSLATE_NOOP("ErrorText", "Try again. If it stays like this, start it with fresh sample data.")},
    {"sample.ended", QT_TRANSLATE_NOOP("ErrorText", "The sample clinic has stopped."),
     QT_TRANSLATE_NOOP("ErrorText", "The sample visits can no longer be seen."),
     QT_TRANSLATE_NOOP("ErrorText", "Start it again.")},
    {"keychain.failed", QT_TRANSLATE_NOOP("ErrorText", "The password could not be kept on this computer."),
     QT_TRANSLATE_NOOP("ErrorText", "You are signed in."),
     QT_TRANSLATE_NOOP("ErrorText", "Type the password again next time.")},
};

const Sentences *findSentences(const QString &reason)
{
    for (const Sentences &sentences : kSentences)
        if (reason == QLatin1StringView(sentences.reason))
            return &sentences;
    return nullptr;
}

Sentences sentencesFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Offline:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "The server cannot be reached."),
                QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Check the network and try again.")};
    case ErrorCode::Busy:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "The server is busy."),
                QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Try again in a moment.")};
    case ErrorCode::Conflict:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "Somebody was faster, or the visit is not at this point."),
                QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Press F5, look at the visit and decide again.")};
    case ErrorCode::OutcomeUnknown:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "The connection broke before the answer came."),
                QT_TRANSLATE_NOOP("ErrorText", "What you asked for may have been done."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Bedside asks what was recorded. Please do not do it a second time.")};
    case ErrorCode::Denied:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "Your account may not do that."),
                QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Ask your administrator.")};
    case ErrorCode::NotFound:
        return {
            "",
            QT_TRANSLATE_NOOP("ErrorText", "It is not there any more, or belongs to another organization."),
            QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
            QT_TRANSLATE_NOOP("ErrorText", "Press F5 to read again.")};
    case ErrorCode::Invalid:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "Something that was entered cannot be right."),
                QT_TRANSLATE_NOOP("ErrorText", "Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Check it and try again.")};
    case ErrorCode::Bug:
        return {"", QT_TRANSLATE_NOOP("ErrorText", "Bedside met something it did not expect."),
                QT_TRANSLATE_NOOP("ErrorText", "What you see may be incomplete."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Press F5 to read again. If it stays like this, tell your administrator.")};
    }
    Q_UNREACHABLE();
}

QString translated(const char *text)
{
    return QCoreApplication::translate("ErrorText", text);
}

} // namespace

ErrorText errorText(const Error &error)
{
    const Sentences *own = findSentences(error.reason);
    const Sentences sentences = own ? *own : sentencesFor(error.code);
    return {translated(sentences.happened), translated(sentences.meaning), translated(sentences.advice)};
}

bool hasOwnText(const QString &reason)
{
    return findSentences(reason) != nullptr;
}

} // namespace bedside
