// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Smoothed buffer level.
///
/// level <- f level + (1 - f) span - stretched, not below 0, once a tick; f follows the target
/// delay: <= 20 ms 251/256, <= 60 ms 252/256, <= 140 ms 253/256, else 254/256 (NetEQ; time
/// constants 0.51 to 1.28 s). `stretched` is what time stretching removed since the last update
/// (negative when it inserted): that part of a change of level is known, so it is not smoothed.
class LevelFilter {
 public:
  void SetTarget(Duration target) noexcept NETEQ_REALTIME;
  void Update(Duration span, Duration stretched) noexcept NETEQ_REALTIME;
  /// Sets the level without smoothing (after a flush, or after concealment of known length).
  void Set(Duration level) noexcept NETEQ_REALTIME {
    level_us_ = static_cast<double>(level.count());
  }
  void Reset() noexcept;

  Duration level() const noexcept { return Duration(static_cast<Duration::rep>(level_us_)); }

 private:
  double level_us_ = 0.0;
  double factor_ = 253.0 / 256.0;  // NetEQ, Q8
};

}  // namespace neteq::delay
