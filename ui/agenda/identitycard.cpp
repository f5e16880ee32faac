#include "ui/agenda/identitycard.h"

#include "ui/models/agendarow.h"
#include "ui/widgets/textlabel.h"

#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

QString genderWord(const QString &code)
{
    if (code == u"female"_s)
        return IdentityCard::tr("female");
    if (code == u"male"_s)
        return IdentityCard::tr("male");
    return code == u"other"_s ? IdentityCard::tr("other") : QString();
}

QString join(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

void showText(TextLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

QString languageName(const QString &tag)
{
    const QLocale locale(tag);
    if (tag.isEmpty() || locale.language() == QLocale::C)
        return tag;
    return QLocale::languageToString(locale.language());
}

} // namespace

IdentityCard::IdentityCard(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    m_born = addLine();
    m_record = addLine();
    m_contact = addLine();
    m_language = addLine();
    m_zone = addLine();
    m_zone->setRole(ColorRole::Accent);
    m_born->setRole(ColorRole::Text);
}

void IdentityCard::setPatient(const PatientIdentity &patient, const QDateTime &start, const QDateTime &now,
                              const QTimeZone &clinic)
{
    showText(m_born, birthLine(patient, now.toTimeZone(clinic).date()));
    showText(m_record,
             patient.recordNumber.isEmpty() ? QString() : tr("Record no. %1").arg(patient.recordNumber));
    showText(m_contact, join({patient.phone, patient.email}));
    const QString language = languageName(patient.language);
    showText(m_language, language.isEmpty() ? QString() : tr("Speaks %1").arg(language));
    const QTimeZone zone(patient.timeZone);
    const bool differs = !patient.timeZone.isEmpty() && zone.isValid() && start.isValid() &&
                         zone.offsetFromUtc(start) != clinic.offsetFromUtc(start);
    const QString theirTime = zone.isValid() ? timeText(start, zone) : QString();
    showText(m_zone, differs ? tr("%1 for the patient (%2)").arg(theirTime, QString::fromLatin1(zone.id()))
                             : QString());
}

void IdentityCard::clear()
{
    for (TextLabel *label : {m_born, m_record, m_contact, m_language, m_zone})
        showText(label, {});
}

TextLabel *IdentityCard::addLine()
{
    auto *label = new TextLabel(TextSize::Body, ColorRole::MutedText, this);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout()->addWidget(label);
    return label;
}

QString birthLine(const PatientIdentity &patient, const QDate &today)
{
    //: Birth date as QLocale writes formats; the month as a word, so that nobody mixes up day and month
    const QString date = patient.birthDate.isValid()
                             ? QLocale().toString(patient.birthDate, IdentityCard::tr("d MMM yyyy"))
                             : IdentityCard::tr("Birth date unknown");
    const QString age = ageText(patient.birthDate, today);
    return join({date, age, genderWord(patient.gender)});
}

} // namespace bedside
