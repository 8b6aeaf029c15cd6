// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// When a tick is played, on the caller's clock, learned from when packets are inserted between
/// ticks: pull k comes at P + k ticks, so a packet inserted before it came no later than that. The
/// largest (arrival - k ticks) of the last seconds is P, to within the time between two packets and
/// the drift of the two clocks over those seconds.
class PlayoutClock {
 public:
  /// A packet was inserted at `now`, when `ticks` pulls had been made.
  void OnInsert(Timestamp now, int64_t ticks) noexcept NETEQ_REALTIME {
    const Duration start = now.time_since_epoch() - ticks * kTick;
    if (!known_ || ticks - window_start_ >= kWindowTicks) {
      previous_ = known_ ? current_ : start;
      current_ = start;
      window_start_ = ticks;
      known_ = true;
    }
    current_ = std::max(current_, start);
  }
  /// When pull number `tick` (from 0) is made.
  Timestamp TimeOf(int64_t tick) const {
    return Timestamp(std::max(previous_, current_) + tick * kTick);
  }
  void Reset() noexcept { known_ = false; }

 private:
  // 5 s: drift of 1000 ppm moves P by 5 ms within it. Heuristic.
  static constexpr int64_t kWindowTicks = 500;

  bool known_ = false;
  int64_t window_start_ = 0;
  Duration current_{0};   // largest of the present window
  Duration previous_{0};  // and of the one before
};

}  // namespace neteq::internal
