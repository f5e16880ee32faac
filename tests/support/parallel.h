#pragma once

#include <QStringList>

#include <barrier>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bedside::testing {

//! Runs `work(i, all)` for i in 0…count-1 on a thread each and waits for them; `all` is their common barrier.
//! Gives what was thrown. A thread that throws leaves the barrier, so that the others go on.
inline QStringList inParallel(int count, const std::function<void(int, std::barrier<> &)> &work)
{
    std::mutex guard;
    QStringList errors;
    std::barrier<> all(count);
    std::vector<std::thread> threads;
    threads.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            try {
                work(i, all);
            } catch (const std::exception &error) {
                const std::lock_guard lock(guard);
                errors << QString::fromLocal8Bit(error.what()).trimmed();
            }
            all.arrive_and_drop();
        });
    }
    for (auto &thread : threads)
        thread.join();
    return errors;
}

} // namespace bedside::testing
