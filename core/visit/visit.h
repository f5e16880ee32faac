#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QUrl>
#include <QUuid>

#include <optional>

namespace bedside {

//! Status of a meeting: exactly the three words of the shared table (virtual_meetings.status).
enum class VisitStatus { Scheduled, Active, Ended };

//! Why a visit is ended; None while it is not.
enum class EndReason { None, Completed, Cancelled, Expired, NoShow };

//! How far the provider's room is; a machine of its own beside VisitStatus.
enum class RoomState { None, Creating, Ready, Closing, Closed, Failed };

enum class ParticipantKind { Practitioner, Patient, Family, Interpreter, Guest };

enum class ParticipantState { Waiting, Admitted, InRoom, Left, Denied };

//! One person of a visit. Times are UTC instants of the database's clock.
struct Participant {
    QUuid id;
    ParticipantKind kind = ParticipantKind::Guest;
    QString name;
    ParticipantState state = ParticipantState::Waiting;
    QDateTime waitingSince;
    QDateTime joinedAt; //!< first join
    QDateTime leftAt;   //!< last leave; null while in the room
    bool isMe = false;  //!< the signed-in account's own row

    friend bool operator==(const Participant &, const Participant &) = default;
};

//! One meeting and what hangs on it, as the database last told. Times are UTC instants of its clock.
struct Visit {
    QUuid id;
    QString code; //!< without separator; a credential, never logged
    QUrl publicLink;
    VisitStatus status = VisitStatus::Scheduled;
    EndReason endReason = EndReason::None;
    RoomState roomState = RoomState::None;
    QString roomId; //!< the provider's id; empty until the room exists
    QString appointmentId;
    QString encounterId;
    QString patientId;
    QString practitionerId; //!< host
    QDateTime createdAt;
    QDateTime startedAt;
    QDateTime endedAt;
    QDateTime expiresAt; //!< from when the code no longer works
    QList<Participant> participants;

    friend bool operator==(const Visit &, const Visit &) = default;
};

//! What lets one person into one room: minted by the database, valid for minutes.
struct JoinGrant {
    QString roomId;
    QString userId; //!< opaque, no patient data
    QString role;   //!< provider role
    QString token;  //!< a credential, never logged
    QUrl initEndpoint;
    QDateTime expiresAt;

    friend bool operator==(const JoinGrant &, const JoinGrant &) = default;
};

//! Which case a lifecycle step turned out to be.
enum class VisitOutcome {
    Created, Existing, Waiting, Admitted, Denied, Started, Joined, Rejoined, Moved,
    Left, Ended, AlreadyEnded, Cancelled, Expired, NoShow, Token,
};

//! The database's answer to a lifecycle step.
struct VisitAnswer {
    VisitOutcome outcome = VisitOutcome::Existing;
    Visit visit;
    std::optional<Participant> participant; //!< the one the step was about
    std::optional<JoinGrant> grant;         //!< join and token only, and only once the room is ready
    QString guestSecret;                    //!< arrive only: the guest's key for the guest functions, never logged
    bool replayed = false;                  //!< true when the ledger answered instead of a new effect

    friend bool operator==(const VisitAnswer &, const VisitAnswer &) = default;
};

//! `code` as people type it (any case, spaces, dashes; O for 0, I and L for 1) in its stored form: ten
//! Crockford base-32 characters, or the web system's eight letters and digits. Empty when it is neither.
QString normalizedJoinCode(const QString &code);

//! The code in two groups for reading out ("ABCDE FGHJK").
QString groupedJoinCode(const QString &code);

} // namespace bedside
