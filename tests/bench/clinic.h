#pragma once

#include "core/settings/connectionsettings.h"

#include <QDateTime>
#include <QList>
#include <QUuid>

namespace bedside::bench {

//! `count` appointments of one practitioner ("prac-0" …, in turn over `practitioners`) with a scheduled
//! meeting each, written as the web system does; works with and without our schema. Ids and codes begin with
//! `mark` (three capital letters). Gives the meetings' ids in order.
QList<QUuid> fillMeetings(const ConnectionSettings &owner, const QUuid &organization, const QString &mark,
                          int count, int practitioners);

//! A large clinic network: `total` resources in equal parts for each organization, of which `dayRows`
//! appointments start on `day` (UTC) at the first organization and as many at each other one; a third of the
//! appointments has a visit. Loaded in bulk past the triggers. Blocking, up to some minutes for a million.
void fillNetwork(const ConnectionSettings &owner, const QList<QUuid> &organizations, int total, int dayRows,
                 const QDate &day);

//! Relations read from end to end by the statements that `sql` runs inside the server, functions included.
//! `login` gets the server's plan reporter for all its sessions.
QStringList sequentialScans(const ConnectionSettings &owner, const ConnectionSettings &login,
                            const std::string &sql);

//! Milliseconds the server takes for `sql`, as it says itself.
double serverTime(const ConnectionSettings &login, const std::string &sql, int runs);

} // namespace bedside::bench
