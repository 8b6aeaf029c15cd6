// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/reorder_optimizer.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

/// Shares of packets below this count as zero (NetEQ: the resolution of its Q30 shares).
constexpr double kNone = 1.0 / (1 << 30);
/// Packets in order lower the optimum only gradually, by forgetting the past, so the search runs
/// once per this many packets. Heuristic: 160 ms of speech at an eighth of the cost.
constexpr int kPacketsPerSearch = 8;

}  // namespace

ReorderOptimizer::ReorderOptimizer(const RelativeParams& params)
    : us_per_loss_(params.ms_per_loss_percent * 100.0 * 1000.0),
      buckets_(milliseconds(params.bucket_ms)),
      histogram_(buckets_.count(), {.final_factor = params.reorder_forget_factor,
                                    .start_weight = params.reorder_start_weight}) {}

void ReorderOptimizer::Update(Duration delay, bool is_reordered, Duration base) noexcept {
  histogram_.Add(is_reordered ? buckets_.Of(delay) : 0);
  ++packets_since_;
  if (!IsDue(is_reordered, base)) return;
  packets_since_ = 0;
  base_ = base;
  optimal_delay_ = buckets_.UpperEdge(CheapestBucket(base));
}

bool ReorderOptimizer::IsDue(bool is_reordered, Duration base) const noexcept {
  const bool is_first = optimal_delay_ == Duration::zero();
  return is_reordered || base != base_ || is_first || packets_since_ == kPacketsPerSearch;
}

/// Returns the lowest among equally cheap buckets. Costs are in microseconds.
int ReorderOptimizer::CheapestBucket(Duration base) const noexcept {
  const auto width = static_cast<double>(buckets_.UpperEdge(0).count());
  const auto needed_anyway = static_cast<double>(base.count());
  // Starts at the highest bucket in use: above it nothing is lost and delay only grows. An empty
  // bucket is never cheaper than the next lower one either.
  int cheapest = histogram_.highest();
  double least_cost = std::max(0.0, width * cheapest - needed_anyway);
  double share_above = histogram_.probability(cheapest);
  for (int i = cheapest - 1; i >= 0; --i) {
    const double share = histogram_.probability(i);
    if (share == 0.0 && i != 0) continue;
    const double loss_cost = share_above < kNone ? 0.0 : us_per_loss_ * share_above;
    if (loss_cost > least_cost) break;  // lower buckets lose even more
    const double cost = loss_cost + std::max(0.0, width * i - needed_anyway);
    if (cost <= least_cost) {
      cheapest = i;
      least_cost = cost;
    }
    share_above += share;
    // Below `base` delay is free, so reducing it further saves nothing.
    if (width * i <= needed_anyway && share_above >= kNone) break;
  }
  return cheapest;
}

void ReorderOptimizer::Reset() noexcept {
  histogram_.Reset();
  optimal_delay_ = Duration::zero();
}

}  // namespace neteq::delay
