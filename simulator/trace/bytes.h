// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"

/// Helpers shared by the readers and writers of packet traces.
namespace neteq::sim {

using ConstBytes = std::span<const std::byte>;

/// Reads a big-endian number of `count` bytes, at most 8. `offset` + `count` must be within `from`.
inline uint64_t ReadBigEndian(ConstBytes from, size_t offset, size_t count) {
  uint64_t number = 0;
  for (const std::byte byte : from.subspan(offset, count)) {
    number = number << 8U | std::to_integer<uint64_t>(byte);
  }
  return number;
}
inline uint8_t ReadUint8(ConstBytes from, size_t offset) {
  return std::to_integer<uint8_t>(from[offset]);
}
inline uint16_t ReadUint16(ConstBytes from, size_t offset) {
  return static_cast<uint16_t>(ReadBigEndian(from, offset, 2));
}
inline uint32_t ReadUint32(ConstBytes from, size_t offset) {
  return static_cast<uint32_t>(ReadBigEndian(from, offset, 4));
}

inline void AppendBigEndian(uint32_t number, size_t bytes, std::vector<std::byte>& to) {
  for (size_t i = bytes; i-- > 0;) to.push_back(static_cast<std::byte>(number >> (8 * i)));
}

/// Views the bytes of a file as text.
inline std::string_view AsText(ConstBytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Status "NAME: byte 12: WHAT".
inline Status UnreadableAt(const std::string& name, size_t offset, const std::string& what) {
  return {StatusCode::kUnreadable, name + ": byte " + std::to_string(offset) + ": " + what};
}
/// Status "NAME: line 3: WHAT".
inline Status UnreadableLine(const std::string& name, size_t line, const std::string& what) {
  return {StatusCode::kUnreadable, name + ": line " + std::to_string(line) + ": " + what};
}

}  // namespace neteq::sim
