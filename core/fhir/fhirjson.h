#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QDateTime>
#include <QString>

#include <nlohmann/json.hpp>

//! Safe access to stored resources. Nothing here throws or trusts the shape of what it is given: the shared
//! table holds whatever the web system and its imports wrote. Any thread.
namespace bedside {

using Json = nlohmann::json;

//! Deepest nesting that is read; FHIR's own resources stay below 30.
inline constexpr int kMaxJsonDepth = 64;

//! `text` as JSON. Invalid ("json.malformed", "json.too_deep") for anything else; the detail never quotes it.
Result<Json> parseJson(QByteArrayView text);

//! Whether nothing in `value` lies deeper than `limit` levels. Does not recurse.
bool withinDepth(const Json &value, int limit = kMaxJsonDepth);

//! `value` as UTF-8 on one line; invalid UTF-8 is replaced.
QByteArray jsonLine(const Json &value);

namespace json {

//! Member `key` of an object, or a null value that lives as long as the program.
const Json &member(const Json &object, const char *key) noexcept;

//! Element `index` of an array, or the null value.
const Json &element(const Json &array, std::size_t index) noexcept;

//! The text of a string value; empty for any other kind.
QString text(const Json &value);
QString text(const Json &object, const char *key);

//! Whether `value` is a string equal to `expected`.
bool isText(const Json &value, std::string_view expected) noexcept;

//! The boolean, or `otherwise` for any other kind.
bool flag(const Json &object, const char *key, bool otherwise = false) noexcept;

//! What a list element holds: the items of an array, a lone value as its own only item, nothing for null.
class Items
{
public:
    explicit Items(const Json &list) noexcept;
    const Json *begin() const noexcept { return m_begin; }
    const Json *end() const noexcept { return m_end; }
    bool empty() const noexcept { return m_begin == m_end; }

private:
    const Json *m_begin;
    const Json *m_end;
};
Items items(const Json &object, const char *key) noexcept;

//! A FHIR instant, or a dateTime with time and zone, as UTC; null for anything else (a time without zone
//! names no moment).
QDateTime instant(const Json &value);

//! The extension of `element` with this url, or the null value.
const Json &extension(const Json &element, std::string_view url) noexcept;

} // namespace json

//! A literal reference taken apart. Any form: relative, absolute, with a version, to a contained resource.
struct ResourceReference
{
    QString type; //!< resource type, from the reference itself, else from Reference.type; may be empty
    QString id; //!< empty when there is none, also for the ids "null" and "undefined" of the web's templates
    QString display;

    friend bool operator==(const ResourceReference &, const ResourceReference &) = default;
};
ResourceReference readReference(const Json &reference);

} // namespace bedside
