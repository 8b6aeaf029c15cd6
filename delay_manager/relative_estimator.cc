// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/relative_estimator.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {

RelativeEstimator::RelativeEstimator(const DelayConfig& config)
    : start_delay_(std::chrono::milliseconds(config.delay.start_delay_ms)),
      use_reorder_optimizer_(config.relative.use_reorder_optimizer),
      underrun_(config.relative),
      reorder_(config.relative) {}

void RelativeEstimator::OnArrival(const Arrival& arrival) noexcept {
  if (!arrival.is_speech || !arrival.relative) return;
  const Duration delay = arrival.relative->delay;
  const bool is_reordered = arrival.relative->is_reordered || arrival.is_redundant;
  if (!is_reordered) underrun_.Update(arrival.time, delay);
  if (use_reorder_optimizer_) reorder_.Update(delay, is_reordered, base_delay());
}

Duration RelativeEstimator::base_delay() const noexcept {
  return underrun_.optimal_delay().value_or(start_delay_);
}

Duration RelativeEstimator::target() const noexcept {
  return std::max(base_delay(), reorder_.optimal_delay());
}

EstimatorReport RelativeEstimator::report() const noexcept {
  const Duration underrun_delay = underrun_.optimal_delay().value_or(Duration::zero());
  return {
      .quantile_delay = underrun_delay,
      .underrun_delay = underrun_delay,
      .reorder_delay = reorder_.optimal_delay(),
  };
}

void RelativeEstimator::Reset() noexcept {
  underrun_.Reset();
  reorder_.Reset();
}

}  // namespace neteq::delay
