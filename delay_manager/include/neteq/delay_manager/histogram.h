// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/realtime.h"

namespace neteq::delay {

/// How the share of the past that an update keeps grows from 0, where the first value replaces the
/// initial guess, to its final value.
struct ForgetSchedule {
  double final_factor = 0.9993;
  /// 0: a quarter of the way that is left at each update (NetEQ 2018); with its 32745/32768 (Q15)
  /// 0, 0.25, 0.44, 0.58 ... 0.9993. Else, at least 1: the n-th value weighs start_weight / n until
  /// that is less than 1 - final_factor (NetEQ since 2019). 1 is the plain mean of all values; with
  /// 2 the second value erases the first.
  double start_weight = 0.0;
};

/// Distribution of whole numbers from 0 up, recent ones counting most.
///
/// p[i] <- f p[i], then p[value] += 1 - f. The probabilities sum to 1 without renormalising: each
/// update multiplies whatever error the sum has by f. What all of them are to be multiplied by is
/// kept aside, so that an update touches one of them.
class Histogram {
 public:
  /// [setup] Values 0 to `bins` - 1.
  Histogram(int bins, const ForgetSchedule& schedule);

  void Reset() noexcept;
  /// `value` in [0, max_value]. O(1); at one call of thousands O(max_value).
  void Add(int value) noexcept NETEQ_REALTIME;
  /// For a histogram of inter-arrival times in packets: carries it over to packets `ratio` (> 0)
  /// times shorter. A value of i packets is a delay of up to i packet lengths beyond the earliest
  /// possible arrival, and that delay in time is what stays. The mass of a bin spreads evenly over
  /// the new bins it covers; values below one packet stay there, and what falls beyond the last bin
  /// gathers in it.
  void Rescale(double ratio) noexcept NETEQ_REALTIME;

  /// Least value, from `smallest` up, that a share of at most 1 - `share` exceeds.
  int Quantile(double share, int smallest) const noexcept;
  double Mean() const noexcept;
  /// The highest value with a share; 0 if all mass is there.
  int highest() const noexcept { return highest_; }
  int max_value() const noexcept { return static_cast<int>(weights_.size()) - 1; }
  double probability(int value) const noexcept {
    return scale_ * weights_[static_cast<size_t>(value)];
  }
  /// Share of the past that the next update keeps.
  double forget_factor() const noexcept { return factor_; }

 private:
  [[gnu::cold]] void ApplyScale() noexcept;
  void AdvanceSchedule() noexcept;
  [[gnu::cold]] void FindHighest(int from) noexcept;

  ForgetSchedule schedule_;
  double factor_ = 0.0;
  double additions_ = 0.0;  // as far as start_weight has to know
  double scale_ = 1.0;
  std::vector<double> weights_;  // probabilities / scale_
  std::vector<double> scratch_;  // of Rescale
  int highest_ = 0;
};

}  // namespace neteq::delay
