#include "core/fhir/r4elements.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace bedside {

namespace {

// Made by tests/fhir/elements.mjs; the nameless first row lists all resource types.
constexpr std::pair<std::string_view, std::string_view> kTable[] = {
#include "core/fhir/r4elements.inc"
};

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

//! "name!*?:type(target|…)" or "name:code{code|…}".
R4Element parseElement(std::string_view text)
{
    const std::size_t colon = text.find(':');
    std::string_view name = text.substr(0, colon);
    R4Element element;
    element.type = text.substr(colon + 1);
    if (const std::size_t marks = name.find_first_of("!*?"); marks != name.npos) {
        const std::string_view all = name.substr(marks);
        element.required = all.find('!') != all.npos;
        element.list = all.find('*') != all.npos;
        element.choice = all.find('?') != all.npos;
        name = name.substr(0, marks);
    }
    element.name = name;
    if (const std::size_t open = element.type.find_first_of("({"); open != element.type.npos) {
        element.allowed = split(element.type.substr(open + 1, element.type.size() - open - 2), '|');
        element.type = element.type.substr(0, open);
    }
    return element;
}

using Table = std::map<std::string_view, std::vector<R4Element>>;

Table parseTable()
{
    Table table;
    for (const auto &[path, row] : kTable) {
        if (path.empty())
            continue;
        for (const std::string_view element : split(row, ' '))
            table[path].push_back(parseElement(element));
    }
    return table;
}

} // namespace

const std::vector<R4Element> *r4Elements(std::string_view path)
{
    static const Table table = parseTable();
    const auto found = table.find(path);
    return found == table.end() ? nullptr : &found->second;
}

const R4Element *findElement(const std::vector<R4Element> &elements, std::string_view name) noexcept
{
    const auto found = std::find_if(elements.begin(), elements.end(),
                                    [&](const R4Element &element) { return element.name == name; });
    return found == elements.end() ? nullptr : &*found;
}

bool isR4Resource(std::string_view type)
{
    static const std::vector<std::string_view> types = split(kTable[0].second, ' ');
    return std::binary_search(types.begin(), types.end(), type);
}

bool isR4Primitive(std::string_view type) noexcept
{
    static constexpr std::array kPrimitives{
        "base64Binary", "boolean",     "canonical", "code",     "date", "dateTime",    "decimal",
        "id",           "instant",     "integer",   "markdown", "oid",  "positiveInt", "string",
        "time",         "unsignedInt", "uri",       "url",      "uuid", "xhtml",
    };
    return std::any_of(kPrimitives.begin(), kPrimitives.end(),
                       [&](const char *primitive) { return type == primitive; });
}

} // namespace bedside
