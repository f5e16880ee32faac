#include "app/ctl/visittext.h"

#include "core/visit/visitjson.h"

#include <QTimeZone>

#include <nlohmann/json.hpp>

namespace bedside::ctl {

namespace {

QString word(const nlohmann::json &object, const char *name)
{
    const auto &value = object.at(name);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QStringLiteral("-");
}

nlohmann::json timeOrNull(const QDateTime &time)
{
    return time.isValid() ? nlohmann::json(time.toString(Qt::ISODate).toStdString()) : nlohmann::json();
}

template<typename T>
QString names(const QList<T> &people)
{
    QStringList list;
    for (const auto &person : people)
        list.append(person.name);
    return list.join(QStringLiteral(", "));
}

} // namespace

QString visitLine(const Visit &visit)
{
    const auto json = toJson(visit);
    return QStringLiteral("%1  %2  %3  room %4  appointment %5")
        .arg(word(json, "id"), groupedJoinCode(visit.code), word(json, "status"), word(json, "room_state"),
             word(json, "appointment_id"));
}

QString visitText(const Visit &visit)
{
    const auto json = toJson(visit);
    QString text = visitLine(visit);
    for (const char *name :
         {"end_reason", "encounter_id", "public_link", "started_at", "ended_at", "expires_at"})
        text += QStringLiteral("\n  %1: %2").arg(QLatin1String(name), word(json, name));
    for (const auto &participant : json.at("participants"))
        text += QStringLiteral("\n  %1  %2  %3  %4")
                    .arg(word(participant, "id"), word(participant, "kind"), word(participant, "state"),
                         word(participant, "name"));
    return text;
}

QString agendaLine(const AgendaEntry &entry, const QByteArray &zone)
{
    const auto start = entry.start.toTimeZone(QTimeZone(zone)).toString(QStringLiteral("HH:mm"));
    auto line = QStringLiteral("%1  %2  %3  %4")
                    .arg(start, names(entry.patients), names(entry.practitioners), entry.appointmentId);
    if (entry.visit)
        line += QStringLiteral("  [%1]").arg(visitLine(*entry.visit));
    return line;
}

nlohmann::json agendaJson(const AgendaEntry &entry)
{
    auto patients = nlohmann::json::array();
    for (const auto &patient : entry.patients)
        patients.push_back({{"id", patient.id.toStdString()}, {"name", patient.name.toStdString()}});
    auto practitioners = nlohmann::json::array();
    for (const auto &practitioner : entry.practitioners)
        practitioners.push_back(
            {{"id", practitioner.id.toStdString()}, {"name", practitioner.name.toStdString()}});
    const auto id = entry.appointmentId.toStdString();
    return {{"appointment_id", id.empty() ? nlohmann::json() : nlohmann::json(id)},
            {"start", timeOrNull(entry.start)},
            {"end", timeOrNull(entry.end)},
            {"reason", entry.reason.toStdString()},
            {"patients", patients},
            {"practitioners", practitioners},
            {"visit", entry.visit ? toJson(*entry.visit) : nlohmann::json()}};
}

} // namespace bedside::ctl
