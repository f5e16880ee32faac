#pragma once

#include "core/base/error.h"

#include <QString>

namespace bedside {

//! A failure in plain words, without blame and without codes.
struct ErrorText
{
    QString happened;
    QString meaning; //!< for the visit
    QString advice;  //!< what to do now

    QString whole() const { return happened + u' ' + meaning + u' ' + advice; }
};

ErrorText errorText(const Error &error);

//! True when the reason has sentences of its own, false when only the code speaks.
bool hasOwnText(const QString &reason);

} // namespace bedside
