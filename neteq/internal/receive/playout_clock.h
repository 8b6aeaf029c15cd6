// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/receive/pull_burst.h"
#include "neteq/internal/receive/pull_rate.h"

namespace neteq::internal {

/// Estimates on the caller's clock when each tick is played.
///
/// GetAudio has no time argument, so the estimate comes from the packets. Pull k happens at P + k
/// ticks, and a packet inserted before pull k arrived before that time. The maximum of (arrival - k
/// ticks) over the last seconds therefore approximates P. The error is at most the time between two
/// packets plus the drift of the two clocks during those seconds. A device far from 100 Hz moves P,
/// see PullRate.
class PlayoutClock {
 public:
  /// A packet was inserted at `now`, after `ticks` pulls.
  void OnInsert(Timestamp now, int64_t ticks) noexcept NETEQ_REALTIME {
    const Duration start = now.time_since_epoch() - ticks * kTick;
    if (!known_ || ticks - window_start_ >= kWindowTicks) {
      previous_ = known_ ? current_ : start;
      current_ = start;
      window_start_ = ticks;
      known_ = true;
    }
    current_ = std::max(current_, start);
    rate_.OnInsert(start, ticks);
    burst_.OnInsert(now, ticks);
  }
  /// Time of pull number `tick`, counted from 0.
  Timestamp TimeOf(int64_t tick) const {
    if (const auto time = rate_.TimeOf(tick)) return Timestamp(*time);
    return Timestamp(std::max(previous_, current_) + tick * kTick);
  }
  /// Time at which a packet that arrived at `now` can be played: a tick before the next pull, unless
  /// the device pulls sooner. Later than `now` if the device has pulled ahead of its time, because
  /// it takes more than one tick at once.
  Timestamp UsableAt(Timestamp now, int64_t ticks) const {
    return known_ ? std::max(now, TimeOf(ticks) - kTick) : now;
  }
  /// Longest burst of pulls, see PullBurst.
  Duration device_period() const { return burst_.longest(); }
  void Reset() noexcept { *this = PlayoutClock(); }

 private:
  // 5 s. Heuristic: a drift of 1000 ppm moves P by only 5 ms in this time.
  static constexpr int64_t kWindowTicks = 500;

  bool known_ = false;
  int64_t window_start_ = 0;
  Duration current_{0};   // maximum in the current window
  Duration previous_{0};  // maximum in the previous window
  PullRate rate_;
  PullBurst burst_;
};

}  // namespace neteq::internal
