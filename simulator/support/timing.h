// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulator/support/metrics.h"

namespace neteq::sim {

/// How long one kind of call took, over several passes that do the same work.
class CallTimes {
 public:
  void StartPass();
  void Add(double ns);

  /// Of all calls of all passes.
  Summary All() const { return Summarize(all_ns_); }
  /// Mean of each pass, in order.
  std::vector<double> MeanPerPass() const;
  /// Per call the smallest of the passes, then the mean: without what else the machine did.
  double FloorMean() const { return Summarize(floor_ns_).mean; }
  /// Per call the smallest of the passes, in ns.
  const std::vector<double>& floor_ns() const { return floor_ns_; }

 private:
  std::vector<double> all_ns_;
  std::vector<double> floor_ns_;
  std::vector<double> pass_sums_ns_;
  size_t index_ = 0;  // of the call in its pass
};

/// Mean time between two readings of the clock.
double MeasureTimerOverheadNs();

}  // namespace neteq::sim
