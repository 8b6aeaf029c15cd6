// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"

namespace neteq::delay {
namespace {

/// The way left to the final forget factor shrinks by this at each update (NetEQ: >> 2).
constexpr double kRampStep = 0.25;
/// Forgotten altogether below this: far under the accuracy of the sum, far above the denormal
/// numbers that would slow every later update.
constexpr double kNegligible = 1e-30;

}  // namespace

Histogram::Histogram(double forget_factor) noexcept : final_factor_(forget_factor) { Reset(); }

void Histogram::Reset() noexcept {
  factor_ = 0.0;
  double probability = 0.5;  // NetEQ: geometric from 0x4002 (Q15), about 2^-(i + 1)
  for (double& p : probabilities_) {
    p = probability;
    probability /= 2;
  }
  probabilities_.back() *= 2;  // takes what lies beyond, for a sum of exactly 1
}

void Histogram::Add(int value) noexcept {
  NETEQ_DCHECK(value >= 0 && value <= kMaxValue);
  for (double& p : probabilities_) {
    const double kept = p * factor_;
    p = kept < kNegligible ? 0.0 : kept;
  }
  probabilities_[static_cast<size_t>(value)] += 1.0 - factor_;
  factor_ += (final_factor_ - factor_) * kRampStep;
}

void Histogram::Rescale(double ratio) noexcept {
  NETEQ_DCHECK(ratio > 0.0);
  std::array<double, kBins> rescaled{};
  rescaled[0] = probabilities_[0];
  for (int i = 1; i < kBins; ++i) {
    const double begin = (i - 1) * ratio;
    const double end = i * ratio;
    for (double low = begin; low < end;) {
      const double cell = std::floor(low);
      const bool is_last = cell + 1 >= kMaxValue;
      const double high = is_last ? end : std::min(cell + 1, end);
      const auto bin = static_cast<size_t>(is_last ? kMaxValue : cell + 1);
      rescaled[bin] += probabilities_[static_cast<size_t>(i)] * (high - low) / ratio;
      low = high;
    }
  }
  probabilities_ = rescaled;
}

int Histogram::Quantile(double share) const noexcept {
  const double allowed = 1.0 - share;
  int value = kMaxValue;
  double tail = probabilities_.back();
  while (value > 1 && tail <= allowed) {
    --value;
    tail += probabilities_[static_cast<size_t>(value)];
  }
  return value;
}

double Histogram::Mean() const noexcept {
  double mean = 0.0;
  for (int i = 1; i < kBins; ++i) mean += i * probabilities_[static_cast<size_t>(i)];
  return mean;
}

}  // namespace neteq::delay
