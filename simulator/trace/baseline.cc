// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/baseline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace neteq::sim {
namespace {

constexpr double kMinLengthMs = 30'000.0;  // heuristic: 100 ppm are 3 ms, as much as jitter
constexpr double kMaxSlope = 1e-3;         // heuristic: ten times the tolerance of a crystal
constexpr double kMinGain = 4.0;           // heuristic, see FitBaseline
constexpr size_t kParts = 16;

bool IsLeftTurn(const TransitPoint& a, const TransitPoint& b, const TransitPoint& c) {
  return (b.send_ms - a.send_ms) * (c.transit_ms - a.transit_ms) -
             (b.transit_ms - a.transit_ms) * (c.send_ms - a.send_ms) >
         0.0;
}

/// Lower convex hull by Andrew's monotone chain; `points` are sorted by sending time.
std::vector<TransitPoint> LowerHull(const std::vector<TransitPoint>& points) {
  std::vector<TransitPoint> hull;
  for (const TransitPoint& point : points) {
    while (hull.size() >= 2 && !IsLeftTurn(hull[hull.size() - 2], hull.back(), point)) {
      hull.pop_back();
    }
    hull.push_back(point);
  }
  return hull;
}

double Above(const Baseline& line, const TransitPoint& point) {
  return point.transit_ms - line.transit_ms - line.slope * point.send_ms;
}

/// Largest distance from the line of the fastest packet of each part.
double LargestDistance(const std::vector<TransitPoint>& points, const Baseline& line) {
  const double begin = points.front().send_ms;
  const double length = points.back().send_ms - begin;
  std::array<double, kParts> least{};
  least.fill(std::numeric_limits<double>::infinity());
  for (const TransitPoint& point : points) {
    const double share = (point.send_ms - begin) / length;
    const auto part = std::min(kParts - 1, static_cast<size_t>(share * kParts));
    least[part] = std::min(least[part], Above(line, point));
  }
  double largest = 0.0;
  for (const double distance : least) {
    if (std::isfinite(distance)) largest = std::max(largest, distance);
  }
  return largest;
}

}  // namespace

Baseline FitBaseline(std::vector<TransitPoint> points) {
  if (points.empty()) return {};
  std::sort(points.begin(), points.end(), [](const TransitPoint& a, const TransitPoint& b) {
    return a.send_ms != b.send_ms ? a.send_ms < b.send_ms : a.transit_ms < b.transit_ms;
  });
  const auto fastest =
      std::min_element(points.begin(), points.end(),
                       [](const auto& a, const auto& b) { return a.transit_ms < b.transit_ms; });
  const Baseline constant{fastest->transit_ms};
  if (points.back().send_ms - points.front().send_ms < kMinLengthMs) return constant;
  double mean = 0.0;
  for (const TransitPoint& point : points) {
    mean += point.send_ms / static_cast<double>(points.size());
  }
  const std::vector<TransitPoint> hull = LowerHull(points);
  const auto right = std::find_if(hull.begin(), hull.end(), [mean](const TransitPoint& point) {
    return point.send_ms >= mean;
  });
  if (right == hull.begin() || right == hull.end()) return constant;
  const TransitPoint& a = *(right - 1);
  const double slope = (right->transit_ms - a.transit_ms) / (right->send_ms - a.send_ms);
  if (!(std::abs(slope) < kMaxSlope)) return constant;
  const Baseline drifting{a.transit_ms - slope * a.send_ms, slope};
  const double gain = LargestDistance(points, constant) / LargestDistance(points, drifting);
  return gain >= kMinGain ? drifting : constant;
}

}  // namespace neteq::sim
