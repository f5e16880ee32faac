#pragma once

#include "core/base/error.h"

#include <utility>
#include <variant>

namespace bedside {

//! For operations that succeed without a value: Result<Done>.
struct Done {
    friend bool operator==(const Done &, const Done &) = default;
};

//! A value or an Error; a subset of std::expected, so that C++23 can replace it.
template<typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    //! The value; only when has_value().
    T &operator*() & noexcept { return *std::get_if<0>(&m_state); }
    const T &operator*() const & noexcept { return *std::get_if<0>(&m_state); }
    T &&operator*() && noexcept { return std::move(*std::get_if<0>(&m_state)); }
    T *operator->() noexcept { return std::get_if<0>(&m_state); }
    const T *operator->() const noexcept { return std::get_if<0>(&m_state); }

    //! The error; only when !has_value().
    const Error &error() const noexcept { return *std::get_if<1>(&m_state); }

private:
    std::variant<T, Error> m_state;
};

} // namespace bedside
