#include "app/sandbox/sandboxstate.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QSaveFile>

namespace bedside::sandbox {

namespace {

using Json = nlohmann::json;

const QString kFile = QStringLiteral("sandbox.json");

Error stateError(const char *reason, const QString &detail)
{
    return Error{ErrorCode::Invalid, QStringLiteral("state.") + QLatin1String(reason), detail};
}

} // namespace

QString randomWord()
{
    quint32 words[4];
    QRandomGenerator::system()->fillRange(words);
    return QString::fromLatin1(
        QByteArray::fromRawData(reinterpret_cast<const char *>(words), sizeof words).toHex());
}

QString SandboxState::passwordOf(const QString &login)
{
    QString &password = passwords[login];
    if (password.isEmpty())
        password = randomWord();
    return password;
}

Result<SandboxState> SandboxState::load(const QString &directory)
{
    SandboxState state;
    QFile file(QDir(directory).filePath(kFile));
    if (!file.exists()) {
        state.accessKey = randomWord().left(24);
        state.secret = randomWord().toLatin1() + randomWord().toLatin1();
        return state;
    }
    if (!file.open(QIODevice::ReadOnly))
        return stateError("malformed", file.fileName());
    const QByteArray text = file.readAll();
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    try {
        state.accessKey = QString::fromStdString(json.at("access_key").get<std::string>());
        state.secret = QByteArray::fromStdString(json.at("secret").get<std::string>());
        state.port = json.at("port").get<quint16>();
        state.integratedPort = json.at("integrated_port").get<quint16>();
        state.peopleAdded = json.at("people_added").get<bool>();
        for (const auto &[login, password] : json.at("passwords").items())
            state.passwords.insert(QString::fromStdString(login),
                                   QString::fromStdString(password.get<std::string>()));
    } catch (const Json::exception &) {
        return stateError("malformed", file.fileName());
    }
    return state;
}

Result<Done> SandboxState::save(const QString &directory) const
{
    Json json{{"access_key", accessKey.toStdString()},
              {"secret", secret.toStdString()},
              {"port", port},
              {"integrated_port", integratedPort},
              {"people_added", peopleAdded},
              {"passwords", Json::object()}};
    for (auto it = passwords.begin(); it != passwords.end(); ++it)
        json["passwords"][it.key().toStdString()] = it.value().toStdString();
    QSaveFile file(QDir(directory).filePath(kFile));
    const bool opened =
        file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!opened || file.write(QByteArray::fromStdString(json.dump(1))) < 0 || !file.commit())
        return stateError("unwritable", file.fileName());
    return Done{};
}

Result<Done> SandboxState::clear(const QString &directory)
{
    QDir folder(directory);
    const QStringList content =
        folder.entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    if (content.isEmpty())
        return Done{};
    if (!content.contains(kFile))
        return stateError("foreign", directory);
    for (const QString &name : content) {
        const QString path = folder.filePath(name);
        const bool gone = QFileInfo(path).isDir() && !QFileInfo(path).isSymLink()
                              ? QDir(path).removeRecursively()
                              : QFile::remove(path);
        if (!gone)
            return stateError("unwritable", path);
    }
    return Done{};
}

} // namespace bedside::sandbox
