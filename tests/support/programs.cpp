#include "tests/support/programs.h"

#include "core/db/connectionstring.h"
#include "core/db/link.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

using namespace Qt::StringLiterals;

namespace bedside::testing {

namespace {

constexpr int kPatienceMs = 60'000;

QString program(const QString &name)
{
    return qEnvironmentVariable("BEDSIDE_BIN") + u'/' + name;
}

HttpAnswer take(QNetworkReply *reply)
{
    (void)QTest::qWaitFor([reply] { return reply->isFinished(); }, kPatienceMs);
    HttpAnswer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.text = reply->readAll();
    answer.body = QJsonDocument::fromJson(answer.text).object();
    for (const auto &[name, value] : reply->rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    return answer;
}

QNetworkRequest requestTo(const QUrl &url)
{
    QNetworkRequest request(url);
    request.setTransferTimeout(kPatienceMs);
    return request;
}

} // namespace

QString dsnOf(const ConnectionSettings &settings)
{
    const auto quoted = [](QString value) {
        value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
        return u'\'' + value + u'\'';
    };
    return u"host=%1 port=%2 dbname=%3 user=%4 password=%5"_s.arg(
        quoted(settings.host), settings.port, quoted(settings.database), quoted(settings.user),
        quoted(settings.password));
}

ProgramRun runProgram(const QString &path, const QStringList &arguments, const QByteArray &input,
                      int patienceMs)
{
    QProcess process;
    process.start(path, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended =
        QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, patienceMs);
    ProgramRun run;
    run.out = process.readAllStandardOutput();
    run.messages = process.readAllStandardError();
    run.answer = QJsonDocument::fromJson(run.out).object();
    if (ended && process.exitStatus() == QProcess::NormalExit)
        run.code = process.exitCode();
    return run;
}

ProgramRun ctl(const QString &dsn, const QString &line)
{
    return runProgram(program(u"bedsidectl"_s), QStringList{u"--dsn"_s, dsn, u"--json"_s} + line.split(u' '));
}

HttpAnswer httpGet(const QUrl &url, const QByteArray &bearer)
{
    QNetworkAccessManager network;
    auto request = requestTo(url);
    if (!bearer.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + bearer);
    return take(network.get(request));
}

HttpAnswer httpPost(const QUrl &url, const QByteArray &body)
{
    QNetworkAccessManager network;
    auto request = requestTo(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return take(network.post(request, body));
}

SandboxProgram::~SandboxProgram()
{
    end();
}

bool SandboxProgram::start(const QStringList &more)
{
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process->start(program(u"bedside-sandbox"_s),
                     QStringList{u"--data"_s, m_directory.filePath(u"clinic"_s)} + more);
    const auto answered = [this] {
        return m_process->canReadLine() || m_process->state() == QProcess::NotRunning;
    };
    if (!QTest::qWaitFor(answered, kPatienceMs))
        return false;
    m_ready = QJsonDocument::fromJson(m_process->readLine()).object();
    return !m_ready.isEmpty();
}

int SandboxProgram::end()
{
    if (!m_process)
        return 0;
    m_process->closeWriteChannel();
    const bool ended =
        QTest::qWaitFor([this] { return m_process->state() == QProcess::NotRunning; }, kPatienceMs);
    if (!ended)
        m_process->kill();
    m_process->waitForFinished();
    const int code = ended && m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
    m_process.reset();
    return code;
}

QString SandboxProgram::dsn(const QString &kind, int organization) const
{
    QStringList organizations;
    for (const auto &login : m_ready[u"logins"].toArray()) {
        const auto name = login[u"organization"].toString();
        if (!organizations.contains(name))
            organizations.append(name);
        if (organizations.indexOf(name) == organization && login[u"kind"].toString() == kind)
            return login[u"dsn"].toString();
    }
    return {};
}

QStringList SandboxProgram::column(const QByteArray &sql) const
{
    const auto settings = db::connectionSettings(ownerDsn(), {}, {});
    db::Link link(*settings, std::chrono::seconds(60));
    pqxx::nontransaction work(link.connection());
    QStringList values;
    for (const pqxx::row &row : work.exec(sql.toStdString()))
        values.append(QString::fromUtf8(row[0].c_str()));
    return values;
}

QStringList SandboxProgram::brokenInvariants() const
{
    QFile file(qEnvironmentVariable("BEDSIDE_SOURCE") + u"/tests/db/invariants.sql"_s);
    return file.open(QIODevice::ReadOnly) ? column(file.readAll()) : QStringList{file.fileName()};
}

} // namespace bedside::testing
