#pragma once

#include "core/settings/connectionsettings.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace bedside::testing {

//! What a program left behind.
struct ProgramRun
{
    int code = -1; //!< -1 when it crashed or did not end in time
    QJsonObject answer;
    QByteArray out;
    QByteArray messages;

    QString reason() const { return answer[u"error"][u"reason"].toString(); }
};

//! The settings as bedsidectl and bedside-gateway take them.
QString dsnOf(const ConnectionSettings &settings);

//! Runs a program to its end. Events of this thread go on, so that services of the test can answer it.
ProgramRun runProgram(const QString &path, const QStringList &arguments, const QByteArray &input = {},
                      int patienceMs = 60'000);
//! bedsidectl --json with the words of a line.
ProgramRun ctl(const QString &dsn, const QString &line);

struct HttpAnswer
{
    int status = 0; //!< 0: no answer
    QByteArray text;
    QJsonObject body;
    QHash<QByteArray, QByteArray> headers; //!< names in lower case
};
HttpAnswer httpGet(const QUrl &url, const QByteArray &bearer = {});
HttpAnswer httpPost(const QUrl &url, const QByteArray &body);

//! bedside-sandbox in a directory of its own. Not as root.
class SandboxProgram
{
public:
    ~SandboxProgram();

    //! False when it does not get ready; what it said stands in the test's output.
    bool start(const QStringList &more = {});
    //! By closing its input, as a desktop that goes away does. Its exit code, -1 when it stays.
    int end();

    QString ownerDsn() const { return m_ready[u"dsn"].toString(); }
    //! The first login of this kind in the first or second organization.
    QString dsn(const QString &kind, int organization = 0) const;
    QUrl roomService(const QString &path) const { return QUrl(m_ready[u"room_service"].toString() + path); }
    //! First column of every row, as the owner of the database.
    QStringList column(const QByteArray &sql) const;
    //! Findings of tests/db/invariants.sql.
    QStringList brokenInvariants() const;

private:
    QTemporaryDir m_directory;
    std::unique_ptr<QProcess> m_process;
    QJsonObject m_ready;
};

} // namespace bedside::testing
