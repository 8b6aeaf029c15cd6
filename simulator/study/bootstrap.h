// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace neteq::sim {

struct Interval {
  double low = 0.0;
  double high = 0.0;

  bool Contains(double value) const { return low <= value && value <= high; }
};

struct BootstrapOptions {
  double level = 0.95;  ///< confidence level: share of intervals that contain the true mean
  /// Efron and Tibshirani, section 14.3, recommend at least 1000 for intervals. Ten times as many
  /// keep the error of the ends well below the width of the interval.
  int resamples = 10'000;
  uint64_t seed = 1;
};

/// Percentile bootstrap interval for the mean of the population that `values` were drawn from. The
/// same seed gives the same interval. Returns nullopt for fewer than two values.
///
/// Accuracy: too narrow for few values (8 normally distributed values: about 90 % instead of 95 %).
///
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3.
std::optional<Interval> BootstrapMean(std::span<const double> values,
                                      const BootstrapOptions& options = {});

}  // namespace neteq::sim
