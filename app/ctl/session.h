#pragma once

#include "app/ctl/arguments.h"
#include "app/ctl/sentences.h"
#include "core/base/continuation.h"
#include "core/db/dbexecutor.h"
#include "core/db/pgaccountstore.h"
#include "core/db/pgadministration.h"
#include "core/db/pgagendastore.h"
#include "core/db/pgauditlog.h"
#include "core/db/pgvisitlifecycle.h"

#include <QObject>
#include <QUuid>

#include <nlohmann/json.hpp>

namespace bedside::ctl {

using Json = nlohmann::json;

//! One run of bedsidectl: the stores a command may use and the one way to end. Commands bind their
//! continuations to it.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(Arguments given, const ConnectionSettings &settings, QObject *parent = nullptr);

    const Arguments arguments;
    const ConnectionSettings settings;
    db::DbExecutor lifecycleExecutor;
    db::DbExecutor listExecutor;
    db::PgVisitLifecycle lifecycle;
    db::PgAgendaStore agenda;
    db::PgAccountStore account;
    db::PgAdministration administration;
    db::PgAuditLog audit;

    //! The id of this run's operation: the caller's, or a new one.
    QUuid operation() const { return m_operation; }

    //! Ends well: the document with --json, the text otherwise. Exit code 0.
    void succeed(const Json &document, const QString &text);
    //! Ends with the code of the error; the sentence goes to standard error.
    void fail(const Error &error);
    //! For commands that go on after they have said something.
    void say(const Json &document, const QString &text);
    void complain(const QString &text);
    void end(int code);

private:
    QUuid m_operation;
};

int exitCode(ErrorCode code);

} // namespace bedside::ctl
