// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "neteq/base/check.h"

namespace neteq::delay {
namespace {

/// Share of the distance to the final forget factor that each update covers (NetEQ: >> 2).
constexpr double kRampStep = 0.25;
/// Below this, the scale is applied to the weights. Heuristic: keeps weights well within the range
/// of a double.
constexpr double kSmallestScale = 1e-9;
/// Probabilities below this become 0. Heuristic: far below the accuracy of the sum, but far above
/// the denormal numbers that would slow down later updates.
constexpr double kNegligible = 1e-30;

}  // namespace

Histogram::Histogram(int bins, const ForgetSchedule& schedule)
    : schedule_(schedule),
      weights_(static_cast<size_t>(bins)),
      scratch_(static_cast<size_t>(bins)) {
  Reset();
}

void Histogram::Reset() noexcept {
  factor_ = 0.0;
  additions_ = 0.0;
  double probability = 0.5;  // NetEQ: geometric from 0x4002 (Q15), about 2^-(i + 1)
  scale_ = 1.0;
  for (double& weight : weights_) {
    weight = probability;
    probability /= 2;
  }
  weights_.back() *= 2;  // includes all larger values, so that the sum is exactly 1
  FindHighest(max_value());
}

void Histogram::Add(int value) noexcept {
  NETEQ_DCHECK(value >= 0 && value <= max_value());
  scale_ *= factor_;
  if (scale_ < kSmallestScale) ApplyScale();
  weights_[static_cast<size_t>(value)] += (1.0 - factor_) / scale_;
  highest_ = std::max(value, highest_);
  AdvanceSchedule();
}

void Histogram::ApplyScale() noexcept {
  for (double& weight : weights_) {
    const double p = scale_ * weight;
    weight = p < kNegligible ? 0.0 : p;
  }
  scale_ = 1.0;
  FindHighest(max_value());
}

void Histogram::FindHighest(int from) noexcept {
  highest_ = from;
  while (highest_ > 0 && weights_[static_cast<size_t>(highest_)] == 0.0) --highest_;
}

void Histogram::AdvanceSchedule() noexcept {
  const double final_factor = schedule_.final_factor;
  if (schedule_.start_weight == 0.0) {
    factor_ += (final_factor - factor_) * kRampStep;
  } else if (factor_ < final_factor) {
    ++additions_;
    factor_ = std::clamp(1.0 - schedule_.start_weight / (additions_ + 1.0), 0.0, final_factor);
  }
}

void Histogram::Rescale(double ratio) noexcept {
  NETEQ_DCHECK(ratio > 0.0);
  const int last = max_value();
  std::fill(scratch_.begin(), scratch_.end(), 0.0);
  scratch_[0] = weights_[0];
  for (int i = 1; i <= last; ++i) {
    const double begin = (i - 1) * ratio;
    const double end = i * ratio;
    for (double low = begin; low < end;) {
      const double cell = std::floor(low);
      const bool is_last = cell + 1 >= last;
      const double high = is_last ? end : std::min(cell + 1, end);
      const auto bin = static_cast<size_t>(is_last ? last : cell + 1);
      scratch_[bin] += weights_[static_cast<size_t>(i)] * (high - low) / ratio;
      low = high;
    }
  }
  weights_.swap(scratch_);
  FindHighest(last);
}

int Histogram::Quantile(double share, int smallest) const noexcept {
  const double allowed = 1.0 - share;
  // Starts at the highest non-zero value; if even a zero share is not allowed, at the last bin.
  int value = allowed < 0.0 ? max_value() : std::max(smallest, highest_);
  double tail = probability(value);
  while (value > smallest && tail <= allowed) {
    --value;
    tail += probability(value);
  }
  return value;
}

double Histogram::Mean() const noexcept {
  double mean = 0.0;
  for (int i = 1; i <= max_value(); ++i) mean += i * probability(i);
  return mean;
}

}  // namespace neteq::delay
