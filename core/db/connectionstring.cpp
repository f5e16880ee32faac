#include "core/db/connectionstring.h"

#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStringList>

#include <libpq-fe.h>

#include "core/settings/environment.h"

#include <memory>

namespace bedside::db {

namespace {

struct FreeOptions
{
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};
struct FreeMemory
{
    void operator()(char *memory) const { PQfreemem(memory); }
};
struct FreeConnection
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};

const QStringList &followedParameters()
{
    static const QStringList names{QStringLiteral("hostaddr"),    QStringLiteral("sslcert"),
                                   QStringLiteral("sslkey"),      QStringLiteral("sslcrl"),
                                   QStringLiteral("sslpassword"), QStringLiteral("target_session_attrs")};
    return names;
}

void take(ConnectionSettings &settings, const QString &name, const QString &value)
{
    const QHash<QString, QString *> fields{{QStringLiteral("host"), &settings.host},
                                           {QStringLiteral("port"), &settings.port},
                                           {QStringLiteral("dbname"), &settings.database},
                                           {QStringLiteral("user"), &settings.user},
                                           {QStringLiteral("password"), &settings.password},
                                           {QStringLiteral("sslrootcert"), &settings.rootCertificate},
                                           {QStringLiteral("application_name"), &settings.application}};
    if (auto *field = fields.value(name)) {
        *field = value;
    } else if (name == u"sslmode") {
        settings.tlsMode = tlsModeFromName(value);
        settings.tlsModeChosen = true;
    } else if (followedParameters().contains(name)) {
        settings.others.insert(name, value);
    }
}

Result<ConnectionSettings> withDsn(ConnectionSettings settings, const QString &dsn)
{
    char *problem = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options(
        PQconninfoParse(dsn.toUtf8().constData(), &problem));
    const std::unique_ptr<char, FreeMemory> problemOwner(problem);
    if (!options)
        return Error{ErrorCode::Invalid, QStringLiteral("dsn.malformed"), {}};
    for (const auto *option = options.get(); option->keyword; ++option) {
        if (option->val && *option->val)
            take(settings, QString::fromUtf8(option->keyword), QString::fromUtf8(option->val));
    }
    return settings;
}

//! Where the operating system keeps the certificates it trusts, for libpq before 16, which cannot ask it.
QString systemCertificates()
{
    if (PQlibVersion() >= 160000)
        return QStringLiteral("system");
    const QStringList places{QStringLiteral("/etc/ssl/certs/ca-certificates.crt"),
                             QStringLiteral("/etc/pki/tls/certs/ca-bundle.crt"),
                             QStringLiteral("/etc/ssl/cert.pem")};
    for (const auto &place : places) {
        if (QFileInfo::exists(place))
            return place;
    }
    return {};
}

class Parameters
{
public:
    void add(const char *name, const QString &value)
    {
        auto quoted = value;
        quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
        m_text += name;
        m_text += "='" + quoted.toStdString() + "' ";
    }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

void addTls(Parameters &parameters, const ConnectionSettings &settings)
{
    const auto socketsOnly = settings.host.startsWith(u'/') && settings.isLocal();
    const auto mode = socketsOnly                                     ? TlsMode::Disable
                      : settings.isLocal() && !settings.tlsModeChosen ? TlsMode::Prefer
                                                                      : settings.tlsMode;
    const bool checked = mode == TlsMode::VerifyFull || mode == TlsMode::VerifyCa;
    parameters.add("sslmode", tlsModeName(mode));
    // libpq before 16 has no other guard against a server that asks for the password in clear.
    parameters.add("channel_binding", checked ? QStringLiteral("require") : QStringLiteral("prefer"));
    parameters.add("ssl_min_protocol_version", QStringLiteral("TLSv1.2"));
    if (!settings.rootCertificate.isEmpty())
        parameters.add("sslrootcert", settings.rootCertificate);
    else if (checked)
        parameters.add("sslrootcert", systemCertificates());
}

} // namespace

Result<ConnectionSettings> connectionSettings(const QString &dsn, const QHash<QString, QString> &environment,
                                              const QHash<QString, QString> &file)
{
    const QList<std::pair<QString, QString>> names{
        {QStringLiteral("DB_HOST"), QStringLiteral("host")},
        {QStringLiteral("DB_PORT"), QStringLiteral("port")},
        {QStringLiteral("DB_NAME"), QStringLiteral("dbname")},
        {QStringLiteral("DB_USER"), QStringLiteral("user")},
        {QStringLiteral("DB_PASSWORD"), QStringLiteral("password")},
        {QStringLiteral("DB_SSLMODE"), QStringLiteral("sslmode")},
        {QStringLiteral("DB_SSLROOTCERT"), QStringLiteral("sslrootcert")}};
    ConnectionSettings settings;
    for (const auto &[variable, parameter] : names) {
        const auto value = environment.value(variable, file.value(variable));
        if (!value.isEmpty())
            take(settings, parameter, value);
    }
    return dsn.isEmpty() ? Result<ConnectionSettings>(settings) : withDsn(settings, dsn);
}

Result<ConnectionSettings> connectionSettings(const QString &dsn)
{
    const auto process = QProcessEnvironment::systemEnvironment();
    QHash<QString, QString> environment;
    for (const auto &name : process.keys())
        environment.insert(name, process.value(name));
    return connectionSettings(dsn, environment, readEnvironmentFile(QStringLiteral(".env")));
}

std::string connectionString(const ConnectionSettings &settings, std::chrono::milliseconds statementLimit)
{
    Parameters parameters;
    parameters.add("host", settings.host);
    parameters.add("port", settings.port);
    parameters.add("dbname", settings.database);
    parameters.add("user", settings.user);
    parameters.add("password", settings.password);
    addTls(parameters, settings);
    parameters.add("gssencmode", QStringLiteral("disable"));
#ifdef Q_OS_WIN
    parameters.add("passfile", QStringLiteral("NUL"));
#else
    parameters.add("passfile", QStringLiteral("/dev/null"));
#endif
    if (!settings.others.contains(QStringLiteral("target_session_attrs")))
        parameters.add("target_session_attrs", QStringLiteral("read-write"));
    for (auto other = settings.others.begin(); other != settings.others.end(); ++other)
        parameters.add(other.key().toUtf8().constData(), other.value());
    parameters.add("connect_timeout", QStringLiteral("5"));
    parameters.add("keepalives", QStringLiteral("1"));
    parameters.add("keepalives_idle", QStringLiteral("30"));
    parameters.add("keepalives_interval", QStringLiteral("5"));
    parameters.add("keepalives_count", QStringLiteral("3"));
    parameters.add("tcp_user_timeout", QStringLiteral("10000"));
    parameters.add("client_encoding", QStringLiteral("UTF8"));
    parameters.add("application_name", settings.application);
    parameters.add("options", QStringLiteral("-c statement_timeout=%1 -c TimeZone=UTC -c DateStyle=ISO")
                                  .arg(statementLimit.count()));
    return parameters.text();
}

Result<QString> scramVerifier(const QString &login, const QString &password)
{
    // libpq wants a connection object only to put an error text into; this one never connects.
    const std::unique_ptr<PGconn, FreeConnection> nobody(PQconnectStart("host='' port='0'"));
    const std::unique_ptr<char, FreeMemory> text(PQencryptPasswordConn(
        nobody.get(), password.toUtf8().constData(), login.toUtf8().constData(), "scram-sha-256"));
    if (password.isEmpty() || !text)
        return Error{ErrorCode::Invalid, QStringLiteral("password.refused"), {}};
    return QString::fromLatin1(text.get());
}

} // namespace bedside::db
