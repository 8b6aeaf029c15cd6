// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Smooths the buffer level, once per tick.
///
/// level <- max(0, f level + (1 - f) span - stretched). f depends on the target delay: 251/256 up
/// to 20 ms, 252/256 up to 60 ms, 253/256 up to 140 ms, 254/256 above (NetEQ; time constants of
/// 0.51 to 1.28 s). `stretched` is the time removed by time stretching since the last update,
/// negative if inserted: this part of a level change is known exactly and needs no smoothing.
class LevelFilter {
 public:
  void SetTarget(Duration target) noexcept NETEQ_REALTIME;
  void Update(Duration span, Duration stretched) noexcept NETEQ_REALTIME;
  /// Sets the level without smoothing, after a flush or a concealment of known length.
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
