#pragma once

#include <QHash>
#include <QString>

namespace bedside {

//! Name → value as written in a file of lines NAME=value: comments, "export ", single and double quotes.
//! Lines that are none of this are skipped. Empty when the file does not exist.
QHash<QString, QString> readEnvironmentFile(const QString &path);

//! Removes every PG… and QTWEBENGINE… variable of this process, so that nobody's environment redirects a
//! connection or opens a debugging port, and makes a lost connection an error instead of a signal. First
//! thing in main, before any thread exists.
void scrubEnvironment();

} // namespace bedside
