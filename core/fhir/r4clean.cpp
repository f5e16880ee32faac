#include "core/fhir/r4clean.h"

#include "core/fhir/r4elements.h"
#include "core/fhir/r4invariants.h"
#include "core/fhir/r4primitive.h"
#include "core/fhir/r4reference.h"

#include <algorithm>
#include <array>
#include <cctype>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

bool contains(std::initializer_list<std::string_view> list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

//! Elements that every resource or element has, as far as `isResource` or being a group allows them.
std::string_view inheritedType(std::string_view key, bool isResource, bool isGroup)
{
    if (key == "id")
        return isResource ? "id" : "string";
    if (key == "extension" || (key == "modifierExtension" && (isResource || isGroup)))
        return "Extension";
    if (!isResource)
        return {};
    if (key == "meta")
        return "Meta";
    if (key == "implicitRules")
        return "uri";
    if (key == "language")
        return "code";
    if (key == "text")
        return "Narrative";
    return key == "contained" ? "Resource" : std::string_view();
}

//! "valueDateTime" → "dateTime", "valuePeriod" → "Period"; empty when it is no value of an extension.
std::string extensionValueType(std::string_view key)
{
    if (!key.starts_with("value") || key.size() < 6)
        return {};
    std::string type(key.substr(5));
    if (type.front() < 'A' || type.front() > 'Z')
        return {};
    std::string primitive = type;
    primitive.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(type.front())));
    if (isR4Primitive(primitive))
        return primitive;
    return r4Elements(type) && !isR4Resource(type) ? type : std::string();
}

bool isEmpty(const Json &value)
{
    return value.is_null() || (value.is_structured() && value.empty());
}

class Cleaner
{
public:
    explicit Cleaner(QList<ProjectionIssue> &issues)
        : m_issues(issues)
    {
    }

    void cleanResource(Json &resource, const QString &place);

private:
    struct Shape
    {
        std::string_view path; //!< of r4Elements
        const std::vector<R4Element> *elements = nullptr;
        bool isResource = false;
        bool isGroup = false;
    };

    void cleanMembers(Json &object, const Shape &shape, const QString &place);
    bool cleanMember(Json &value, const std::string &key, Json &object, const Shape &shape,
                     const QString &place);
    bool cleanList(Json &value, const R4Element &element, bool keepsGaps, const QString &place);
    bool cleanOne(Json &value, const R4Element &element, const QString &place);
    bool cleanPrimitive(Json &value, const R4Element &element, const QString &place);
    bool cleanCompanion(Json &value, const std::string &key, const Shape &shape, const QString &place);
    bool cleanExtension(Json &extension, const QString &place);
    bool cleanContained(Json &resource, const QString &place);
    void keepOneChoice(Json &object, const Shape &shape, const QString &place);
    void markMissing(Json &object, const Shape &shape, const QString &place);
    void cleanLoosely(Json &value, const QString &place);
    void report(const char *code, const QString &place, const QString &what);

    QList<ProjectionIssue> &m_issues;
};

void Cleaner::report(const char *code, const QString &place, const QString &what)
{
    m_issues << ProjectionIssue{ProjectionIssue::Severity::Warning, QString::fromLatin1(code), place, what};
}

void Cleaner::cleanResource(Json &resource, const QString &place)
{
    const std::string type = json::text(resource, "resourceType").toStdString();
    if (const auto *elements = r4Elements(type))
        cleanMembers(resource, {type, elements, true, false}, place);
    else
        cleanLoosely(resource, place);
}

void Cleaner::cleanMembers(Json &object, const Shape &shape, const QString &place)
{
    Json kept = Json::object();
    for (auto &[key, value] : object.items()) {
        if (shape.isResource && key == "resourceType") {
            kept[key] = value;
            continue;
        }
        const QString inside = place + u'.' + QString::fromStdString(key).left(60);
        if (cleanMember(value, key, object, shape, inside))
            kept[key] = std::move(value);
    }
    object = std::move(kept);
    if (shape.path == "Extension")
        return;
    keepOneChoice(object, shape, place);
    markMissing(object, shape, place);
}

