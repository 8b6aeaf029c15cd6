// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// Detects recurring delay peaks, such as those of a radio scan every few seconds: too rare for a
/// quantile, but too regular to accept each time.
///
/// A peak is an inter-arrival time more than `height_ms` above the quantile, or above twice the
/// quantile. Peak mode starts after two periods of at most `max_period_ms` between peaks. It ends
/// when twice the longest of the last eight periods has passed without a peak (NetEQ 2018).
class PeakDetector {
 public:
  explicit PeakDetector(const PeakParams& params) noexcept;

  /// Takes the `inter_arrival` time of a packet in order that arrived at `now`, and the `quantile`
  /// of the distribution.
  void Update(Timestamp now, Duration inter_arrival, Duration quantile) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  bool active() const noexcept { return active_; }
  /// Highest recent peak in peak mode, otherwise 0.
  Duration height() const noexcept { return active_ ? Highest() : Duration::zero(); }

 private:
  struct Peak {
    Duration period{0};
    Duration height{0};
  };
  static constexpr size_t kHistory = 8;  // NetEQ

  void OnPeak(Timestamp now, Duration height) noexcept;
  bool IsRecurring(Timestamp now) const noexcept;
  Duration Highest() const noexcept;

  bool enabled_;
  Duration min_height_;
  Duration max_period_;
  std::array<Peak, kHistory> peaks_{};  // ring buffer; unused entries are zero
  size_t stored_ = 0;                   // peaks since Reset(); the ring keeps the last kHistory
  std::optional<Timestamp> last_peak_;
  bool active_ = false;
};

}  // namespace neteq::delay
