#include "core/fhir/r4invariants.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

class Rules
{
public:
    Rules(Json &element, const QString &place, QList<ProjectionIssue> &issues)
        : m_element(element)
        , m_place(place)
        , m_issues(issues)
    {
    }

    bool hold(std::string_view path);

private:
    bool has(const char *key) const { return m_element.contains(key); }
    void drop(const char *key, const QString &why);
    void holdPeriod();
    void holdQuantity(std::string_view path);

    Json &m_element;
    const QString &m_place;
    QList<ProjectionIssue> &m_issues;
};

void Rules::drop(const char *key, const QString &why)
{
    if (m_element.erase(key) == 0)
        return;
    m_issues << ProjectionIssue{ProjectionIssue::Severity::Warning, u"invariant"_s,
                                m_place + u'.' + QString::fromLatin1(key), why};
}

void Rules::holdPeriod()
{
    const QDateTime start = json::instant(json::member(m_element, "start"));
    const QDateTime end = json::instant(json::member(m_element, "end"));
    if (start.isValid() && end.isValid() && end < start)
        drop("end", u"An end before its start was left out."_s);
}

void Rules::holdQuantity(std::string_view path)
{
    if (has("code") && !has("system"))
        drop("code", u"A unit code without system was left out."_s);
    const bool isUcum = json::isText(json::member(m_element, "system"), "http://unitsofmeasure.org");
    if (path != "Quantity" && has("code") && !isUcum)
        drop("code", u"A unit code that is not of UCUM was left out."_s);
}

bool Rules::hold(std::string_view path)
{
    if (path == "Period")
        holdPeriod();
    static constexpr std::array kQuantities{"Quantity", "Age", "Count", "Distance", "Duration"};
    if (std::any_of(kQuantities.begin(), kQuantities.end(), [&](const char *name) { return path == name; }))
        holdQuantity(path);
    if (path == "ContactPoint" && has("value") && !has("system"))
        m_element["system"] = "other";
    if (path == "Attachment" && has("data") && !has("contentType"))
        m_element["contentType"] = "application/octet-stream";
    if (path == "Narrative" && (!json::member(m_element, "div").is_string() || !has("status")))
        return false;
    if (path == "Patient.contact")
        return has("name") || has("telecom") || has("address") || has("organization");
    return true;
}

} // namespace

bool holdInvariants(std::string_view path, Json &element, const QString &place,
                    QList<ProjectionIssue> &issues)
{
    return Rules(element, place, issues).hold(path);
}

} // namespace bedside
