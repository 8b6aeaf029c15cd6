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
///
/// Always inlined: GCC takes a function that only prefetches for one without effect, and leaves the
/// call out.
template <Cache kInto>
[[gnu::always_inline]] inline void Prefetch(std::span<const std::byte> bytes) noexcept {
  constexpr size_t kLine = 64;  // of the caches of x86 and of most ARM
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
