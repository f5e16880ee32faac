#pragma once

#include "core/base/error.h"
#include "core/settings/connectionsettings.h"

#include <QProcess>
#include <QUrl>

namespace bedside {

//! The sample clinic's own server, started by this program and ended with it.
class SandboxProcess : public QObject
{
    Q_OBJECT

public:
    //! Somebody who can sign in to the sample clinic.
    struct Login
    {
        QString login;
        QString display;
        QString kind;
        QString organization;
        ConnectionSettings connection;
    };

    explicit SandboxProcess(QString program, QObject *parent = nullptr);
    //! Ends the server by closing its standard input; it stops on its own.
    ~SandboxProcess() override;

    //! Ends in ready() or failed(). Does nothing when it runs already. `fresh`: forget what was done there.
    void start(const QString &dataDirectory, bool fresh = false);
    bool isReady() const { return !m_logins.isEmpty(); }
    const QList<Login> &logins() const { return m_logins; }

signals:
    void ready();
    //! "sample.missing" when the program is not there, "sample.failed" when it did not get ready,
    //! "sample.ended" when it stopped later.
    void failed(const bedside::Error &error);

private:
    void readLine();
    void fail(const QString &reason);

    QString m_program;
    QProcess m_process;
    QByteArray m_output;
    QList<Login> m_logins;
    bool m_ended = false;
};

} // namespace bedside
