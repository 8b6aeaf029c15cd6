// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/reorder_optimizer.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

/// A share of packets below this counts as none. NetEQ: the resolution of its Q30 shares.
constexpr double kNone = 1.0 / (1 << 30);

}  // namespace

ReorderOptimizer::ReorderOptimizer(const RelativeParams& params)
    : ms_per_loss_percent_(params.ms_per_loss_percent),
      buckets_(milliseconds(params.bucket_ms)),
      histogram_(buckets_.count(), {.final_factor = params.reorder_forget_factor,
                                    .start_weight = params.reorder_start_weight}) {}

void ReorderOptimizer::Update(Duration delay, bool is_reordered, Duration base) noexcept {
  histogram_.Add(is_reordered ? buckets_.Of(delay) : 0);
  optimal_delay_ = buckets_.UpperEdge(CheapestBucket(base));
}

/// The smallest of equally cheap ones.
int ReorderOptimizer::CheapestBucket(Duration base) const noexcept {
  const auto shares = histogram_.probabilities();
  int cheapest = 0;
  double least_cost_ms = 0.0;
  double share_above = 0.0;
  // Above the highest that ever comes nothing is lost and delay only grows: begin there. For the
  // same reason a bucket in which nothing comes is never cheaper than the one below it.
  const int highest = histogram_.highest();
  for (int i = highest; i >= 0; --i) {
    if (shares[static_cast<size_t>(i)] == 0.0 && i != 0) continue;
    const double extra_ms = std::max(0.0, ToMs(buckets_.LowerEdge(i) - base));
    const double lost_percent = share_above < kNone ? 0.0 : 100.0 * share_above;
    const double cost_ms = extra_ms + ms_per_loss_percent_ * lost_percent;
    if (i == highest || cost_ms <= least_cost_ms) {
      cheapest = i;
      least_cost_ms = cost_ms;
    }
    share_above += shares[static_cast<size_t>(i)];
  }
  return cheapest;
}

void ReorderOptimizer::Reset() noexcept {
  histogram_.Reset();
  optimal_delay_ = Duration::zero();
}

}  // namespace neteq::delay
