#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace bedside::sandbox {

//! What a data directory keeps from one start to the next: passwords and the pretended provider's key pair,
//! made by chance once, in a file only its owner can read.
struct SandboxState
{
    QString accessKey;
    QByteArray secret;
    QMap<QString, QString> passwords; //!< by login
    quint16 port = 0;                 //!< of the last start; links handed out name it
    bool peopleAdded = false;
    quint16 integratedPort = 0; //!< the port the database's settings name

    //! The password of a login, made if there is none.
    QString passwordOf(const QString &login);

    //! From the directory; a new one when there is none yet. Invalid "state.malformed".
    static Result<SandboxState> load(const QString &directory);
    Result<Done> save(const QString &directory) const;

    //! Empties the directory for a fresh start. Invalid "state.foreign" when it holds something that no
    //! sandbox put there.
    static Result<Done> clear(const QString &directory);
};

//! Unguessable letters and digits, 128 bits.
QString randomWord();

} // namespace bedside::sandbox
