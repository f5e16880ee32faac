#pragma once

#include "core/ports/samplepatient.h"

namespace bedside {

//! The sample patient: a room program of its own on the guest's page.
class GuestProcess final : public SamplePatient
{
    Q_OBJECT

public:
    //! `program` is bedside-room.
    explicit GuestProcess(QString program, QObject *parent = nullptr);

    void join(const QUrl &publicLink, const QString &name) override;

private:
    QString m_program;
};

} // namespace bedside
