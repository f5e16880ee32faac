#pragma once

#include "core/base/continuation.h"
#include "core/settings/connectionsettings.h"

#include <QObject>

#include <any>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace bedside::db {

class Link;

//! Whether a call changes something: only then is a lost answer an unknown outcome.
enum class Effect { Reads, Writes };

//! How long the caller waits, and what the server may take for one statement.
struct Limits
{
    std::chrono::milliseconds deadline{8'000};
    std::chrono::milliseconds statement{5'000};
    //! The session is closed after this long without a call; zero keeps it.
    std::chrono::milliseconds idle{0};
};

//! For everything a person waits for, and for lists and exports.
inline constexpr Limits kLifecycleLimits{};
inline constexpr Limits kListLimits{std::chrono::milliseconds(30'000), std::chrono::milliseconds(25'000), {}};

//! One thread and one session with the server. Calls run one after the other, each one autocommit statement
//! or one transaction. Lives on the thread that makes it (the GUI thread); answers come back there.
//!
//! Every call is answered within its deadline, also when the server process is stopped: Offline when nothing
//! was sent, OutcomeUnknown when a writing statement was. A broken session is thrown away; the next call
//! makes a new one. Nothing is ever sent twice. Calls still open when the executor is destroyed are not
//! answered.
class DbExecutor : public QObject
{
    Q_OBJECT

public:
    DbExecutor(ConnectionSettings settings, Limits limits, QObject *parent = nullptr);
    ~DbExecutor() override;

    template<typename T>
    using Query = std::function<Result<T>(Link &)>;

    //! Runs `query` on the executor's thread. It may throw; what it returns must be a copyable value.
    template<typename T>
    void run(Effect effect, Continuation<T> then, Query<std::type_identity_t<T>> query)
    {
        run(effect, m_limits.deadline, std::move(then), std::move(query));
    }
    template<typename T>
    void run(Effect effect, std::chrono::milliseconds deadline, Continuation<T> then,
             Query<std::type_identity_t<T>> query)
    {
        enqueue(
            effect, deadline, [query = std::move(query)](Link &link) { return std::any(query(link)); },
            [then = std::move(then)](std::any value, std::optional<Error> error) {
                if (error)
                    then(Result<T>(std::move(*error)));
                else
                    then(std::any_cast<Result<T>>(std::move(value)));
            });
    }

    //! Sign in as somebody else or elsewhere: the present session ends, calls to come use the new one.
    void setSettings(ConnectionSettings settings);

private:
    struct World;
    struct Call;
    using Deliver = std::function<void(std::any, std::optional<Error>)>;

    void enqueue(Effect effect, std::chrono::milliseconds deadline, std::function<std::any(Link &)> query,
                 Deliver deliver);
    void expire(const std::shared_ptr<Call> &call);
    static void work(const std::shared_ptr<World> &world);
    static std::shared_ptr<Call> next(World &world, std::unique_ptr<Link> &link);
    static void connect(World &world, const std::shared_ptr<Call> &call, std::unique_ptr<Link> &link);
    static bool perform(World &world, const std::shared_ptr<Call> &call, std::unique_ptr<Link> &link);
    static void drop(World &world, std::unique_ptr<Link> &link);
    static void answer(World &world, const std::shared_ptr<Call> &call, std::any value,
                       std::optional<Error> error);

    Limits m_limits;
    std::shared_ptr<World> m_world;
};

} // namespace bedside::db
