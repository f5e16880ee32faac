#pragma once

#include "core/base/result.h"

namespace bedside::ctl {

//! A sentence for a person at a terminal: the reason's own, with the error's detail in brackets.
QString sentence(const Error &error);
//! Whether this reason has a sentence of its own.
bool hasSentence(const QString &reason);

} // namespace bedside::ctl
