#include "app/ctl/session.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace bedside::ctl {

namespace {

void print(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

} // namespace

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Offline:
    case ErrorCode::Busy:
        return 3;
    case ErrorCode::Conflict:
        return 4;
    case ErrorCode::Denied:
        return 5;
    case ErrorCode::NotFound:
        return 6;
    case ErrorCode::Invalid:
        return 7;
    case ErrorCode::OutcomeUnknown:
        return 8;
    case ErrorCode::Bug:
        break;
    }
    return 1;
}

Session::Session(Arguments given, const ConnectionSettings &where, QObject *parent)
    : QObject(parent)
    , arguments(std::move(given))
    , settings(where)
    , lifecycleExecutor(where, db::kLifecycleLimits)
    , listExecutor(where, db::kListLimits)
    , lifecycle(lifecycleExecutor)
    , agenda(listExecutor)
    , account(lifecycleExecutor)
    , administration(lifecycleExecutor)
    , audit(listExecutor)
    , m_operation(arguments.operation.isEmpty() ? QUuid::createUuid() : QUuid(arguments.operation))
{
}

void Session::say(const Json &document, const QString &text)
{
    if (arguments.json)
        print(stdout, QByteArray::fromStdString(document.dump()));
    else if (!text.isEmpty())
        print(stdout, text.toUtf8());
}

void Session::complain(const QString &text)
{
    print(stderr, text.toUtf8());
}

void Session::succeed(const Json &document, const QString &text)
{
    say(document, text);
    end(0);
}

void Session::fail(const Error &error)
{
    if (arguments.json)
        say({{"error",
              {{"code", errorCodeName(error.code).toStdString()}, {"reason", error.reason.toStdString()}}}},
            {});
    complain(sentence(error));
    end(exitCode(error.code));
}

void Session::end(int code)
{
    QCoreApplication::exit(code);
}

} // namespace bedside::ctl
