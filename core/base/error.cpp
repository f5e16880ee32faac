#include "core/base/error.h"

using namespace Qt::StringLiterals;

namespace bedside {

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Offline:
        return u"offline"_s;
    case ErrorCode::Busy:
        return u"busy"_s;
    case ErrorCode::Conflict:
        return u"conflict"_s;
    case ErrorCode::OutcomeUnknown:
        return u"outcome-unknown"_s;
    case ErrorCode::Denied:
        return u"denied"_s;
    case ErrorCode::NotFound:
        return u"not-found"_s;
    case ErrorCode::Invalid:
        return u"invalid"_s;
    case ErrorCode::Bug:
        return u"bug"_s;
    }
    Q_UNREACHABLE();
}

} // namespace bedside
