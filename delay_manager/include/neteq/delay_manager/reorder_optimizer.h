// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_buckets.h"
#include "neteq/delay_manager/histogram.h"
#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// Finds the delay that minimises the cost of waiting for reordered packets plus the cost of losing
/// them: (delay beyond what packets in order need) + ms_per_loss_percent x (percentage of packets
/// that arrive even later) (NetEQ 2024).
class ReorderOptimizer {
 public:
  /// [setup]
  explicit ReorderOptimizer(const RelativeParams& params);

  /// Takes any packet, `delay` behind the fastest; `base` is the delay that packets in order need.
  void Update(Duration delay, bool is_reordered, Duration base) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  /// Zero before the first packet.
  Duration optimal_delay() const noexcept { return optimal_delay_; }

 private:
  bool IsDue(bool is_reordered, Duration base) const noexcept;
  int CheapestBucket(Duration base) const noexcept;

  double us_per_loss_;  // cost of losing all packets
  DelayBuckets buckets_;
  Histogram histogram_;
  Duration base_{0};       // value at the last search
  int packets_since_ = 0;  // packets since the last search
  Duration optimal_delay_{0};
};

}  // namespace neteq::delay
