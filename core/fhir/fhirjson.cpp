#include "core/fhir/fhirjson.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

const Json &nullValue() noexcept
{
    static const Json value;
    return value;
}

// The parser itself does not recurse, but copying, comparing and writing its result do.
bool nestsWithin(QByteArrayView text, int limit)
{
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > limit)
                return false;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return true;
}

bool isAbsentId(QStringView id)
{
    return id.isEmpty() || id == u"null" || id == u"undefined";
}

bool isTypeName(QStringView word)
{
    if (word.isEmpty() || word.front() < u'A' || word.front() > u'Z')
        return false;
    return std::all_of(word.begin(), word.end(),
                       [](QChar c) { return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z'); });
}

} // namespace

Result<Json> parseJson(QByteArrayView text)
{
    if (!nestsWithin(text, kMaxJsonDepth))
        return Error{ErrorCode::Invalid, u"json.too_deep"_s, {}};
    Json parsed = Json::parse(text.begin(), text.end(), nullptr, false);
    if (parsed.is_discarded())
        return Error{ErrorCode::Invalid, u"json.malformed"_s, {}};
    return parsed;
}

bool withinDepth(const Json &value, int limit)
{
    std::vector<std::pair<const Json *, int>> open{{&value, 1}};
    while (!open.empty()) {
        const auto [next, depth] = open.back();
        open.pop_back();
        if (!next->is_structured())
            continue;
        if (depth > limit)
            return false;
        for (const Json &child : *next)
            open.emplace_back(&child, depth + 1);
    }
    return true;
}

QByteArray jsonLine(const Json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

namespace json {

const Json &member(const Json &object, const char *key) noexcept
{
    if (!object.is_object())
        return nullValue();
    const auto found = object.find(key);
    return found == object.end() ? nullValue() : *found;
}

const Json &element(const Json &array, std::size_t index) noexcept
{
    const auto *list = array.get_ptr<const Json::array_t *>();
    return list && index < list->size() ? (*list)[index] : nullValue();
}

QString text(const Json &value)
{
    const auto *string = value.get_ptr<const Json::string_t *>();
    return string ? QString::fromStdString(*string) : QString();
}

QString text(const Json &object, const char *key)
{
    return text(member(object, key));
}

bool isText(const Json &value, std::string_view expected) noexcept
{
    const auto *string = value.get_ptr<const Json::string_t *>();
    return string && *string == expected;
}

bool flag(const Json &object, const char *key, bool otherwise) noexcept
{
    const auto *boolean = member(object, key).get_ptr<const Json::boolean_t *>();
    return boolean ? *boolean : otherwise;
}

Items::Items(const Json &list) noexcept
    : m_begin(&list)
    , m_end(&list + 1)
{
    if (list.is_null()) {
        m_end = m_begin;
    } else if (const auto *array = list.get_ptr<const Json::array_t *>()) {
        m_begin = array->data();
        m_end = m_begin + array->size();
    }
}

Items items(const Json &object, const char *key) noexcept
{
    return Items(member(object, key));
}

QDateTime instant(const Json &value)
{
    static const QRegularExpression form(
        u"\\A\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)\\z"_s);
    const QString written = text(value);
    if (!form.match(written).hasMatch())
        return {};
    return QDateTime::fromString(written, Qt::ISODateWithMs).toUTC();
}

const Json &extension(const Json &element, std::string_view url) noexcept
{
    for (const Json &candidate : items(element, "extension")) {
        if (isText(member(candidate, "url"), url))
            return candidate;
    }
    return nullValue();
}

} // namespace json

ResourceReference readReference(const Json &reference)
{
    ResourceReference result{json::text(reference, "type"), {}, json::text(reference, "display")};
    QString written = json::text(reference, "reference");
    written = written.left(written.indexOf(u"/_history/"_s));
    if (written.startsWith(u"urn:"_s) || written.startsWith(u'#')) {
        result.id = written;
        return result;
    }
    const QStringList parts = written.split(u'/');
    if (parts.size() < 2)
        return result;
    const QString &type = parts.at(parts.size() - 2);
    if (!isTypeName(type))
        return result;
    result.type = type;
    if (!isAbsentId(parts.last()))
        result.id = parts.last();
    return result;
}

} // namespace bedside
