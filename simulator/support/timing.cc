// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/timing.h"

#include <algorithm>
#include <chrono>

namespace neteq::sim {

void CallTimes::StartPass() {
  index_ = 0;
  pass_sums_ns_.push_back(0.0);
}

void CallTimes::Add(double ns) {
  all_ns_.push_back(ns);
  pass_sums_ns_.back() += ns;
  if (index_ == floor_ns_.size()) {
    floor_ns_.push_back(ns);
  } else {
    floor_ns_[index_] = std::min(floor_ns_[index_], ns);
  }
  ++index_;
}

std::vector<double> CallTimes::MeanPerPass() const {
  std::vector<double> means = pass_sums_ns_;
  for (double& mean : means) mean /= static_cast<double>(floor_ns_.size());
  return means;
}

double MeasureTimerOverheadNs() {
  using Clock = std::chrono::steady_clock;
  constexpr int kReadings = 10'000;  // heuristic: under 1 ms, repeatable to about 1 ns
  const auto start = Clock::now();
  auto end = start;
  for (int i = 0; i < kReadings; ++i) end = Clock::now();
  return std::chrono::duration<double, std::nano>(end - start).count() / kReadings;
}

}  // namespace neteq::sim
