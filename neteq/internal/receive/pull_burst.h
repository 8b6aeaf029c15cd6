// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// Measures how much audio the device takes at once: its period. Pulls between two packets are a
/// burst if they take more audio than the time between the packets and one tick; shorter bursts
/// cannot be told from even pulls.
class PullBurst {
 public:
  /// A packet was inserted at `now`, after `ticks` pulls.
  void OnInsert(Timestamp now, int64_t ticks) noexcept NETEQ_REALTIME {
    if (!known_ || ticks - window_start_ >= kWindowTicks) {
      previous_ = known_ ? current_ : kTick;
      current_ = kTick;
      window_start_ = ticks;
    }
    const Duration pulled = (ticks - last_ticks_) * kTick;
    if (known_ && pulled > now - last_insert_ + kTick) current_ = std::max(current_, pulled);
    known_ = true;
    last_insert_ = now;
    last_ticks_ = ticks;
  }
  /// Longest burst of the last 5 to 10 s; at least one tick.
  Duration longest() const { return std::max(previous_, current_); }

 private:
  static constexpr int64_t kWindowTicks = 500;  // 5 s, as in PlayoutClock

  bool known_ = false;
  int64_t window_start_ = 0;
  Duration current_ = kTick;   // longest burst in the current window
  Duration previous_ = kTick;  // longest burst in the previous window
  Timestamp last_insert_{};
  int64_t last_ticks_ = 0;
};

}  // namespace neteq::internal
