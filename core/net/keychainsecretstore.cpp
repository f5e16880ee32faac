#include "core/net/keychainsecretstore.h"

#include <qt6keychain/keychain.h>

namespace bedside {

namespace {

Error keychainError(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::EntryNotFound:
        return Error{ErrorCode::NotFound, QStringLiteral("keychain.empty"), {}};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return Error{ErrorCode::Denied, QStringLiteral("keychain.denied"), {}};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Error{ErrorCode::Offline, QStringLiteral("keychain.absent"), {}};
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    // Without a session bus, or without a secret service on it, QtKeychain only says that something failed.
    case QKeychain::OtherError:
        return Error{ErrorCode::Offline, QStringLiteral("keychain.absent"),
                     QStringLiteral("keychain error %1").arg(static_cast<int>(error))};
#endif
    default:
        return Error{ErrorCode::Bug, QStringLiteral("keychain.failed"),
                     QStringLiteral("keychain error %1").arg(static_cast<int>(error))};
    }
}

void run(QKeychain::Job *job, const QString &key, QObject *context,
         const std::function<void(QKeychain::Error)> &finished)
{
    job->setInsecureFallback(false);
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [finished](QKeychain::Job *done) { finished(done->error()); });
    job->start();
}

} // namespace

KeychainSecretStore::KeychainSecretStore(QString service, QObject *parent)
    : QObject(parent)
    , m_service(std::move(service))
{
}

void KeychainSecretStore::read(QString key, Continuation<QString> then)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service, this);
    run(job, key, this, [job, then](QKeychain::Error error) {
        if (error == QKeychain::NoError)
            then(job->textData());
        else
            then(keychainError(error));
    });
}

void KeychainSecretStore::write(QString key, QString secret, Continuation<Done> then)
{
    auto *job = new QKeychain::WritePasswordJob(m_service, this);
    job->setTextData(secret);
    run(job, key, this, [then](QKeychain::Error error) {
        if (error == QKeychain::NoError)
            then(Done{});
        else
            then(keychainError(error));
    });
}

void KeychainSecretStore::remove(QString key, Continuation<Done> then)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service, this);
    run(job, key, this, [then](QKeychain::Error error) {
        if (error == QKeychain::NoError || error == QKeychain::EntryNotFound)
            then(Done{});
        else
            then(keychainError(error));
    });
}

} // namespace bedside
