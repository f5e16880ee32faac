#pragma once

#include <QString>

class QLocalSocket;

namespace bedside::link {

//! Where the room of this user and instance listens: a file in a folder only this user may enter (made if
//! missing). `instance` tells apart several desktops of one user, such as the real clinic and the sample
//! clinic; it may hold only letters, digits and '-', at most 40. Empty when the folder cannot be made safe.
QString socketPath(const QString &instance);

//! Whether the process at the other end belongs to the user this process runs as.
bool isSameUser(const QLocalSocket &socket);

} // namespace bedside::link
