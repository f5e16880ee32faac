#include "tests/fhir/mutation.h"

#include "core/fhir/fhirread.h"
#include "core/fhir/projection.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

std::size_t pick(std::size_t count, std::mt19937 &random)
{
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

Json oddValue(std::mt19937 &random)
{
    static const std::vector<Json> values{
        nullptr,
        true,
        0,
        -1,
        1e300,
        18446744073709551615u,
        "",
        " ",
        "null",
        "Patient/null",
        "Patient/",
        "/",
        "#",
        "urn:uuid:",
        "2025-10-29T10:00:00",
        "9999-99-99T99:99:99Z",
        "2025-10-29T23:59:60Z",
        std::string("\0\x01\x1f", 3),
        "\xff\xfe",
        "\xed\xa0\x80",
        "\xe2\x80\xae",
        std::string(3000, 'x'),
        "in-progress",
        "540",
        "Telehealth",
        "https://x/meeting/ABC12345",
        "[{\"op\":\"add\"}]",
        Json::array(),
        Json::object(),
        Json::array({nullptr}),
        Json::array({Json::array({Json::object()})}),
        Json{{"extension", Json::array({{{"url", "x"}}})}},
        Json{{"reference", Json::array()}},
        Json{{"", Json::object()}, {"~/", 1}},
        Json{{"extension", Json::object()}},
    };
    return values[pick(values.size(), random)];
}

void collect(Json &value, std::vector<Json *> &places)
{
    places.push_back(&value);
    if (value.is_structured()) {
        for (Json &inner : value)
            collect(inner, places);
    }
}

void mutateOnce(Json &document, std::mt19937 &random)
{
    std::vector<Json *> places;
    collect(document, places);
    Json &target = *places[pick(places.size(), random)];
    const Json other = *places[pick(places.size(), random)];
    switch (pick(6, random)) {
    case 0:
        target = oddValue(random);
        break;
    case 1:
        if (other.dump(-1, ' ', false, Json::error_handler_t::replace).size() < 5000)
            target = other;
        break;
    case 2:
        target = Json::array({target, oddValue(random)});
        break;
    case 3:
        if (target.is_object() && !target.empty())
            target.erase(std::next(target.begin(), std::ptrdiff_t(pick(target.size(), random))));
        break;
    case 4:
        if (target.is_object())
            target[std::vector{"_status", "extension", "status", "participant", "telehealth", "contained",
                               "_start", "valueReference", "meta", "", "identifier"}[pick(11, random)]] =
                other;
        break;
    default:
        if (target.is_array() && !target.empty())
            target.erase(pick(target.size(), random));
    }
}

QString brokenRoundTrip(const StoredDocument &stored, const ProjectionOptions &options)
{
    const auto projection = projectToR4(stored, options);
    if (!projection)
        return {};
    const auto back = projectToStored(projection->resource);
    if (!back)
        return u"a projection is refused on the way back"_s;
    if (options.fidelity == Fidelity::Full && jsonLine(back->data) != jsonLine(stored.data))
        return u"a full projection does not come back exactly"_s;
    return {};
}

} // namespace

void mutate(Json &document, std::mt19937 &random)
{
    for (std::size_t i = 0, count = 1 + pick(4, random); i < count; ++i)
        mutateOnce(document, random);
}

QString brokenPromise(const Json &document)
{
    readAgendaEntry(document, document, document);
    readAgendaEntry(document, Json::array({document}), Json::array({document}));
    readPatient(document);
    readPractitioner(document);
    readReference(document);
    if (!document.is_object())
        return {};
    const QString type = json::text(document, "resourceType");
    const StoredDocument stored{type, json::text(document, "id"), document, QDateTime(), QUuid::createUuid()};
    for (const ProjectionOptions &options : {ProjectionOptions{}, ProjectionOptions{Fidelity::Interop, true},
                                             ProjectionOptions{Fidelity::Full, false}}) {
        if (const QString broken = brokenRoundTrip(stored, options); !broken.isEmpty())
            return broken;
    }
    return {};
}

} // namespace bedside
