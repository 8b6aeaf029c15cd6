// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <optional>

#include "neteq/base/realtime.h"

namespace neteq::internal {

/// Transit time of the fastest packet of the last 5 to 10 s, with an arbitrary fixed offset. In
/// floating point, because the arrival times of the caller may be any numbers.
class TransitFloor {
 public:
  void OnPacket(double arrival_ms, double transit_ms) noexcept NETEQ_REALTIME {
    if (!current_ms_ || arrival_ms - window_start_ms_ >= kWindowMs) {
      previous_ms_ = current_ms_;
      current_ms_ = transit_ms;
      window_start_ms_ = arrival_ms;
    }
    current_ms_ = std::min(*current_ms_, transit_ms);
  }
  /// Empty before the first packet.
  std::optional<double> ms() const {
    return previous_ms_ ? std::min(*previous_ms_, *current_ms_) : current_ms_;
  }

 private:
  // Heuristic: a drift of 1000 ppm moves the floor by only 5 ms in this time.
  static constexpr double kWindowMs = 5000.0;

  double window_start_ms_ = 0.0;
  std::optional<double> current_ms_;   // minimum in the current window
  std::optional<double> previous_ms_;  // minimum in the previous window
};

}  // namespace neteq::internal
