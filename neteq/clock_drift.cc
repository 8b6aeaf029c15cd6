// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/clock_drift.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <span>

namespace neteq {
namespace {

// Minimum number of minima for an estimate. Heuristic.
constexpr size_t kFewestMinima = 8;

// Number of blocks in the window for the final slope. Heuristic: minima of long blocks are closer
// to the line than minima of one second, but a slope needs several of them.
constexpr size_t kBlocks = 10;

int64_t SecondOf(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Slope {
  double median = 0.0;
  double standard_error = 0.0;
};

/// The value at position `rank` in sorted order. Reorders `values`.
double RankValue(std::span<double> values, double rank) {
  const double last = static_cast<double>(values.size() - 1);
  const auto nth = values.begin() + std::lround(std::clamp(rank, 0.0, last));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

/// Theil-Sen estimator. All x must be different.
Slope FitSlope(std::span<const Point> points) {
  std::array<double, ClockDriftEstimator::kWindow*(ClockDriftEstimator::kWindow - 1) / 2> all;
  size_t pairs = 0;
  for (size_t i = 1; i < points.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      all[pairs++] = (points[i].y - points[j].y) / (points[i].x - points[j].x);
    }
  }
  const std::span<double> slopes(all.data(), pairs);
  // Standard deviation of Kendall's S, the number of rising pairs minus the number of falling
  // pairs.
  const auto n = static_cast<double>(points.size());
  const double deviation = std::sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0);
  const double middle = 0.5 * static_cast<double>(pairs - 1);
  const double low = RankValue(slopes, middle - 0.5 * deviation);
  const double high = RankValue(slopes, middle + 0.5 * deviation);
  return {RankValue(slopes, middle), 0.5 * (high - low)};
}

/// Keeps the lowest point of every `block` points. Returns the number of points kept.
size_t KeepLowest(std::span<Point> points, size_t block) {
  size_t kept = 0;
  for (size_t first = 0; first + block <= points.size(); first += block) {
    const auto begin = points.begin() + static_cast<ptrdiff_t>(first);
    points[kept++] = *std::min_element(begin, begin + static_cast<ptrdiff_t>(block),
                                       [](const Point& a, const Point& b) { return a.y < b.y; });
  }
  return kept;
}

}  // namespace

void ClockDriftEstimator::OnPacket(Timestamp arrival, Duration transit) noexcept {
  const int64_t second = SecondOf(arrival);
  if (started_ && second < second_) return;  // ignores times that go back
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
  const Minimum& oldest = minima_[(count_ - n) % kWindow];
  std::array<Point, kWindow> window;
  const std::span<Point> points(window.data(), n);
  for (size_t i = 0; i < n; ++i) {
    const Minimum& minimum = minima_[(count_ - n + i) % kWindow];
    points[i] = {ToMs(minimum.arrival - oldest.arrival), ToMs(minimum.transit - oldest.transit)};
  }
  // Removes the rough slope first: on a slope, the lowest point of a block would be its last one.
  const double rough = FitSlope(points).median;
  for (Point& point : points) point.y -= rough * point.x;
  const Slope rest = FitSlope(points.first(KeepLowest(points, std::max<size_t>(1, n / kBlocks))));
  return {.is_known = true,
          .ppm = -1e6 * (rough + rest.median),
          .standard_error_ppm = 1e6 * rest.standard_error};
}

}  // namespace neteq
