// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace neteq::test {

inline constexpr uint8_t kRedType = 117;

/// Builds an RFC 2198 payload from payloads of one `type`, oldest first. Consecutive payloads are
/// `step` ticks apart. The last one is the primary block.
inline std::vector<std::byte> RedPayload(uint8_t type,
                                         std::span<const std::vector<std::byte>> payloads,
                                         int step) {
  std::vector<std::byte> red;
  const auto put = [&](uint32_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) red.push_back(static_cast<std::byte>(value >> (8 * i)));
  };
  for (size_t i = 0; i + 1 < payloads.size(); ++i) {
    const auto offset =
        static_cast<uint32_t>(step) * static_cast<uint32_t>(payloads.size() - 1 - i);
    put(0x80U | type, 1);
    put(offset << 10U | static_cast<uint32_t>(payloads[i].size()), 3);
  }
  put(type, 1);
  for (const auto& payload : payloads) red.insert(red.end(), payload.begin(), payload.end());
  return red;
}

}  // namespace neteq::test
