// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_buckets.h"
#include "neteq/delay_manager/histogram.h"
#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// The delay at which waiting longer for reordered packets costs more than losing them: the least
/// of (delay beyond what packets in order need anyway) + ms_per_loss_percent x (percentage of
/// packets that come later still) (NetEQ 2024).
class ReorderOptimizer {
 public:
  /// [setup]
  explicit ReorderOptimizer(const RelativeParams& params);

  /// Any packet, `delay` behind the fastest; `base`: what packets in order need.
  void Update(Duration delay, bool is_reordered, Duration base) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  /// Zero until the first packet.
  Duration optimal_delay() const noexcept { return optimal_delay_; }

 private:
  bool IsDue(bool is_reordered, Duration base) const noexcept;
  int CheapestBucket(Duration base) const noexcept;

  double us_per_loss_;  // of all packets
  DelayBuckets buckets_;
  Histogram histogram_;
  Duration base_{0};       // when the optimum was sought last
  int packets_since_ = 0;  // then
  Duration optimal_delay_{0};
};

}  // namespace neteq::delay
