#pragma once

#include "core/ports/operationjournal.h"

#include <QLockFile>

#include <memory>

namespace bedside {

//! The operation journal in a SQLite file of the user's own (mode 0600), synced on every write. Holds what is
//! needed to ask again or send again, which for an arriving guest is a name and a code; settled entries are
//! erased, not just marked.
class SqliteOperationJournal : public OperationJournal
{
public:
    //! Opens or makes the file, and the folder above it. Busy "journal.in_use" when another process has it,
    //! Bug "journal.broken" when it cannot be written or read.
    static Result<std::unique_ptr<SqliteOperationJournal>> open(const QString &path);
    ~SqliteOperationJournal() override;

    //! Where the journal of an account belongs on this computer. `server` and `login` keep those of different
    //! databases apart; neither can be read from the name.
    static QString defaultPath(const QString &server, const QString &login);

    Result<Done> begin(const VisitCommand &command) override;
    Result<Done> settle(QUuid operation) override;
    Result<QList<OpenOperation>> open() const override;

private:
    explicit SqliteOperationJournal(const QString &path);
    Result<Done> prepare(const QString &path);

    QString m_connection; //!< Qt's name for the handle
    QLockFile m_lock;
};

} // namespace bedside
