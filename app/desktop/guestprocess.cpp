#include "app/desktop/guestprocess.h"

#include <QProcess>

using namespace Qt::StringLiterals;

namespace bedside {

GuestProcess::GuestProcess(QString program, QObject *parent)
    : SamplePatient(parent)
    , m_program(std::move(program))
{
}

void GuestProcess::join(const QUrl &publicLink, const QString &name)
{
    auto *process = new QProcess(this);
    process->setProcessChannelMode(QProcess::ForwardedChannels);
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            emit failed();
    });
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    process->start(m_program, {u"--guest"_s, publicLink.toString(), u"--auto-name"_s, name});
}

} // namespace bedside
