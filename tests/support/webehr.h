#pragma once

#include "core/db/link.h"

#include <QString>
#include <QUuid>

namespace bedside::testing {

//! The web EHR's way of writing the shared database: its statements, one after the other, each a transaction
//! and a round trip of its own. Not for several threads at once.
class WebEhr
{
public:
    //! `settings` as the account that owns the given tables. Throws as libpqxx does, here and below.
    explicit WebEhr(const ConnectionSettings &settings);

    //! The given tables as its migration 014 makes them, without anything of Bedside.
    static void makeTables(const ConnectionSettings &settings);

    //! A meeting for an appointment; gives the meeting's id. The code is made from chance.
    QUuid createMeeting(const QString &appointmentId);
    QString codeOf(const QUuid &meeting);
    //! Seven statements when the practitioner is the first to come, three otherwise. True for the first.
    bool join(const QString &code, const QString &practitioner);
    //! Three statements beside the one that reads the meeting.
    void end(const QUuid &meeting);

private:
    template<typename... Arguments>
    pqxx::result run(const char *sql, Arguments &&...arguments);
    QString makeEncounter(const pqxx::row &meeting, const QString &practitioner);

    db::Link m_link;
};

} // namespace bedside::testing
