// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/clock_drift.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace neteq {
namespace {

// Fewer minima have no slope worth telling. Heuristic.
constexpr size_t kFewestMinima = 8;

int64_t SecondOf(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// The value that `rank` of `count` values are below; reorders them.
double RankValue(double* values, size_t count, double rank) {
  const double last = static_cast<double>(count - 1);
  const auto index = static_cast<ptrdiff_t>(std::lround(std::clamp(rank, 0.0, last)));
  std::nth_element(values, values + index, values + count);
  return values[index];
}

}  // namespace

void ClockDriftEstimator::OnPacket(Timestamp arrival, Duration transit) noexcept {
  const int64_t second = SecondOf(arrival);
  if (started_ && second == second_) {
    if (transit < present_.transit) present_ = {arrival, transit};
    return;
  }
  if (started_) minima_[count_++ % kWindow] = present_;
  started_ = true;
  second_ = second;
  present_ = {arrival, transit};
}

ClockDrift ClockDriftEstimator::drift() const noexcept {
  const size_t n = std::min(count_, kWindow);
  if (n < kFewestMinima) return {};
  std::array<double, kWindow*(kWindow - 1) / 2> slopes;
  size_t pairs = 0;
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j) {
      const double apart = ToMs(minima_[i].arrival - minima_[j].arrival);
      if (apart == 0.0) continue;
      slopes[pairs++] = ToMs(minima_[i].transit - minima_[j].transit) / apart;
    }
  }
  if (pairs == 0) return {};
  // Variance of Kendall's S, the difference of the numbers of rising and falling pairs.
  const auto size = static_cast<double>(n);
  const double deviation = std::sqrt(size * (size - 1.0) * (2.0 * size + 5.0) / 18.0);
  const double middle = 0.5 * static_cast<double>(pairs - 1);
  const double low = RankValue(slopes.data(), pairs, middle - 0.5 * deviation);
  const double high = RankValue(slopes.data(), pairs, middle + 0.5 * deviation);
  const double median = RankValue(slopes.data(), pairs, middle);
  return {.is_known = true, .ppm = -1e6 * median, .standard_error_ppm = 0.5e6 * (high - low)};
}

}  // namespace neteq
