#include "ui/visit/resumebar.h"

#include "core/ports/roomlauncher.h"
#include "core/schedule/agendaservice.h"
#include "core/visit/sessionresume.h"
#include "core/visit/visitservice.h"
#include "ui/visit/visitdesk.h"

#include <QPushButton>
#include <QTextBoundaryFinder>

using namespace Qt::StringLiterals;

namespace bedside {

ResumeBar::ResumeBar(const Session &session, VisitDesk &desk, std::function<QDateTime()> now, QWidget *parent)
    : MessageBar(parent)
    , m_session(session)
    , m_desk(desk)
    , m_now(std::move(now))
{
    setObjectName(u"resumeBar"_s);
    connect(&session.rooms, &RoomLauncher::notFound, &session.resume, &SessionResume::look);
    connect(&session.rooms, &RoomLauncher::phaseChanged, this, [this] {
        if (m_visit && m_session.rooms.visit() == m_visit->id)
            hide();
    });
    connect(&session.resume, &SessionResume::found, this, &ResumeBar::offer);
    connect(&session.visits, &VisitService::visitChanged, this, &ResumeBar::hideWhenOver);
    // The name of the patient may come with the day, after the visit.
    connect(&session.agenda, &AgendaService::entriesReset, this, [this] {
        if (isVisible())
            showOffer();
    });
}

void ResumeBar::look()
{
    m_session.rooms.findRunning();
}

void ResumeBar::offer(const QList<Visit> &visits)
{
    for (const Visit &visit : visits) {
        if (visit.id == m_session.rooms.visit())
            continue;
        m_visit = visit;
        showOffer();
        return;
    }
}

void ResumeBar::showOffer()
{
    showMessage(Kind::Good, sentence());
    QPushButton *rejoin = addButton(tr("Rejoin"), true);
    rejoin->setObjectName(u"rejoin"_s);
    QPushButton *end = addButton(tr("End visit"));
    end->setObjectName(u"endUnfinished"_s);
    addDismiss();
    connect(rejoin, &QPushButton::clicked, this, [this] { m_desk.rejoin(*m_visit); });
    connect(end, &QPushButton::clicked, this, [this] { m_desk.end(m_visit->id); });
}

void ResumeBar::hideWhenOver(const Visit &visit)
{
    if (m_visit && visit.id == m_visit->id && visit.status == VisitStatus::Ended)
        hide();
}

QString ResumeBar::sentence() const
{
    const auto minutes = static_cast<int>(std::max<qint64>(0, m_visit->startedAt.secsTo(m_now()) / 60));
    const qsizetype row = m_session.agenda.indexOfVisit(m_visit->id);
    const AgendaEntry *entry = row < 0 ? nullptr : &m_session.agenda.entries().at(row);
    if (!entry || entry->patients.isEmpty())
        return tr("A visit of yours is still open, since %n min.", nullptr, minutes);
    return tr("You are still with %1, since %n min.", nullptr, minutes)
        .arg(initials(entry->patients.first().name));
}

QString initials(const QString &name)
{
    QStringList letters;
    for (const QString &word : name.split(u' ', Qt::SkipEmptyParts)) {
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
        const qsizetype end = finder.toNextBoundary();
        letters.append(word.left(end > 0 ? end : 1).toUpper() + u'.');
    }
    return letters.join(u' ');
}

} // namespace bedside
