// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/realtime.h"

namespace neteq::delay {

/// Schedule of the forget factor, the share of the past that an update keeps. It grows from 0,
/// where the first value replaces the initial guess, to its final value.
struct ForgetSchedule {
  double final_factor = 0.9993;
  /// 0: each update covers a quarter of the remaining distance (NetEQ 2018); with its final factor
  /// 32745/32768 (Q15) this gives 0, 0.25, 0.44, 0.58 ... 0.9993. At least 1: the n-th value has
  /// weight start_weight / n until that is less than 1 - final_factor (NetEQ since 2019). 1 gives
  /// the plain mean of all values; with 2 the second value replaces the first.
  double start_weight = 0.0;
};

/// Exponentially forgetting distribution of integers from 0 up.
///
/// Model: p[i] <- f p[i], then p[value] += 1 - f. The probabilities sum to 1 without normalisation,
/// because each update multiplies any error of the sum by f. A common scale factor is stored
/// separately, so that an update touches a single bin.
class Histogram {
 public:
  /// [setup] Values 0 to `bins` - 1.
  Histogram(int bins, const ForgetSchedule& schedule);

  void Reset() noexcept;
  /// Adds a `value` in [0, max_value]. O(1), except for O(max_value) once in thousands of calls.
  void Add(int value) noexcept NETEQ_REALTIME;
  /// Converts a histogram of inter-arrival times in packets to packets that are shorter by a factor
  /// of `ratio` (> 0). A value of i packets is a delay of up to i packet lengths beyond the
  /// earliest possible arrival; that delay in time is preserved. The mass of each bin spreads
  /// evenly over the new bins that it covers. Values below one packet stay unchanged; mass beyond
  /// the last bin is added to the last bin.
  void Rescale(double ratio) noexcept NETEQ_REALTIME;

  /// Smallest value, not below `smallest`, that is exceeded with a probability of at most 1 -
  /// `share`.
  int Quantile(double share, int smallest) const noexcept;
  double Mean() const noexcept;
  /// Highest value with non-zero probability, or 0.
  int highest() const noexcept { return highest_; }
  int max_value() const noexcept { return static_cast<int>(weights_.size()) - 1; }
  double probability(int value) const noexcept {
    return scale_ * weights_[static_cast<size_t>(value)];
  }
  /// Share of the past that the next update keeps.
  double forget_factor() const noexcept { return factor_; }

 private:
  void ApplyScale() noexcept;
  void AdvanceSchedule() noexcept;
  void FindHighest(int from) noexcept;

  ForgetSchedule schedule_;
  double factor_ = 0.0;
  double additions_ = 0.0;  // number of values, counted while start_weight needs it
  double scale_ = 1.0;
  std::vector<double> weights_;  // probabilities / scale_
  std::vector<double> scratch_;  // used by Rescale()
  int highest_ = 0;
};

}  // namespace neteq::delay
