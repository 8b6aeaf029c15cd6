// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Points with several costs each; every cost is to be small.
namespace neteq::sim {

using Costs = std::vector<double>;

/// `a` is nowhere worse than `b` and somewhere better.
bool Dominates(const Costs& a, const Costs& b);

/// Of each point its layer: 0 for those that no other dominates (the Pareto front), 1 for the front
/// of what is left without them, and so on. Equal points share a layer.
///
/// Cost      O(points^2 * costs)
/// Source    non-dominated sorting, Deb et al., NSGA-II, IEEE Trans. Evol. Comp. 6(2), 2002
std::vector<size_t> ParetoLayers(std::span<const Costs> points);

/// Indices of all points, best first: by layer; within a layer by the sum over costs of the number
/// of points that are cheaper, which favours the balanced; then as they came.
std::vector<size_t> ParetoOrder(std::span<const Costs> points);

}  // namespace neteq::sim
