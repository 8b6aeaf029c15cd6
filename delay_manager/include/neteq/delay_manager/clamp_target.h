// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_bounds.h"

namespace neteq::delay {

/// 75 % of the packet buffer's capacity: the largest delay that leaves room for a burst (NetEQ).
/// Returns 0 while the packet length is unknown.
constexpr Duration CapacityLimit(int max_packets, Duration frame_length) {
  return max_packets * frame_length * 3 / 4;
}

/// The larger of minimum and base minimum, where the base minimum is first limited by the maximum
/// and the capacity.
constexpr Duration EffectiveMinimum(const DelayBounds& bounds, Duration capacity_limit) {
  Duration base = bounds.base_minimum;
  if (bounds.maximum > Duration::zero()) base = std::min(base, bounds.maximum);
  if (capacity_limit > Duration::zero()) base = std::min(base, capacity_limit);
  return std::max(bounds.minimum, base);
}

/// Applies the minimum, then the maximum, then the capacity limit.
constexpr Duration ClampTarget(Duration unclamped_target, const DelayBounds& bounds,
                               Duration capacity_limit) {
  Duration target = std::max(unclamped_target, EffectiveMinimum(bounds, capacity_limit));
  if (bounds.maximum > Duration::zero()) target = std::min(target, bounds.maximum);
  if (capacity_limit > Duration::zero()) target = std::min(target, capacity_limit);
  return target;
}

}  // namespace neteq::delay
