#pragma once

#include <QObject>
#include <QUrl>

namespace bedside {

//! Lets somebody play the patient of the sample clinic: opens a join link as a guest would. GUI thread.
class SamplePatient : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! Joins through the guest's link of a visit under an invented name. Several may be there at the same time.
    virtual void join(const QUrl &publicLink, const QString &name) = 0;

signals:
    //! The sample patient could not be started.
    void failed();
};

} // namespace bedside
