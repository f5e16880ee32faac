#include "app/desktop/sandboxprocess.h"

#include "core/db/connectionstring.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr int kGracefulEndMs = 5'000;

QList<SandboxProcess::Login> readLogins(const QByteArray &line)
{
    QList<SandboxProcess::Login> logins;
    const QJsonArray people = QJsonDocument::fromJson(line).object().value(u"logins"_s).toArray();
    for (const QJsonValue &value : people) {
        const QJsonObject person = value.toObject();
        auto connection = db::connectionSettings(person.value(u"dsn"_s).toString(), {}, {});
        if (!connection)
            continue;
        const QString login = person.value(u"login"_s).toString();
        connection->user = login;
        connection->password = person.value(u"password"_s).toString();
        logins.append({login, person.value(u"display"_s).toString(), person.value(u"kind"_s).toString(),
                       person.value(u"organization"_s).toString(), *connection});
    }
    return logins;
}

} // namespace

SandboxProcess::SandboxProcess(QString program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
{
    // What the server says to people goes where this program's own messages go.
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &SandboxProcess::readLine);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(u"sample.missing"_s);
    });
    connect(&m_process, &QProcess::finished, this,
            [this] { fail(isReady() ? u"sample.ended"_s : u"sample.failed"_s); });
}

SandboxProcess::~SandboxProcess()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    m_process.waitForFinished(kGracefulEndMs);
}

void SandboxProcess::start(const QString &dataDirectory, bool fresh)
{
    if (m_process.state() != QProcess::NotRunning)
        return;
    m_ended = false;
    m_output.clear();
    m_logins.clear();
    QDir().mkpath(dataDirectory);
    QStringList arguments{u"--data"_s, dataDirectory};
    if (fresh)
        arguments << u"--fresh"_s;
    m_process.start(m_program, arguments);
}

void SandboxProcess::readLine()
{
    m_output += m_process.readAllStandardOutput();
    const qsizetype end = m_output.indexOf('\n');
    if (isReady() || end < 0)
        return;
    m_logins = readLogins(m_output.left(end));
    if (isReady())
        emit ready();
    else
        fail(u"sample.failed"_s);
}

void SandboxProcess::fail(const QString &reason)
{
    if (m_ended)
        return;
    m_ended = true;
    m_logins.clear();
    emit failed({ErrorCode::Offline, reason, {}});
}

} // namespace bedside
