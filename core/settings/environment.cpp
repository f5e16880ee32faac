#include "core/settings/environment.h"

#include <QFile>
#include <QProcessEnvironment>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

namespace bedside {

namespace {

QString unquoted(const QString &value)
{
    if (value.size() >= 2 && (value.front() == u'"' || value.front() == u'\'') &&
        value.back() == value.front())
        return value.mid(1, value.size() - 2);
    const auto comment = value.indexOf(QStringLiteral(" #"));
    return comment < 0 ? value : value.left(comment).trimmed();
}

} // namespace

QHash<QString, QString> readEnvironmentFile(const QString &path)
{
    QHash<QString, QString> values;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return values;
    for (QString line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        line = line.trimmed();
        if (line.startsWith(QStringLiteral("export ")))
            line = line.mid(7).trimmed();
        const auto equals = line.indexOf(u'=');
        if (line.startsWith(u'#') || equals < 1)
            continue;
        values.insert(line.left(equals).trimmed(), unquoted(line.mid(equals + 1).trimmed()));
    }
    return values;
}

void scrubEnvironment()
{
    const auto names = QProcessEnvironment::systemEnvironment().keys();
    for (const QString &name : names) {
        const bool redirects = name.startsWith(QStringLiteral("PG"), Qt::CaseInsensitive) ||
                               name.startsWith(QStringLiteral("QTWEBENGINE"), Qt::CaseInsensitive);
        if (redirects)
            qunsetenv(name.toLocal8Bit().constData());
    }
#ifdef Q_OS_UNIX
    std::signal(SIGPIPE, SIG_IGN);
#endif
}

} // namespace bedside
