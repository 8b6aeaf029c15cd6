// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulator/support/metrics.h"

namespace neteq::sim {

/// Durations of one kind of call over several passes that repeat the same work.
class CallTimes {
 public:
  void StartPass();
  void Add(double ns);

  /// Summary of all calls of all passes.
  Summary All() const { return Summarize(all_ns_); }
  /// Mean of each pass, in order.
  std::vector<double> MeanPerPass() const;
  /// Mean over calls of the shortest pass of each: suppresses interference by other processes.
  double FloorMean() const { return Summarize(floor_ns_).mean; }
  /// Shortest duration of each call over the passes, in ns.
  const std::vector<double>& floor_ns() const { return floor_ns_; }

 private:
  std::vector<double> all_ns_;
  std::vector<double> floor_ns_;
  std::vector<double> pass_sums_ns_;
  size_t index_ = 0;  // index of the next call in its pass
};

/// Mean time between two clock readings.
double MeasureTimerOverheadNs();

}  // namespace neteq::sim
