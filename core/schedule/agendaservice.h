#pragma once

#include "core/ports/agendastore.h"
#include "core/ports/changefeed.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace bedside {

//! The rows of one window of time, kept equal to the database: reads all when connected again, and just the
//! hinted rows otherwise. GUI thread.
class AgendaService : public QObject
{
    Q_OBJECT

public:
    AgendaService(AgendaStore &store, ChangeFeed &feed, QObject *parent = nullptr);

    //! Shows [from, to) from now on and reads it. Answers for an earlier window are dropped.
    void setWindow(const QDateTime &from, const QDateTime &to);
    //! Reads the window again (F5).
    void reload();

    QDateTime from() const { return m_from; }
    QDateTime to() const { return m_to; }
    //! Ordered by start, then id.
    const QList<AgendaEntry> &entries() const { return m_entries; }
    //! True while the whole window is being read.
    bool isLoading() const { return m_loading; }
    //! When the rows were last known to equal the database (UTC): while the feed lives, its last sign of
    //! life; null before the first answer.
    QDateTime current() const;

    //! The row of an appointment or visit, −1 when not in the window.
    qsizetype indexOfAppointment(const QString &appointmentId) const;
    qsizetype indexOfVisit(const QUuid &visit) const;

    //! Takes over what an answer brought, ahead of the hint.
    void applyVisit(const Visit &visit);

signals:
    void loadingChanged(bool loading);
    //! All rows are new; entries() has them.
    void entriesReset();
    //! Row indices as in entries() after the change.
    void entryInserted(qsizetype row);
    void entryChanged(qsizetype row);
    void entryRemoved(qsizetype row);
    //! Reading failed; the rows stay as they were. Tried again when the feed lives again.
    void failed(const bedside::Error &error);

private:
    void readChanged(const QStringList &ids);
    void receiveAll(quint64 number, const Result<QList<AgendaEntry>> &answer);
    void receiveChanged(quint64 number, const QStringList &ids, const Result<QList<AgendaEntry>> &answer);
    void merge(const QStringList &ids, const QList<AgendaEntry> &fresh);
    void put(const AgendaEntry &entry);
    void setLoading(bool loading);

    AgendaStore &m_store;
    ChangeFeed &m_feed;
    QDateTime m_from;
    QDateTime m_to;
    QList<AgendaEntry> m_entries;
    QDateTime m_readAt;
    quint64 m_number = 0;          //!< of the latest whole reading; changes are only merged into that one
    QStringList m_hintedMeanwhile; //!< hints that came while the whole window was being read
    QTimer m_retry;
    bool m_loading = false;
};

//! What identifies a row: the appointment, or the visit when there is none.
QString agendaKey(const AgendaEntry &entry);

} // namespace bedside
