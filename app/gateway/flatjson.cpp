#include "app/gateway/flatjson.h"

#include <nlohmann/json.hpp>

namespace bedside {

namespace {

using Json = nlohmann::json;

//! Accepts {"name": "text", …} and stops at anything else. The usual parser would keep the last of two equal
//! names, so that two readers of one body could see different things.
class FlatReader : public nlohmann::json_sax<Json>
{
public:
    explicit FlatReader(const QStringList &allowed)
        : m_allowed(allowed)
    {
    }

    QHash<QString, QString> fields;

    bool null() override { return false; }
    bool boolean(bool) override { return false; }
    bool number_integer(number_integer_t) override { return false; }
    bool number_unsigned(number_unsigned_t) override { return false; }
    bool number_float(number_float_t, const string_t &) override { return false; }
    bool binary(binary_t &) override { return false; }
    bool start_array(std::size_t) override { return false; }
    bool end_array() override { return false; }
    bool start_object(std::size_t) override { return !std::exchange(m_inside, true); }
    bool end_object() override { return true; }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override
    {
        return false;
    }
    bool key(string_t &name) override
    {
        m_name = QString::fromStdString(name);
        return m_allowed.contains(m_name) && !fields.contains(m_name);
    }
    bool string(string_t &text) override
    {
        if (!m_inside)
            return false;
        fields.insert(m_name, QString::fromStdString(text));
        return true;
    }

private:
    QStringList m_allowed;
    QString m_name;
    bool m_inside = false;
};

} // namespace

std::optional<QHash<QString, QString>> flatJson(const QByteArray &body, const QStringList &allowed)
{
    FlatReader reader(allowed);
    if (!Json::sax_parse(body.begin(), body.end(), &reader))
        return std::nullopt;
    return reader.fields;
}

} // namespace bedside
