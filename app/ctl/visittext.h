#pragma once

#include "core/schedule/agendaentry.h"

#include <nlohmann/json_fwd.hpp>

namespace bedside::ctl {

//! A visit and its people for reading at a terminal, several lines.
QString visitText(const Visit &visit);
//! The same on one line.
QString visitLine(const Visit &visit);
//! A row of the agenda on one line, times in `zone`.
QString agendaLine(const AgendaEntry &entry, const QByteArray &zone);
nlohmann::json agendaJson(const AgendaEntry &entry);

} // namespace bedside::ctl
