// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

namespace neteq {

/// Cache level of the processor: L1 or L2.
enum class Cache { kFirst, kSecond };

/// Prefetches `bytes` into a cache, for use some hundred instructions later. Never faults and has no
/// other effect. L1 tracks 16 to 24 outstanding lines and stalls the core beyond that; L2 tracks more.
///
/// Always inlined: GCC considers a function that only prefetches as free of side effects and drops
/// calls of it.
template <Cache kInto>
[[gnu::always_inline]] inline void Prefetch(std::span<const std::byte> bytes) noexcept {
  constexpr size_t kLine = 64;  // cache line size of x86 and most ARM processors
  constexpr int kForReading = 0;
  constexpr int kLocality = kInto == Cache::kFirst ? 3 : 2;  // T0 or T1 on x86, L1 or L2 on ARM
  const std::byte* const first = bytes.data();
  size_t i = 0;
  for (; i + 3 * kLine < bytes.size(); i += 4 * kLine) {
    __builtin_prefetch(first + i, kForReading, kLocality);
    __builtin_prefetch(first + i + kLine, kForReading, kLocality);
    __builtin_prefetch(first + i + 2 * kLine, kForReading, kLocality);
    __builtin_prefetch(first + i + 3 * kLine, kForReading, kLocality);
  }
  for (; i < bytes.size(); i += kLine) __builtin_prefetch(first + i, kForReading, kLocality);
}

}  // namespace neteq
