#include "core/fhir/projection.h"

#include "core/fhir/projectionsteps.h"
#include "core/fhir/projectionurls.h"
#include "core/fhir/r4clean.h"
#include "core/fhir/r4elements.h"
#include "core/fhir/r4primitive.h"

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

//! Levels that extensions and the patch add to what was stored.
constexpr int kRoomForMapping = 8;

Error invalid(const QString &reason)
{
    return {ErrorCode::Invalid, reason, {}};
}

//! What has no elements of its own to hold an extension.
bool isPlainResource(const Json &resource)
{
    const Json &type = json::member(resource, "resourceType");
    return json::isText(type, "Bundle") || json::isText(type, "Binary") || json::isText(type, "Parameters");
}

//! The element of the resource that may hold the source-patch, made when it is missing.
Json &patchHolder(Json &resource)
{
    return isPlainResource(resource) ? resource["meta"] : resource;
}

void setLastUpdated(Json &resource, const QDateTime &lastUpdated)
{
    if (!lastUpdated.isValid())
        return;
    Json &meta = resource["meta"];
    if (!meta.is_object())
        meta = Json::object();
    meta["lastUpdated"] = lastUpdated.toUTC().toString(Qt::ISODateWithMs).toStdString();
}

//! The stored shape as far as the mapping alone can tell.
void mapToStored(Json &resource)
{
    const Json type = json::member(resource, "resourceType");
    if (json::isText(type, "Appointment"))
        appointmentToStored(resource);
    if (json::isText(type, "Encounter"))
        encounterToStored(resource);
    if (!json::member(resource, "meta").is_object())
        return;
    Json &meta = resource["meta"];
    meta.erase("lastUpdated");
    if (meta.empty())
        resource.erase("meta");
}

void addSourcePatch(Json &projected, const Json &stored)
{
    Json mapped = projected;
    mapToStored(mapped);
    if (mapped == stored)
        return;
    const std::string patch = Json::diff(mapped, stored).dump(-1, ' ', false, Json::error_handler_t::replace);
    addExtension(patchHolder(projected), {{"url", urls::kSourcePatch}, {"valueString", patch}});
}

bool applyPatch(Json &resource, const Json &text)
{
    const auto *written = text.get_ptr<const std::string *>();
    const auto patch = written ? parseJson(QByteArrayView(written->data(), qsizetype(written->size())))
                               : Result<Json>(invalid({}));
    if (!patch)
        return false;
    const Json type = json::member(resource, "resourceType");
    try {
        resource = resource.patch(*patch);
    } catch (const Json::exception &) {
        return false;
    }
    const Json &after = json::member(resource, "resourceType");
    return resource.is_object() && withinDepth(resource) && (after.is_null() || after == type);
}

} // namespace

Result<Projection> projectToR4(const StoredDocument &stored, const ProjectionOptions &options)
{
    if (!stored.data.is_object())
        return invalid(u"resource.malformed"_s);
    if (!withinDepth(stored.data, kMaxJsonDepth - kRoomForMapping))
        return invalid(u"resource.too_deep"_s);
    const std::string type = stored.type.toStdString();
    const Json &written = json::member(stored.data, "resourceType");
    if (!isR4Resource(type))
        return invalid(u"resource.unknown_type"_s);
    if (!written.is_null() && !json::isText(written, type))
        return invalid(u"resource.malformed"_s);

    ProjectionOptions effective = options;
    effective.includeLinks = options.includeLinks || options.fidelity == Fidelity::Full;
    Projection projection{stored.data, {}};
    Json &resource = projection.resource;
    resource["resourceType"] = type;
    resource["id"] = exportedId(stored.id.toStdString());
    setLastUpdated(resource, stored.lastUpdated);
    if (type == "Appointment")
        appointmentToR4(resource, effective, projection.issues);
    if (type == "Encounter")
        encounterToR4(resource, stored, projection.issues);
    cleanForR4(resource, projection.issues);
    if (type == "Appointment")
        completeAppointment(resource, projection.issues);
    if (!effective.includeLinks)
        withholdLinks(resource, stored.data);
    if (options.fidelity == Fidelity::Full)
        addSourcePatch(resource, stored.data);
    return projection;
}

Result<StoredDocument> projectToStored(const Json &resource)
{
    if (!resource.is_object())
        return invalid(u"resource.malformed"_s);
    if (!withinDepth(resource))
        return invalid(u"resource.too_deep"_s);
    const Json &type = json::member(resource, "resourceType");
    if (!type.is_string() || !isR4Resource(type.get_ref<const std::string &>()))
        return invalid(u"resource.unknown_type"_s);

    StoredDocument stored{json::text(type), json::text(resource, "id"), resource, {}, {}};
    stored.lastUpdated = json::instant(json::member(json::member(resource, "meta"), "lastUpdated"));
    const Json &provider = json::member(resource, "serviceProvider");
    if (isDerived(provider))
        stored.organization = QUuid::fromString(readReference(provider).id);
    Json patch;
    if (resource.contains("meta") || !isPlainResource(resource)) {
        Json &holder = patchHolder(stored.data);
        patch = json::member(json::extension(holder, urls::kSourcePatch), "valueString");
        removeExtensions(holder, urls::kSourcePatch);
    }
    mapToStored(stored.data);
    if (!patch.is_null() && !applyPatch(stored.data, patch))
        return invalid(u"resource.bad_patch"_s);
    if (const QString id = json::text(stored.data, "id"); !id.isEmpty())
        stored.id = id;
    return stored;
}

} // namespace bedside
