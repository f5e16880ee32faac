#pragma once

#include <QString>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

namespace bedside::bench {

inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values.at(half) : (values.at(half - 1) + values.at(half)) / 2;
}

inline double milliseconds(const std::function<void()> &work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

inline QString number(double value, int decimals = 1)
{
    return QString::number(value, 'f', decimals);
}

//! One section of docs/benchmarks.md on standard output.
class Section
{
public:
    Section(const char *title, const char *about)
    {
        std::printf("## %s\n\n%s\n\n| what | Bedside | compared with | ratio | target | met |\n"
                    "|---|---|---|---|---|---|\n",
                    title, about);
    }
    ~Section()
    {
        std::printf("\n");
        std::fflush(stdout);
    }
    Section(const Section &) = delete;
    Section &operator=(const Section &) = delete;

    void row(const QString &what, const QString &ours, const QString &other, const QString &ratio,
             const QString &target, bool met)
    {
        const QStringList cells{what,  ours,   other,
                                ratio, target, met ? QStringLiteral("yes") : QStringLiteral("**no**")};
        std::printf("| %s |\n", qPrintable(cells.join(QStringLiteral(" | "))));
        std::fflush(stdout);
        m_allMet = m_allMet && met;
    }
    bool allMet() const { return m_allMet; }

private:
    bool m_allMet = true;
};

} // namespace bedside::bench
