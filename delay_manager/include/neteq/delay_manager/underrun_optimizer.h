// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_buckets.h"
#include "neteq/delay_manager/histogram.h"
#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// Finds the delay that keeps most intervals free of underruns: a quantile of the largest delays in
/// intervals of 300 ms (NetEQ 2024: 500 ms).
///
/// Model: an underrun by t ms costs t ms of concealment. The total cost of concealment and delay is
/// minimal where P(largest delay > d) = slope(d) x interval / cost of concealment (newsvendor
/// problem). The slope of the E-model's delay impairment is 0.024 per ms up to 177 ms mouth-to-ear
/// delay and 0.134 beyond (Cole and Rosenbluth, ACM CCR 31(2), 2001); one percent of concealment
/// costs 4.75 (ITU-T G.107, Bpl 20). For intervals of 300 ms this gives quantiles of 0.985 and
/// 0.916. The defaults, 0.97 and 0.88, gave the highest MOS on generated networks.
class UnderrunOptimizer {
 public:
  /// [setup]
  explicit UnderrunOptimizer(const RelativeParams& params);

  /// Takes a packet in order that arrived at `now`, `delay` behind the fastest.
  void Update(Timestamp now, Duration delay) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  /// Empty until the first interval has ended.
  std::optional<Duration> optimal_delay() const noexcept { return optimal_delay_; }

 private:
  /// Largest delay since `begin`.
  struct Interval {
    Timestamp begin;
    Duration largest{0};
  };

  void Learn(Duration delay) noexcept;

  Duration TargetDelay() const noexcept;

  double quantile_;
  double long_delay_quantile_;
  Duration long_delay_;
  Duration interval_length_;
  DelayBuckets buckets_;
  Histogram histogram_;
  std::optional<Interval> interval_;
  std::optional<Duration> optimal_delay_;
};

}  // namespace neteq::delay
