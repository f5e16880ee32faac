#pragma once

#include <QMap>
#include <QString>

namespace bedside {

//! How far the server's identity is checked. The words are libpq's.
enum class TlsMode { Disable, Allow, Prefer, Require, VerifyCa, VerifyFull };

//! Where the database is and as whom to sign in. A value; everything libpq could pick up from elsewhere
//! (environment, service or password files) is named or shut off when the connection is made.
struct ConnectionSettings
{
    QString host = QStringLiteral("localhost"); //!< name, address, directory of a socket, or a list by commas
    QString port = QStringLiteral("5432");      //!< one, or one per host
    QString database = QStringLiteral("medplum");
    QString user = QStringLiteral("medplum");
    QString password;                      //!< a credential: never logged, never in an argument of a process
    TlsMode tlsMode = TlsMode::VerifyFull; //!< used for hosts of other computers only
    bool tlsModeChosen = false;            //!< the person wrote it down, so that weaker ones are followed
    QString rootCertificate;               //!< file; empty: the system's or libpq's own place
    //! Further libpq parameters a person wrote down and that are safe to follow (client certificate and the
    //! like).
    QMap<QString, QString> others;
    QString application = QStringLiteral("bedside");

    //! True for socket directories and names of this computer, where nothing travels a network.
    bool isLocal() const;
    //! True when a password could be given to somebody else's server: a network and no full check.
    bool isWeak() const;

    friend bool operator==(const ConnectionSettings &, const ConnectionSettings &) = default;
};

//! libpq's word for the mode, and back; an unknown word is the strictest.
QString tlsModeName(TlsMode mode);
TlsMode tlsModeFromName(const QString &name);

} // namespace bedside
