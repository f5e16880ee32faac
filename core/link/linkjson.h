#pragma once

#include "core/link/linkmessage.h"

#include <nlohmann/json.hpp>

namespace bedside::link {

// Values of the link in JSON. The readers set `ok` to false instead of throwing.

nlohmann::json visitJson(const Visit &visit);
Visit readVisit(const nlohmann::json &value, bool &ok);
nlohmann::json grantJson(const JoinGrant &grant);
JoinGrant readGrant(const nlohmann::json &value, bool &ok);
//! Without the token: the room never hands it back.
nlohmann::json sessionJson(const RoomSession &session, bool withGrant);
RoomSession readSession(const nlohmann::json &value, bool &ok);
nlohmann::json statsJson(const RoomStats &stats);
RoomStats readStats(const nlohmann::json &value, bool &ok);

//! Typed reading of one JSON object's members; any failure is remembered in ok().
class ObjectReader
{
public:
    ObjectReader(const nlohmann::json &value, bool &ok);

    QString text(const char *key, qsizetype longest = 4096);
    QUuid uuid(const char *key); //!< null for the empty text
    QUrl url(const char *key);
    QDateTime time(const char *key); //!< UTC, null for the empty text
    QDate date(const char *key);
    qint64 integer(const char *key);
    double number(const char *key);
    bool flag(const char *key);
    //! The member itself; a null value when it is missing.
    const nlohmann::json &member(const char *key);
    const nlohmann::json *optionalMember(const char *key) const;

    //! A member that must be one of the words of a Qt or plain enumeration of `count` values from 0.
    template<typename E>
    E word(const char *key, E last)
    {
        const qint64 value = integer(key);
        if (value < 0 || value > static_cast<qint64>(last)) {
            m_ok = false;
            return E{};
        }
        return static_cast<E>(value);
    }

private:
    const nlohmann::json &m_value;
    bool &m_ok;
};

std::string utf8(const QString &text);

} // namespace bedside::link
