#pragma once

#include <QUrl>

#include <functional>

class QWebEnginePage;

namespace bedside::web {

//! Answers the page's permission requests: microphone and camera when `allowsMedia` says so for the asking
//! origin, everything else never. The interfaces differ between Qt 6.7 and 6.8; only this file knows.
void guardPermissions(QWebEnginePage *page, std::function<bool(const QUrl &origin)> allowsMedia);

} // namespace bedside::web
