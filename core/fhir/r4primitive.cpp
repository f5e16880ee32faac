#include "core/fhir/r4primitive.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

const QString kDate = u"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"_s;
const QString kTime = u"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"_s;
const QString kZone = u"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"_s;
const QString kDay = u"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"_s;

QRegularExpression whole(const QString &pattern)
{
    return QRegularExpression(u"\\A(?:"_s + pattern + u")\\z"_s);
}

const QRegularExpression *patternOf(std::string_view type)
{
    static const std::map<std::string_view, QRegularExpression> patterns{
        {"code", whole(u"[^\\s]+( [^\\s]+)*"_s)},
        {"id", whole(u"[A-Za-z0-9\\-.]{1,64}"_s)},
        {"uri", whole(u"\\S+"_s)},
        {"url", whole(u"\\S+"_s)},
        {"canonical", whole(u"\\S+"_s)},
        {"oid", whole(u"urn:oid:[0-2](\\.(0|[1-9][0-9]*))+"_s)},
        {"uuid", whole(u"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"_s)},
        {"date", whole(kDate)},
        {"dateTime", whole(kDate + u'|' + kDay + u'T' + kTime + kZone)},
        {"instant", whole(kDay + u'T' + kTime + kZone)},
        {"time", whole(kTime)},
        {"base64Binary", whole(u"\\s*([0-9a-zA-Z+/=]\\s*){4,}"_s)},
    };
    const auto found = patterns.find(type);
    return found == patterns.end() ? nullptr : &found->second;
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

bool isLegalText(const std::string &value)
{
    return value.find_first_not_of(" \t\r\n") != value.npos &&
           std::none_of(value.begin(), value.end(), isControl);
}

bool isLegalMarkup(const std::string &value)
{
    return value.starts_with("<div") && value.ends_with("</div>") &&
           value.find("http://www.w3.org/1999/xhtml") != value.npos && value.find("<script") == value.npos;
}

bool isLegalInteger(std::string_view type, const Json &value)
{
    if (!value.is_number_integer() && !value.is_number_unsigned())
        return false;
    const std::int64_t least = type == "positiveInt" ? 1 : type == "unsignedInt" ? 0 : INT32_MIN;
    if (const auto *positive = value.get_ptr<const Json::number_unsigned_t *>())
        return *positive <= INT32_MAX && static_cast<std::int64_t>(*positive) >= least;
    const auto *number = value.get_ptr<const Json::number_integer_t *>();
    return number && *number >= least && *number <= INT32_MAX;
}

std::optional<Json> repairedInstant(QString written)
{
    static const QRegularExpression zoneOfHours(u"[+-]\\d\\d\\z"_s);
    if (written.size() > 10 && written.at(10) == u' ')
        written[10] = u'T';
    if (zoneOfHours.match(written).hasMatch())
        written += u":00"_s;
    const QDateTime moment = json::instant(Json(written.toStdString()));
    if (!moment.isValid())
        return std::nullopt;
    const bool wholeSecond = moment.time().msec() == 0;
    return Json(moment.toString(wholeSecond ? Qt::ISODate : Qt::ISODateWithMs).toStdString());
}

std::optional<Json> legal(std::string_view type, Json value)
{
    if (isR4Value(type, value))
        return value;
    return std::nullopt;
}

} // namespace

bool isR4Value(std::string_view type, const Json &value)
{
    if (type == "boolean")
        return value.is_boolean();
    if (type == "decimal")
        return value.is_number();
    if (type == "integer" || type == "unsignedInt" || type == "positiveInt")
        return isLegalInteger(type, value);
    const auto *written = value.get_ptr<const std::string *>();
    if (!written || !isLegalText(*written))
        return false;
    if (type == "xhtml")
        return isLegalMarkup(*written);
    const QRegularExpression *pattern = patternOf(type);
    return !pattern || pattern->match(QString::fromStdString(*written)).hasMatch();
}

std::optional<Json> repairedR4Value(std::string_view type, const Json &value)
{
    if (isR4Value(type, value))
        return value;
    const auto *written = value.get_ptr<const std::string *>();
    if (!written)
        return std::nullopt;
    const QString text = QString::fromStdString(*written).trimmed();
    if (type == "instant")
        return repairedInstant(text);
    if (type == "dateTime") {
        if (auto moment = repairedInstant(text))
            return moment;
        return legal("date", Json(text.left(10).toStdString()));
    }
    if (type == "date")
        return legal("date", Json(text.left(10).toStdString()));
    if (type == "xhtml")
        return std::nullopt;
    std::string plain = text.toStdString();
    std::erase_if(plain, isControl);
    return legal(type, Json(std::move(plain)));
}

std::string exportedId(const std::string &id)
{
    if (isR4Value("id", Json(id)))
        return id;
    const QByteArray hash =
        QCryptographicHash::hash(QByteArray::fromStdString(id), QCryptographicHash::Sha256);
    return "x-" + hash.toHex().left(40).toStdString();
}

} // namespace bedside