bool Cleaner::cleanMember(Json &value, const std::string &key, Json &object, const Shape &shape,
                          const QString &place)
{
    if (key.starts_with('_'))
        return cleanCompanion(value, key.substr(1), shape, place);
    const std::string_view inherited = inheritedType(key, shape.isResource, shape.isGroup);
    const bool inheritsList = contains({"extension", "modifierExtension", "contained"}, key);
    const std::string valueType = shape.path == "Extension" ? extensionValueType(key) : std::string();
    R4Element common{key, false, inheritsList, false, inherited, {}};
    const R4Element *element = inherited.empty() ? findElement(*shape.elements, key) : &common;
    if (!element && !valueType.empty()) {
        common.type = valueType;
        element = &common;
    }
    if (!element && shape.path == "Extension" && key == "url") {
        common.type = "uri";
        element = &common;
    }
    if (!element) {
        // Medplum's additions to meta say nothing outside of that server.
        if (shape.path != "Meta")
            report("not-supported", place, u"R4 has no such element; it was left out."_s);
        return false;
    }
    if (shape.path == "Meta" && key == "versionId")
        return false;
    const std::string companion = "_" + key;
    if (element->list)
        return cleanList(value, *element, object.contains(companion), place);
    if (value.is_array()) {
        report("structure", place, u"R4 allows one value here; the first was kept."_s);
        value = value.empty() ? Json() : Json(value.front());
    }
    return cleanOne(value, *element, place);
}

bool Cleaner::cleanList(Json &value, const R4Element &element, bool keepsGaps, const QString &place)
{
    if (!value.is_array()) {
        report("structure", place, u"R4 wants a list here; the value became its only item."_s);
        value = Json::array({std::move(value)});
    }
    Json kept = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
        Json &item = value[i];
        if (item.is_null() && keepsGaps)
            kept.push_back(nullptr);
        else if (cleanOne(item, element, u"%1[%2]"_s.arg(place).arg(i)))
            kept.push_back(std::move(item));
        else if (keepsGaps)
            kept.push_back(nullptr);
    }
    value = std::move(kept);
    return !value.empty();
}

bool Cleaner::cleanOne(Json &value, const R4Element &element, const QString &place)
{
    if (isEmpty(value)) {
        report("structure", place, u"An empty value was left out."_s);
        return false;
    }
    if (isR4Primitive(element.type))
        return cleanPrimitive(value, element, place);
    if (!value.is_object()) {
        report("structure", place, u"A value of the wrong kind was left out."_s);
        return false;
    }
    if (element.type == "Extension")
        return cleanExtension(value, place);
    if (element.type == "Resource")
        return cleanContained(value, place);
    const bool isGroup = element.type.starts_with('@');
    const std::string_view path = isGroup ? element.type.substr(1) : element.type;
    if (path == "Reference" && !cleanReference(value, element.allowed, place, m_issues))
        return false;
    const auto *elements = r4Elements(path);
    if (!elements) {
        cleanLoosely(value, place);
        return !value.empty();
    }
    cleanMembers(value, {path, elements, false, isGroup}, place);
    return holdInvariants(path, value, place, m_issues) && !value.empty();
}

bool Cleaner::cleanPrimitive(Json &value, const R4Element &element, const QString &place)
{
    auto repaired = repairedR4Value(element.type, value);
    const auto isAllowed = [&](const Json &code) {
        return element.allowed.empty() ||
               std::any_of(element.allowed.begin(), element.allowed.end(),
                           [&](std::string_view allowed) { return json::isText(code, allowed); });
    };
    if (!repaired || !isAllowed(*repaired)) {
        report(repaired ? "code-invalid" : "value", place, u"A value that R4 does not allow was left out."_s);
        return false;
    }
    if (*repaired != value)
        report("value", place, u"The value was brought into the form R4 wants."_s);
    value = std::move(*repaired);
    return true;
}

bool Cleaner::cleanCompanion(Json &value, const std::string &key, const Shape &shape, const QString &place)
{
    const std::string_view inherited = inheritedType(key, shape.isResource, shape.isGroup);
    const R4Element *element = findElement(*shape.elements, key);
    const std::string type = element                     ? std::string(element->type)
                             : shape.path == "Extension" ? extensionValueType(key)
                                                         : std::string(inherited);
    if (!isR4Primitive(type)) {
        report("not-supported", place, u"R4 has no such element; it was left out."_s);
        return false;
    }
    static const std::vector<R4Element> none;
    const auto cleanItem = [&](Json &item) {
        if (!item.is_object())
            return;
        cleanMembers(item, {"Element", &none, false, false}, place);
        if (item.empty())
            item = nullptr;
    };
    if (element && element->list && value.is_array()) {
        std::for_each(value.begin(), value.end(), cleanItem);
        return std::any_of(value.begin(), value.end(), [](const Json &item) { return item.is_object(); });
    }
    cleanItem(value);
    if (!value.is_object() || (element && element->list)) {
        report("structure", place, u"A value of the wrong kind was left out."_s);
        return false;
    }
    return true;
}

