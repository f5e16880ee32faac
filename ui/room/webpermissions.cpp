#include "ui/room/webpermissions.h"

#include <QWebEnginePage>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QWebEnginePermission>
#endif

namespace bedside::web {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)

void guardPermissions(QWebEnginePage *page, std::function<bool(const QUrl &origin)> allowsMedia)
{
    using Type = QWebEnginePermission::PermissionType;
    QObject::connect(page, &QWebEnginePage::permissionRequested, page,
                     [allowsMedia = std::move(allowsMedia)](const QWebEnginePermission &permission) {
                         const Type type = permission.permissionType();
                         const bool media = type == Type::MediaAudioCapture ||
                                            type == Type::MediaVideoCapture ||
                                            type == Type::MediaAudioVideoCapture;
                         if (media && allowsMedia(permission.origin()))
                             permission.grant();
                         else
                             permission.deny();
                     });
}

#else

void guardPermissions(QWebEnginePage *page, std::function<bool(const QUrl &origin)> allowsMedia)
{
    using Feature = QWebEnginePage::Feature;
    QObject::connect(page, &QWebEnginePage::featurePermissionRequested, page,
                     [page, allowsMedia = std::move(allowsMedia)](const QUrl &origin, Feature feature) {
                         const bool media = feature == Feature::MediaAudioCapture ||
                                            feature == Feature::MediaVideoCapture ||
                                            feature == Feature::MediaAudioVideoCapture;
                         page->setFeaturePermission(origin, feature,
                                                    media && allowsMedia(origin)
                                                        ? QWebEnginePage::PermissionGrantedByUser
                                                        : QWebEnginePage::PermissionDeniedByUser);
                     });
}

#endif

} // namespace bedside::web
