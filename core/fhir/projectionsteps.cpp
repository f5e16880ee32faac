#include "core/fhir/projectionsteps.h"

#include "core/fhir/projectionurls.h"
#include "core/fhir/r4clean.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

constexpr const char *kStoredDisplay = "Telehealth";
constexpr const char *kTrueDisplay = "Online Service";
constexpr const char *kWithheld = "[withheld]";
constexpr qsizetype kShortestCode = 6;

bool is540(const Json &coding)
{
    return json::isText(json::member(coding, "system"), urls::kServiceType) &&
           json::isText(json::member(coding, "code"), "540");
}

//! Renames the display of 540; true when there was one to rename.
bool rename540(Json &codeable, const char *from, const char *to)
{
    bool renamed = false;
    if (!json::member(codeable, "coding").is_array())
        return false;
    for (Json &coding : codeable["coding"]) {
        if (is540(coding) && json::isText(json::member(coding, "display"), from)) {
            coding["display"] = to;
            renamed = true;
        }
    }
    return renamed;
}

void collectSecret(const Json &value, QStringList &secrets)
{
    const QString secret = json::text(value).trimmed();
    if (secret.size() >= kShortestCode)
        secrets << secret;
}

void collectLink(const Json &value, QStringList &secrets)
{
    collectSecret(value, secrets);
    const QString link = json::text(value).trimmed();
    if (const qsizetype slash = link.lastIndexOf(u'/'); slash > 0 && link.size() - slash > kShortestCode)
        secrets << link.mid(slash + 1);
}

void collectFromService(const Json &part, QStringList &secrets)
{
    for (const Json &inner : json::items(part, "extension")) {
        if (json::isText(json::member(inner, "url"), "sessionKey"))
            collectSecret(json::member(inner, "valueString"), secrets);
        for (const char *key : {"valueUrl", "valueString"}) {
            if (json::isText(json::member(inner, "url"), "address"))
                collectLink(json::member(inner, key), secrets);
        }
        collectLink(json::member(json::member(inner, "valueContactPoint"), "value"), secrets);
    }
}

