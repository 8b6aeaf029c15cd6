// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include "neteq/base/units.h"

namespace neteq::delay {

/// Longest delay bound (NetEQ).
inline constexpr float kLongestDelayMs = 10'000.0F;

inline float ToFloatMs(Duration duration) { return static_cast<float>(duration.count()) * 1e-3F; }

/// Clamped to +- the longest delay bound.
inline float BoundedMs(Duration duration) {
  return std::clamp(ToFloatMs(duration), -kLongestDelayMs, kLongestDelayMs);
}

}  // namespace neteq::delay
