// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

namespace neteq {

/// Of the processor, counted from the core.
enum class Cache { kFirst, kSecond };

/// Asks the processor to bring `bytes` into a cache, for a reader to come some hundred instructions
/// later. Never faults, changes nothing. The first cache can wait for 16 to 24 lines at once, and
/// when asked for more the core stands still; the second one can have more under way.
template <Cache kInto>
inline void Prefetch(std::span<const std::byte> bytes) noexcept {
  constexpr size_t kCacheLine = 64;  // of x86 and of most ARM
  constexpr int kForReading = 0;
  constexpr int kLocality = kInto == Cache::kFirst ? 3 : 2;  // T0 or T1 on x86, L1 or L2 on ARM
  const std::byte* const first = bytes.data();
  for (size_t i = 0; i < bytes.size(); i += kCacheLine) {
    __builtin_prefetch(first + i, kForReading, kLocality);
  }
}

}  // namespace neteq
