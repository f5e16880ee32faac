#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace bedside {

//! A JSON object of texts and nothing else, every field once and one of `allowed`; nothing otherwise.
std::optional<QHash<QString, QString>> flatJson(const QByteArray &body, const QStringList &allowed);

} // namespace bedside
