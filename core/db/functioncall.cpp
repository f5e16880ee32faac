#include "core/db/functioncall.h"

namespace bedside::db {

QDateTime timeFromText(const std::string &text)
{
    return QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs).toUTC();
}

std::string arrayText(const QStringList &texts)
{
    std::string list = "{";
    for (auto text : texts) {
        text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
        list += (list.size() > 1 ? ",\"" : "\"") + text.toStdString() + "\"";
    }
    return list + "}";
}

Json jsonOf(const pqxx::field &field)
{
    return field.is_null() ? Json() : Json::parse(field.c_str());
}

QString textOf(const Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get_ref<const std::string &>())
               : QString();
}

QStringList textsOf(const Json &object, const char *name)
{
    QStringList texts;
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end() || !found->is_array())
        return texts;
    for (const auto &text : *found) {
        if (text.is_string())
            texts.append(QString::fromStdString(text.get_ref<const std::string &>()));
    }
    return texts;
}

Json callOperation(Link &link, const char *function, const QUuid &operation, const Json &arguments)
{
    const auto statement = std::string("SELECT bedside_api.") + function + "($1::uuid, $2::jsonb)";
    return queryJson(link, statement, idText(operation), arguments.dump());
}

} // namespace bedside::db