bool Cleaner::cleanExtension(Json &extension, const QString &place)
{
    static const std::vector<R4Element> none;
    cleanMembers(extension, {"Extension", &none, false, false}, place);
    if (!extension.contains("url")) {
        report("structure", place, u"An extension without url was left out."_s);
        return false;
    }
    int values = 0;
    for (auto it = extension.begin(); it != extension.end();) {
        const bool isValue = it.key().starts_with("value") || it.key().starts_with("_value");
        const bool pairs = isValue && it.key().starts_with("value") && extension.contains("_" + it.key());
        if (isValue && !pairs && ++values > 1) {
            report("structure", place, u"An extension has one value; the others were left out."_s);
            it = extension.erase(it);
        } else {
            ++it;
        }
    }
    if (values == 0 && !extension.contains("extension")) {
        report("structure", place, u"An extension without value was left out."_s);
        return false;
    }
    if (values > 0 && extension.erase("extension") > 0)
        report("structure", place, u"An extension has either a value or parts; the parts were left out."_s);
    return true;
}

bool Cleaner::cleanContained(Json &resource, const QString &place)
{
    const std::string type = json::text(resource, "resourceType").toStdString();
    if (!isR4Resource(type) || !resource.contains("id")) {
        report("structure", place, u"A contained resource without type or id was left out."_s);
        return false;
    }
    resource.erase("contained");
    resource.erase("meta");
    cleanResource(resource, place);
    return true;
}

void Cleaner::keepOneChoice(Json &object, const Shape &shape, const QString &place)
{
    const auto stem = [](const R4Element &element) {
        std::string_view type = element.type;
        return element.name.substr(0, element.name.size() - std::min(type.size(), element.name.size()));
    };
    std::vector<std::string_view> seen;
    for (const R4Element &element : *shape.elements) {
        if (!element.choice || !object.contains(std::string(element.name)))
            continue;
        if (std::find(seen.begin(), seen.end(), stem(element)) == seen.end()) {
            seen.push_back(stem(element));
            continue;
        }
        object.erase(std::string(element.name));
        report("structure", place, u"R4 allows one kind of this value; the others were left out."_s);
    }
}

void Cleaner::markMissing(Json &object, const Shape &shape, const QString &place)
{
    for (const R4Element &element : *shape.elements) {
        const std::string name(element.name);
        if (!element.required || element.choice || object.contains(name) || object.contains("_" + name))
            continue;
        report("incomplete", place + u'.' + QString::fromStdString(name),
               u"R4 requires this; it was marked as unknown."_s);
        Json unknown{{"extension", Json::array({absentReason()})}};
        if (element.type.starts_with('@')) {
            const std::string_view path = element.type.substr(1);
            cleanMembers(unknown, {path, r4Elements(path), false, true}, place);
        }
        if (element.list)
            unknown = Json::array({std::move(unknown)});
        object[isR4Primitive(element.type) ? "_" + name : name] = std::move(unknown);
    }
}

//! Without a definition: what holds for every JSON of R4.
void Cleaner::cleanLoosely(Json &value, const QString &place)
{
    if (value.is_array()) {
        for (Json &item : value)
            cleanLoosely(item, place);
        return;
    }
    if (!value.is_object())
        return;
    Json kept = Json::object();
    for (auto &[key, item] : value.items()) {
        const QString inside = place + u'.' + QString::fromStdString(key).left(60);
        const bool isCompanioned = key.starts_with('_') || value.contains("_" + key);
        cleanLoosely(item, inside);
        if (item.is_array() && !isCompanioned)
            std::erase_if(item.get_ref<Json::array_t &>(), isEmpty);
        const bool lost =
            isEmpty(item) || (item.is_object() && item.contains("reference") &&
                              item["reference"].is_string() && !cleanReference(item, {}, inside, m_issues));
        if (!lost)
            kept[key] = std::move(item);
        else
            report("structure", inside, u"An empty value was left out."_s);
    }
    value = std::move(kept);
}

} // namespace

Json absentReason()
{
    return Json{{"url", kAbsentReasonUrl}, {"valueCode", "unknown"}};
}

void cleanForR4(Json &resource, QList<ProjectionIssue> &issues)
{
    const QString type = json::text(resource, "resourceType");
    Cleaner(issues).cleanResource(resource, type);
}

} // namespace bedside
