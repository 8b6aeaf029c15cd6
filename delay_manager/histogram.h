// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "base/realtime.h"

namespace neteq::delay {

/// Distribution of inter-arrival times in packets, recent ones counting most.
///
/// p[i] <- f p[i], then p[value] += 1 - f. The probabilities sum to 1 without renormalising: each
/// update multiplies whatever error the sum has by f. The factor f starts at 0, so that the first
/// value replaces the initial guess, and comes a quarter of the way nearer to its final value at
/// each update: with NetEQ's 32745/32768 (Q15) 0, 0.25, 0.44, 0.58 ... 0.9993.
class Histogram {
 public:
  static constexpr int kMaxValue = 64;  ///< NetEQ: longer times count as this
  static constexpr int kBins = kMaxValue + 1;

  explicit Histogram(double forget_factor) noexcept;

  void Reset() noexcept;
  /// `value` in [0, kMaxValue]. O(kBins).
  void Add(int value) noexcept NETEQ_REALTIME;
  /// Carries the distribution over to packets `ratio` (> 0) times shorter: a value of i packets is
  /// a delay of up to i packet lengths beyond the earliest possible arrival, and that delay in time
  /// is what stays. The mass of a bin spreads evenly over the new bins it covers; values below one
  /// packet stay there, and what falls beyond the last bin gathers in it.
  void Rescale(double ratio) noexcept NETEQ_REALTIME;

  /// Smallest value >= 1 that a share of at most 1 - `share` of the packets exceeds.
  int Quantile(double share) const noexcept;
  double Mean() const noexcept;
  std::span<const double, kBins> probabilities() const noexcept { return probabilities_; }
  /// Share of the past that the next update keeps.
  double forget_factor() const noexcept { return factor_; }

 private:
  double final_factor_;
  double factor_ = 0.0;
  std::array<double, kBins> probabilities_{};
};

}  // namespace neteq::delay
