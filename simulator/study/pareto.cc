// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/pareto.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace neteq::sim {
namespace {

/// Sum over all costs of the number of cheaper points.
size_t SumOfRanks(std::span<const Costs> points, const Costs& point) {
  size_t sum = 0;
  for (const Costs& other : points) {
    for (size_t k = 0; k < point.size(); ++k) sum += other[k] < point[k] ? 1U : 0U;
  }
  return sum;
}

}  // namespace

bool Dominates(const Costs& a, const Costs& b) {
  bool is_better = false;
  for (size_t k = 0; k < a.size(); ++k) {
    if (a[k] > b[k]) return false;
    is_better = is_better || a[k] < b[k];
  }
  return is_better;
}

std::vector<size_t> ParetoLayers(std::span<const Costs> points) {
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return points[a] < points[b]; });
  std::vector<size_t> layers(points.size());
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {  // dominating points come first in lexicographic order
      if (!Dominates(points[order[j]], points[order[i]])) continue;
      layers[order[i]] = std::max(layers[order[i]], layers[order[j]] + 1);
    }
  }
  return layers;
}

std::vector<size_t> ParetoOrder(std::span<const Costs> points) {
  const std::vector<size_t> layers = ParetoLayers(points);
  std::vector<size_t> ranks;
  for (const Costs& point : points) ranks.push_back(SumOfRanks(points, point));
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::tie(layers[a], ranks[a], a) < std::tie(layers[b], ranks[b], b);
  });
  return order;
}

}  // namespace neteq::sim
