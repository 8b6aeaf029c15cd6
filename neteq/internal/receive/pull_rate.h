// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// Estimates how fast the device pulls, from the packets inserted between its pulls.
///
/// A device that pulls at exactly 100 Hz keeps (arrival - ticks * 10 ms) below a constant. At
/// another rate this bound rises or falls. The highest values of the last five windows of 100 ticks
/// give the slope, if all four steps between them agree. A single step is a stop of the device.
class PullRate {
 public:
  /// A packet was inserted after `ticks` pulls; `start` = arrival - ticks * 10 ms.
  void OnInsert(Duration start, int64_t ticks) noexcept NETEQ_REALTIME {
    const int64_t window = ticks / kWindowTicks;
    if (count_ == 0 || window != window_) {
      std::rotate(bounds_.begin(), bounds_.end() - 1, bounds_.end());
      bounds_[0] = {start, ticks};
      count_ = window == window_ + 1 || count_ == 0 ? std::min(count_ + 1, kWindows) : size_t{1};
      window_ = window;
    }
    if (start > bounds_[0].start) bounds_[0] = {start, ticks};
  }
  /// Time of pull number `tick`; empty if the device pulls at 100 Hz or nothing is known.
  std::optional<Duration> TimeOf(int64_t tick) const {
    const double slope = SlopeUs();
    if (slope == 0.0) return std::nullopt;
    double latest = bounds_[0].At(tick, slope);
    for (const Bound& bound : bounds_) latest = std::max(latest, bound.At(tick, slope));
    return Duration(static_cast<Duration::rep>(latest)) + tick * kTick;
  }
  /// Deviation of the time between pulls from 10 ms, in microseconds. 0 unless it is at least 0.5 %.
  double SlopeUs() const {
    if (count_ < kWindows) return 0.0;
    // The newest window is not complete.
    const double slope = Slope(bounds_[1], bounds_[kWindows - 1]);
    if (std::abs(slope) < kLeastSlopeUs || std::abs(slope) > kMostSlopeUs) return 0.0;
    for (size_t i = 1; i + 1 < kWindows; ++i) {
      const double share = Slope(bounds_[i], bounds_[i + 1]) / slope;
      if (share < kLeastShare || share > kMostShare) return 0.0;
    }
    return slope;
  }

 private:
  static constexpr int64_t kWindowTicks = 100;
  static constexpr size_t kWindows = 6;
  // Heuristic: clocks of devices are within 0.1 %.
  static constexpr double kLeastSlopeUs = 50.0;
  // Heuristic: devices outside 75 to 130 Hz do not exist.
  static constexpr double kMostSlopeUs = 3000.0;
  // Agreement of the steps between windows. Heuristic: the bound of a window is as uncertain as the
  // time between two packets.
  static constexpr double kLeastShare = 0.4;
  static constexpr double kMostShare = 2.5;

  /// Latest insertion of a window relative to its pulls.
  struct Bound {
    Duration start{0};
    int64_t ticks = 0;

    double At(int64_t tick, double slope) const {
      return static_cast<double>(start.count()) + slope * static_cast<double>(tick - ticks);
    }
  };
  static double Slope(const Bound& newer, const Bound& older) {
    if (newer.ticks <= older.ticks) return 0.0;
    return static_cast<double>((newer.start - older.start).count()) /
           static_cast<double>(newer.ticks - older.ticks);
  }

  std::array<Bound, kWindows> bounds_{};  // newest first
  size_t count_ = 0;                      // bounds in use
  int64_t window_ = 0;
};

}  // namespace neteq::internal
