#include "core/fhir/r4reference.h"

#include "core/fhir/r4elements.h"
#include "core/fhir/r4primitive.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

//! How a reference is written, and whether it may stay.
struct Target
{
    std::string prefix; //!< everything before the type: empty, or a server's base
    std::string type;
    std::string id;
    std::string suffix; //!< version
};

bool isTyped(const std::string &written)
{
    return !written.starts_with('#') && !written.starts_with("urn:");
}

Target takeApart(const std::string &written)
{
    Target target;
    std::string path = written;
    if (const std::size_t history = path.find("/_history/"); history != path.npos) {
        target.suffix = path.substr(history);
        path.resize(history);
    }
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos)
        return target;
    target.id = path.substr(slash + 1);
    path.resize(slash);
    const std::size_t before = path.rfind('/');
    target.type = before == path.npos ? path : path.substr(before + 1);
    target.prefix = before == path.npos ? std::string() : path.substr(0, before + 1);
    return target;
}

bool allows(const std::vector<std::string_view> &targets, const std::string &type)
{
    return targets.empty() || std::find(targets.begin(), targets.end(), type) != targets.end();
}

bool leadsSomewhere(const Target &target, const std::vector<std::string_view> &targets)
{
    return !target.id.empty() && target.id != "null" && target.id != "undefined" &&
           isR4Resource(target.type) && allows(targets, target.type);
}

bool keepsType(const Json &type, const std::vector<std::string_view> &targets)
{
    const auto *name = type.get_ptr<const std::string *>();
    return name && isR4Resource(*name) && allows(targets, *name);
}

} // namespace

bool cleanReference(Json &reference, const std::vector<std::string_view> &targets, const QString &place,
                    QList<ProjectionIssue> &issues)
{
    const auto drop = [&](const char *key) {
        reference.erase(key);
        issues << ProjectionIssue{ProjectionIssue::Severity::Warning, u"not-found"_s, place,
                                  u"A reference that leads to nothing R4 allows here was left out."_s};
    };
    if (reference.contains("type") && !keepsType(reference["type"], targets))
        drop("type");
    if (const auto *written = json::member(reference, "reference").get_ptr<const std::string *>();
        written && isTyped(*written)) {
        const Target target = takeApart(*written);
        if (leadsSomewhere(target, targets))
            reference["reference"] =
                target.prefix + target.type + '/' + exportedId(target.id) + target.suffix;
        else
            drop("reference");
    }
    // A type alone names nobody.
    return std::any_of(reference.items().begin(), reference.items().end(),
                       [](const auto &entry) { return entry.key() != "type" && !entry.value().is_null(); });
}

} // namespace bedside
