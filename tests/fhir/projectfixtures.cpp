// projectfixtures FIXTURES OUT: exports the stored documents below FIXTURES into OUT/interop, OUT/links and
// OUT/full, with some meeting events.
#include "core/fhir/auditprojection.h"
#include "core/fhir/bulkexport.h"

#include <cstdio>

using namespace bedside;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kUpdated(QDate(2025, 10, 29), QTime(11, 0), Qt::UTC);
const QUuid kOrganization(u"3f1c2f3a-1111-4222-8333-444455556666"_s);

QString typeOf(const QString &fileName)
{
    const QString word = fileName.section(u'.', 0, 0).section(u'-', 1, 1);
    return word.left(1).toUpper() + word.mid(1);
}

QList<StoredResource> readFixtures(const QDir &folder)
{
    QList<StoredResource> rows;
    for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            rows << StoredResource{typeOf(name), name.chopped(5), file.readAll(), kUpdated};
    }
    return rows;
}

QList<MeetingEvent> someEvents()
{
    MeetingEvent event;
    event.at = kUpdated;
    event.meeting = QUuid(u"9c1f2d3e-4b5a-4c6d-8e7f-001122334455"_s);
    QList<MeetingEvent> events;
    for (const char *type :
         {"meeting_created", "meeting_started", "participant_joined", "meeting_ended", "odd one"}) {
        event.id = QString::number(events.size());
        event.type = QString::fromLatin1(type);
        event.practitionerId = events.size() == 1 ? u"prac_456"_s : QString();
        event.agentName = events.size() == 2 ? u"Grandmother"_s : QString();
        event.appointmentId = events.isEmpty() ? QString() : u"appointment-123"_s;
        event.organization = events.isEmpty() ? QUuid() : kOrganization;
        events << event;
    }
    return events;
}

bool exportAll(const QList<StoredResource> &rows, const QString &directory, const ProjectionOptions &options)
{
    auto started = BulkExport::begin({directory, {}, options, kOrganization, {}});
    if (!started || !(*started)->add(rows))
        return false;
    for (const MeetingEvent &event : someEvents()) {
        if (!(*started)->addProjected(auditEvent(event)))
            return false;
    }
    const auto summary = (*started)->finish({kUpdated, rows.size()});
    return summary && summary->refused == 0;
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    const QList<StoredResource> rows = readFixtures(QDir(QString::fromLocal8Bit(argv[1])));
    const QString out = QString::fromLocal8Bit(argv[2]);
    const bool done = !rows.isEmpty() && exportAll(rows, out + u"/interop"_s, {}) &&
                      exportAll(rows, out + u"/links"_s, {Fidelity::Interop, true}) &&
                      exportAll(rows, out + u"/full"_s, {Fidelity::Full, false});
    std::printf("%d documents in 3 modes\n", int(rows.size()));
    return done ? 0 : 1;
}
