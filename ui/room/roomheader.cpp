#include "ui/room/roomheader.h"

#include "ui/theme/typescale.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QString firstLetter(const QString &word)
{
    return word.left(word.at(0).isHighSurrogate() ? 2 : 1).toUpper();
}

} // namespace

QString nameInitials(const QString &name)
{
    const QStringList words = name.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return {};
    const QString first = firstLetter(words.first()) + u'.';
    return words.size() == 1 ? first : first + u' ' + firstLetter(words.last()) + u'.';
}

RoomHeader::RoomHeader(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_details(new QLabel(this))
    , m_clock(new QLabel(this))
{
    m_name->setFont(scaledFont(TextSize::Section, true));
    m_name->setTextFormat(Qt::PlainText);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setForegroundRole(QPalette::PlaceholderText);
    m_clock->setFont(tabular(scaledFont(TextSize::Section)));
    m_clock->setAccessibleName(tr("Duration of the visit"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kSmall, space::kLarge, space::kSmall);
    row->setSpacing(space::kMedium);
    row->addWidget(m_name);
    row->addWidget(m_details, 1);
    row->addWidget(m_clock);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &RoomHeader::showTime);
}

void RoomHeader::setPatient(const std::optional<PatientIdentity> &patient)
{
    m_name->setText(patient ? patient->name : tr("Visit without a patient record"));
    QStringList details;
    if (patient && patient->birthDate.isValid())
        details.append(tr("born %1").arg(locale().toString(patient->birthDate, QLocale::ShortFormat)));
    if (patient && !patient->recordNumber.isEmpty())
        details.append(tr("MRN %1").arg(patient->recordNumber));
    m_details->setText(details.join(u" · "_s));
}

void RoomHeader::setStarted(const QDateTime &started)
{
    m_started = started;
    if (started.isValid())
        m_tick.start();
    else
        m_tick.stop();
    showTime();
}

void RoomHeader::showTime()
{
    if (!m_started.isValid()) {
        m_clock->setText(tr("not started"));
        return;
    }
    const qint64 seconds = qMax(qint64(0), m_started.secsTo(QDateTime::currentDateTimeUtc()));
    const QTime time = QTime(0, 0).addSecs(static_cast<int>(seconds % 86400));
    m_clock->setText(time.toString(seconds < 3600 ? u"mm:ss"_s : u"h:mm:ss"_s));
}

} // namespace bedside
