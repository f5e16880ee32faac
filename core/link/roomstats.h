#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

namespace bedside {

//! What one remote video looked like when it was last measured.
struct RemoteVideo
{
    QString track; //!< the provider's id of the track, opaque
    int width = 0; //!< pixels of the last decoded frame, 0 before the first
    int height = 0;
    qint64 framesDecoded = 0; //!< since the track was received
    double framesPerSecond = 0;

    friend bool operator==(const RemoteVideo &, const RemoteVideo &) = default;
};

//! Measured by the room page about once a second while it is joined. No patient data.
struct RoomStats
{
    QList<RemoteVideo> videos;
    double audioEnergy =
        0; //!< of all remote sound since the join (W3C totalAudioEnergy); grows while audible
    double lossPercent = 0; //!< of received packets since the last measurement
    int roundTripMs = 0;    //!< 0 when unknown

    friend bool operator==(const RoomStats &, const RoomStats &) = default;
};

} // namespace bedside

Q_DECLARE_METATYPE(bedside::RoomStats)
