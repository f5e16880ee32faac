#include "ui/room/pageword.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace bedside {

namespace {

constexpr int kMostVideos = 64;

//! A finite number of 0 or more; none for anything else.
std::optional<double> amount(const QJsonValue &value)
{
    if (!value.isDouble() || !std::isfinite(value.toDouble()) || value.toDouble() < 0)
        return std::nullopt;
    return value.toDouble();
}

int bounded(double value, int most)
{
    return static_cast<int>(qMin(value, static_cast<double>(most)));
}

std::optional<PageState::Phase> phaseNamed(const QString &name)
{
    using Phase = PageState::Phase;
    static const std::pair<QLatin1StringView, Phase> kPhases[] = {
        {QLatin1StringView("idle"), Phase::Idle},
        {QLatin1StringView("joining"), Phase::Joining},
        {QLatin1StringView("joined"), Phase::Joined},
        {QLatin1StringView("reconnecting"), Phase::Reconnecting},
        {QLatin1StringView("failed"), Phase::Failed},
        {QLatin1StringView("left"), Phase::Left},
        {QLatin1StringView("ended"), Phase::Ended},
        {QLatin1StringView("removed"), Phase::Removed},
    };
    for (const auto &[word, phase] : kPhases) {
        if (name == word)
            return phase;
    }
    return std::nullopt;
}

std::optional<PageWord> readState(const QJsonObject &word)
{
    const auto phase = phaseNamed(word.value(QLatin1StringView("phase")).toString());
    const QJsonValue microphone = word.value(QLatin1StringView("microphone"));
    const QJsonValue camera = word.value(QLatin1StringView("camera"));
    const auto others = amount(word.value(QLatin1StringView("others")));
    if (!phase || !microphone.isBool() || !camera.isBool() || !others)
        return std::nullopt;
    return PageState{*phase, microphone.toBool(), camera.toBool(), bounded(*others, 10000)};
}

std::optional<RemoteVideo> readVideo(const QJsonObject &word)
{
    const QJsonValue track = word.value(QLatin1StringView("track"));
    const auto width = amount(word.value(QLatin1StringView("width")));
    const auto height = amount(word.value(QLatin1StringView("height")));
    const auto frames = amount(word.value(QLatin1StringView("framesDecoded")));
    const auto rate = amount(word.value(QLatin1StringView("framesPerSecond")));
    if (!track.isString() || track.toString().size() > 128 || !width || !height || !frames || !rate)
        return std::nullopt;
    return RemoteVideo{track.toString(), bounded(*width, 65536), bounded(*height, 65536),
                       static_cast<qint64>(qMin(*frames, 1e15)), *rate};
}

std::optional<PageWord> readStats(const QJsonObject &word)
{
    const QJsonValue videos = word.value(QLatin1StringView("videos"));
    const auto energy = amount(word.value(QLatin1StringView("audioEnergy")));
    const auto loss = amount(word.value(QLatin1StringView("lossPercent")));
    const auto trip = amount(word.value(QLatin1StringView("roundTripMs")));
    if (!videos.isArray() || videos.toArray().size() > kMostVideos || !energy || !loss || !trip)
        return std::nullopt;
    RoomStats stats{{}, *energy, qMin(*loss, 100.0), bounded(*trip, 3600000)};
    const QJsonArray list = videos.toArray();
    for (const QJsonValue &item : list) {
        const auto video = readVideo(item.toObject());
        if (!video)
            return std::nullopt;
        stats.videos.append(*video);
    }
    return stats;
}

} // namespace

std::optional<PageWord> parsePageWord(const QString &text)
{
    if (text.size() > kLongestPageWord)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject word = document.object();
    const QString type = word.value(QLatin1StringView("type")).toString();
    if (type == u"ready")
        return PageReady{};
    if (type == u"token")
        return PageNeedsToken{};
    if (type == u"state")
        return readState(word);
    return type == u"stats" ? readStats(word) : std::nullopt;
}

} // namespace bedside
