// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/underrun_optimizer.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {

using std::chrono::milliseconds;

UnderrunOptimizer::UnderrunOptimizer(const RelativeParams& params)
    : quantile_(params.quantile),
      long_delay_quantile_(std::min(params.quantile, params.long_delay_quantile)),
      long_delay_(milliseconds(params.long_delay_ms)),
      interval_length_(milliseconds(params.resample_interval_ms)),
      buckets_(milliseconds(params.bucket_ms)),
      histogram_(buckets_.count(),
                 {.final_factor = params.forget_factor, .start_weight = params.start_weight}) {}

void UnderrunOptimizer::Update(Timestamp now, Duration delay) noexcept {
  if (interval_length_ == Duration::zero()) {
    Learn(delay);
    return;
  }
  const bool is_over = interval_ && now - interval_->begin > interval_length_;
  if (is_over) Learn(interval_->largest);
  if (!interval_ || is_over) interval_ = Interval{.begin = now};
  interval_->begin = std::min(interval_->begin, now);  // the clock may run backwards
  interval_->largest = std::max(interval_->largest, delay);
}

void UnderrunOptimizer::Learn(Duration delay) noexcept {
  histogram_.Add(buckets_.Of(delay));
  optimal_delay_ = TargetDelay();
}

Duration UnderrunOptimizer::TargetDelay() const noexcept {
  const Duration unclamped_target = buckets_.UpperEdge(histogram_.Quantile(quantile_, 0));
  if (unclamped_target <= long_delay_) return unclamped_target;
  return std::max(long_delay_, buckets_.UpperEdge(histogram_.Quantile(long_delay_quantile_, 0)));
}

void UnderrunOptimizer::Reset() noexcept {
  histogram_.Reset();
  interval_.reset();
  optimal_delay_.reset();
}

}  // namespace neteq::delay
