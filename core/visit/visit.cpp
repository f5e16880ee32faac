#include "core/visit/visit.h"

namespace bedside {

namespace {

constexpr qsizetype kCodeLength = 10;
constexpr qsizetype kWebCodeLength = 8;

bool isSeparator(QChar c)
{
    return c.isSpace() || c == u'-' || c == u'_' || c == u'.';
}

QChar crockford(QChar c)
{
    if (c == u'O')
        return u'0';
    if (c == u'I' || c == u'L')
        return u'1';
    return c;
}

bool isAsciiAlphanumeric(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z');
}

} // namespace

QString normalizedJoinCode(const QString &code)
{
    QString plain;
    for (const QChar c : code) {
        if (isSeparator(c))
            continue;
        const QChar upper = c.toUpper();
        if (!isAsciiAlphanumeric(upper) || plain.size() == kCodeLength)
            return {};
        plain.append(upper);
    }
    // The web system's codes use the whole alphabet, so only the long kind may be corrected.
    if (plain.size() == kWebCodeLength)
        return plain;
    if (plain.size() != kCodeLength)
        return {};
    for (QChar &c : plain) {
        c = crockford(c);
        if (c == u'U')
            return {};
    }
    return plain;
}

QString groupedJoinCode(const QString &code)
{
    const qsizetype half = code.size() / 2;
    return code.left(half) + u' ' + code.mid(half);
}

} // namespace bedside