//! The credentials this resource declares.
QStringList secretsOf(const Json &resource)
{
    QStringList secrets;
    collectSecret(json::member(json::member(resource, "telehealth"), "meetingCode"), secrets);
    collectLink(json::member(json::member(resource, "telehealth"), "publicLink"), secrets);
    for (const Json &candidate : json::items(resource, "extension")) {
        const QString url = json::text(candidate, "url");
        if (url == QLatin1StringView(urls::kMeetingLink))
            collectLink(json::member(candidate, "valueUrl"), secrets);
        if (url == QLatin1StringView(urls::kVirtualMeeting)) {
            const QString display = json::text(json::member(candidate, "valueReference"), "display");
            collectSecret(Json(display.section(u':', -1).trimmed().toStdString()), secrets);
        }
        if (!url.endsWith(u".virtualService"_s))
            continue;
        collectFromService(candidate, secrets);
        for (const Json &part : json::items(candidate, "extension"))
            collectFromService(part, secrets);
    }
    std::sort(secrets.begin(), secrets.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return secrets;
}

bool holdsCredential(const Json &extension)
{
    const QString url = json::text(extension, "url");
    return url == QLatin1StringView(urls::kMeetingLink) || url == u"sessionKey"_s || url == u"address"_s ||
           url == u"additionalInfo"_s;
}

void removeCredentialParts(Json &element, int depth)
{
    if (!json::member(element, "extension").is_array() || depth > kMaxJsonDepth)
        return;
    Json kept = Json::array();
    for (Json &part : element["extension"]) {
        const bool inService = depth > 0 || json::isText(json::member(part, "url"), urls::kMeetingLink);
        if (inService && holdsCredential(part))
            continue;
        if (json::isText(json::member(part, "url"), urls::kVirtualMeeting) &&
            json::member(part, "valueReference").is_object())
            part["valueReference"].erase("display");
        if (json::text(part, "url").endsWith(u".virtualService"_s))
            removeCredentialParts(part, depth + 1);
        kept.push_back(std::move(part));
    }
    if (kept.empty())
        element.erase("extension");
    else
        element["extension"] = std::move(kept);
}

using Patterns = QList<QRegularExpression>;

Patterns patternsOf(const QStringList &secrets)
{
    Patterns patterns;
    for (const QString &secret : secrets)
        patterns << QRegularExpression(u"(?<!\\w)"_s + QRegularExpression::escape(secret) + u"(?!\\w)"_s,
                                       QRegularExpression::CaseInsensitiveOption);
    return patterns;
}

QString withoutCredentials(QString text, const Patterns &secrets)
{
    static const QRegularExpression joinLink(
        u"\\b[a-z][a-z0-9+.\\-]*://[^\\s<>\"]*/(?:meeting|join)/[^\\s<>\"]+"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (text.contains(u"://"_s))
        text.replace(joinLink, QLatin1StringView(kWithheld));
    for (const QRegularExpression &secret : secrets)
        text.replace(secret, QLatin1StringView(kWithheld));
    return text;
}

//! Codes are looked for in what people wrote only: a code could happen to be a word of R4.
bool isMachineWord(const std::string &key)
{
    static constexpr std::array kKeys{"reference", "system", "code", "status",
                                      "type",      "use",    "url",  "valueCode"};
    return std::any_of(kKeys.begin(), kKeys.end(), [&](const char *word) { return key == word; });
}

void redact(Json &value, const Patterns &secrets)
{
    if (value.is_array()) {
        for (Json &inner : value)
            redact(inner, secrets);
    } else if (value.is_object()) {
        for (auto &[key, inner] : value.items()) {
            if (key != "resourceType" && key != "id" && key != "lastUpdated")
                redact(inner, isMachineWord(key) && inner.is_string() ? Patterns() : secrets);
        }
    } else if (value.is_string()) {
        const QString before = json::text(value);
        if (const QString after = withoutCredentials(before, secrets); after != before)
            value = after.toStdString();
    }
}

} // namespace

void serviceTypeToR4(Json &codeableConcept)
{
    if (rename540(codeableConcept, kStoredDisplay, kTrueDisplay) && !codeableConcept.contains("text"))
        codeableConcept["text"] = kStoredDisplay;
}

void serviceTypeToStored(Json &codeableConcept)
{
    if (json::isText(json::member(codeableConcept, "text"), kStoredDisplay) &&
        rename540(codeableConcept, kTrueDisplay, kStoredDisplay))
        codeableConcept.erase("text");
}

void withholdLinks(Json &resource, const Json &stored)
{
    const QStringList secrets = secretsOf(stored);
    removeCredentialParts(resource, 0);
    redact(resource, patternsOf(secrets));
}

void addExtension(Json &element, Json extension)
{
    Json &list = element["extension"];
    if (!list.is_array())
        list = Json::array();
    list.push_back(std::move(extension));
}

bool removeExtensions(Json &element, std::string_view url)
{
    if (!json::member(element, "extension").is_array())
        return false;
    auto &list = element["extension"].get_ref<Json::array_t &>();
    const bool removed = std::erase_if(list, [&](const Json &candidate) {
                             return json::isText(json::member(candidate, "url"), url);
                         }) > 0;
    if (removed && list.empty())
        element.erase("extension");
    return removed;
}

bool isDerived(const Json &element)
{
    return json::flag(json::extension(element, urls::kDerived), "valueBoolean");
}

Json derivedMark()
{
    return Json{{"url", urls::kDerived}, {"valueBoolean", true}};
}

bool isOnlyAbsent(const Json &element)
{
    return element.is_object() && element.size() == 1 &&
           json::member(element, "extension") == Json::array({absentReason()});
}

} // namespace bedside
