#include "core/settings/connectionsettings.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

namespace bedside {

namespace {

constexpr std::array<std::pair<TlsMode, const char *>, 6> kTlsModes{{
    {TlsMode::Disable, "disable"},
    {TlsMode::Allow, "allow"},
    {TlsMode::Prefer, "prefer"},
    {TlsMode::Require, "require"},
    {TlsMode::VerifyCa, "verify-ca"},
    {TlsMode::VerifyFull, "verify-full"},
}};

bool isLocalHost(const QString &host)
{
    return host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@') || host == u"localhost" ||
           host == u"::1" || host.startsWith(u"127.");
}

} // namespace

bool ConnectionSettings::isLocal() const
{
    // hostaddr decides where libpq really connects to.
    const QStringList hosts = (host + u',' + others.value(QStringLiteral("hostaddr"))).split(u',');
    return std::all_of(hosts.begin(), hosts.end(), isLocalHost);
}

bool ConnectionSettings::isWeak() const
{
    return !isLocal() && tlsMode != TlsMode::VerifyFull;
}

QString tlsModeName(TlsMode mode)
{
    const auto *found = std::find_if(kTlsModes.begin(), kTlsModes.end(),
                                     [mode](const auto &pair) { return pair.first == mode; });
    return QString::fromLatin1(found == kTlsModes.end() ? "verify-full" : found->second);
}

TlsMode tlsModeFromName(const QString &name)
{
    const auto *found = std::find_if(kTlsModes.begin(), kTlsModes.end(), [&name](const auto &pair) {
        return name == QLatin1String(pair.second);
    });
    return found == kTlsModes.end() ? TlsMode::VerifyFull : found->first;
}

} // namespace bedside
