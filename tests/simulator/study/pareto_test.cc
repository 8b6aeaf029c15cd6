// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/pareto.h"

#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

TEST(Pareto, DominanceRequiresOneLowerAndNoHigherCost) {
  EXPECT_TRUE(Dominates({1, 2}, {1, 3}));
  EXPECT_TRUE(Dominates({1, 2}, {2, 3}));
  EXPECT_FALSE(Dominates({1, 3}, {2, 2}));
  EXPECT_FALSE(Dominates({1, 2}, {1, 2}));
}

TEST(Pareto, FindsKnownLayers) {
  //  {delay, concealment}
  const std::vector<Costs> points = {
      {10, 5},  // 0: on the front
      {20, 5},  // 1: dominated by 0
      {20, 2},  // 2: on the front
      {40, 1},  // 3: on the front
      {30, 6},  // 4: dominated by 1
      {10, 5},  // 5: equal to 0
      {40, 2},  // 6: dominated by 2 and 3
  };

  EXPECT_EQ(ParetoLayers(points), (std::vector<size_t>{0, 1, 0, 0, 2, 0, 1}));
}

TEST(Pareto, LayersOfASingleCostAreRanks) {
  EXPECT_EQ(ParetoLayers(std::vector<Costs>{{3}, {1}, {2}, {1}}),
            (std::vector<size_t>{2, 0, 1, 0}));
}

TEST(Pareto, OrdersByLayerThenByBalance) {
  // Layer 0 is {0, 9}, {4, 4} and {9, 0}. Their sums of ranks are 0 + 4, 1 + 2 and 3 + 0.
  const std::vector<Costs> points = {{0, 9}, {4, 8}, {4, 4}, {9, 0}, {5, 5}};

  EXPECT_EQ(ParetoOrder(points), (std::vector<size_t>{2, 0, 3, 1, 4}));
}

TEST(Pareto, LayersAreConsistentForRandomPoints) {
  Random random(5);
  std::vector<Costs> points;
  for (int i = 0; i < 200; ++i) {
    points.push_back({random.Uniform(), random.Uniform(), random.Uniform()});
  }

  const std::vector<size_t> layers = ParetoLayers(points);

  for (size_t i = 0; i < points.size(); ++i) {
    bool has_better_before = layers[i] == 0;
    for (size_t j = 0; j < points.size(); ++j) {
      if (!Dominates(points[j], points[i])) continue;
      EXPECT_LT(layers[j], layers[i]);
      has_better_before = has_better_before || layers[j] + 1 == layers[i];
    }
    EXPECT_TRUE(has_better_before) << i;
  }
}

TEST(Pareto, AcceptsNoPoints) {
  EXPECT_TRUE(ParetoLayers({}).empty());
  EXPECT_TRUE(ParetoOrder({}).empty());
}

}  // namespace
}  // namespace neteq::sim
