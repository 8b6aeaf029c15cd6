// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Pareto fronts of points with several costs; lower costs are better.
namespace neteq::sim {

using Costs = std::vector<double>;

/// True if `a` is no worse than `b` in any cost and better in at least one.
bool Dominates(const Costs& a, const Costs& b);

/// Layer of each point: 0 for points that no other dominates (the Pareto front), 1 for the front of
/// the remaining points, and so on. Equal points share a layer. O(points^2 * costs).
///
/// Source: non-dominated sorting, Deb et al., NSGA-II, IEEE Trans. Evol. Comp. 6(2), 2002.
std::vector<size_t> ParetoLayers(std::span<const Costs> points);

/// Indices of all points, best first: by layer, then by the sum of ranks over all costs, which
/// favours balanced points, then by index.
std::vector<size_t> ParetoOrder(std::span<const Costs> points);

}  // namespace neteq::sim
