#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bedside::sandbox {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

//! Numbers in network order. The caller has checked that they fit.
inline std::uint16_t read16(BytesView data, std::size_t at)
{
    return static_cast<std::uint16_t>(data[at] << 8 | data[at + 1]);
}

inline std::uint32_t read32(BytesView data, std::size_t at)
{
    return std::uint32_t{read16(data, at)} << 16 | read16(data, at + 2);
}

inline void write16(std::span<std::uint8_t> data, std::size_t at, std::uint16_t value)
{
    data[at] = static_cast<std::uint8_t>(value >> 8);
    data[at + 1] = static_cast<std::uint8_t>(value);
}

inline void write32(std::span<std::uint8_t> data, std::size_t at, std::uint32_t value)
{
    write16(data, at, static_cast<std::uint16_t>(value >> 16));
    write16(data, at + 2, static_cast<std::uint16_t>(value));
}

inline void append8(Bytes &out, unsigned value)
{
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void append16(Bytes &out, std::uint16_t value)
{
    out.resize(out.size() + 2);
    write16(out, out.size() - 2, value);
}

inline void append32(Bytes &out, std::uint32_t value)
{
    out.resize(out.size() + 4);
    write32(out, out.size() - 4, value);
}

inline void append(Bytes &out, BytesView more)
{
    out.insert(out.end(), more.begin(), more.end());
}

inline BytesView bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

inline std::string_view textOf(BytesView data)
{
    return {reinterpret_cast<const char *>(data.data()), data.size()};
}

} // namespace bedside::sandbox
