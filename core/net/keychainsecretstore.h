#pragma once

#include "core/ports/secretstore.h"

#include <QObject>

namespace QKeychain {
class Job;
}

namespace bedside {

//! The keychain of Windows, macOS, or the Secret Service of a Linux desktop, under the service name given.
//! Without such a service every call ends in "keychain.absent"; a plain file is never used instead.
class KeychainSecretStore : public QObject, public SecretStore
{
    Q_OBJECT

public:
    explicit KeychainSecretStore(QString service, QObject *parent = nullptr);

    void read(QString key, Continuation<QString> then) override;
    void write(QString key, QString secret, Continuation<Done> then) override;
    void remove(QString key, Continuation<Done> then) override;

private:
    QString m_service;
};

} // namespace bedside
