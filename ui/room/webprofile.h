#pragma once

class QObject;
class QWebEngineProfile;

namespace bedside {

class RequestGuard;

//! A profile that leaves nothing on disk, loads nothing the guard refuses, and saves no download. Owned by
//! `parent`; must outlive its pages.
QWebEngineProfile *makeRoomProfile(RequestGuard *guard, QObject *parent);

} // namespace bedside
