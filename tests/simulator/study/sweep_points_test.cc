// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/sweep_points.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

TEST(SweepAxis, ReadsValuesAndRanges) {
  const auto grid = ParseGridAxis({}, "delay.max_delay_ms=40,60,0");
  const auto range = ParseRangeAxis({}, "relative.quantile=0.9..0.99");
  const auto whole = ParseRangeAxis({}, "delay.max_delay_ms=40..60");

  ASSERT_TRUE(grid.ok() && range.ok() && whole.ok());
  EXPECT_EQ(grid->values, (std::vector<std::string>{"40", "60", "0"}));
  EXPECT_EQ(range->low, 0.9);
  EXPECT_EQ(range->high, 0.99);
  EXPECT_FALSE(range->is_whole);
  EXPECT_TRUE(whole->is_whole);
}

TEST(SweepAxis, ExplainsErrors) {
  const std::vector<std::pair<std::string, std::string>> grids = {
      {"delay.max_delay_ms", "expected NAME=VALUES"},
      {"delay.max_dealy_ms=1", "did you mean delay.max_delay_ms?"},
      {"delay.max_delay_ms=40,x", "expected an integer"},
      {"delay.max_delay_ms=40,-1", "expected an integer from 0"},
      {"delay.max_delay_ms=", "expected an integer"},
      {"delay.max_delay_ms=40,40", "'40' is listed twice"},
  };
  for (const auto& [text, what] : grids) {
    const auto axis = ParseGridAxis({}, text);
    EXPECT_FALSE(axis.ok()) << text;
    EXPECT_TRUE(axis.status().detail().starts_with("--grid " + text + ": "));
    EXPECT_NE(axis.status().detail().find(what), std::string::npos) << axis.status().detail();
  }
  const std::vector<std::pair<std::string, std::string>> ranges = {
      {"relative.quantile=0.9", "expected NAME=LOW..HIGH"},
      {"relative.quantile=0.9..2", "expected a number from"},
      {"relative.quantile=0.9..0.5", "the range is empty"},
      {"peak.enabled=false..true", "is not a number"},
  };
  for (const auto& [text, what] : ranges) {
    const auto axis = ParseRangeAxis({}, text);
    EXPECT_FALSE(axis.ok()) << text;
    EXPECT_NE(axis.status().detail().find(what), std::string::npos) << axis.status().detail();
  }
}

TEST(GridPoints, AreAllValidCombinations) {
  const std::vector<SweepAxis> axes = {{.name = "delay.min_delay_ms", .values = {"0", "50"}},
                                       {.name = "delay.max_delay_ms", .values = {"40", "80"}}};

  const auto points = GridPoints({}, axes);

  ASSERT_TRUE(points.ok());
  EXPECT_EQ(*points, (std::vector<SweepPoint>{{"0", "40"}, {"0", "80"}, {"50", "80"}}));
}

TEST(GridPoints, RejectNoneAndTooMany) {
  const SweepAxis high{.name = "delay.min_delay_ms", .values = {"90"}};
  const SweepAxis low{.name = "delay.max_delay_ms", .values = {"40"}};
  EXPECT_FALSE(GridPoints({}, {high, low}).ok());

  SweepAxis seeds{.name = "seed"};
  for (int i = 0; i < 400; ++i) seeds.values.push_back(std::to_string(i));
  SweepAxis delays{.name = "delay.max_delay_ms"};
  for (int i = 1; i <= 400; ++i) delays.values.push_back(std::to_string(i));
  EXPECT_FALSE(GridPoints({}, {seeds, delays}).ok());
}

TEST(RandomPoints, AreUniformOverTheRanges) {
  const std::vector<SweepAxis> axes = {*ParseRangeAxis({}, "relative.quantile=0.9..0.99"),
                                       *ParseRangeAxis({}, "delay.max_delay_ms=101..104"),
                                       *ParseGridAxis({}, "peak.enabled=false,true")};

  const auto points = RandomPoints({}, axes, 1000, 1);

  ASSERT_TRUE(points.ok());
  ASSERT_EQ(points->size(), 1000U);
  std::vector<int> whole_numbers(4);
  double sum = 0.0;
  int enabled = 0;
  for (const SweepPoint& point : *points) {
    const double quantile = *ParseNumber<double>(point[0]);
    EXPECT_GE(quantile, 0.9);
    EXPECT_LE(quantile, 0.99);
    sum += quantile;
    ++whole_numbers.at(static_cast<size_t>(*ParseNumber<int>(point[1]) - 101));
    enabled += point[2] == "true" ? 1 : 0;
  }
  // Tolerance of 4 standard errors: 0.09 / sqrt(12 * 1000), sqrt(1000 / 4 * 3 / 4), sqrt(1000) / 2.
  EXPECT_NEAR(sum / 1000, 0.945, 4 * 0.00082);
  for (const int count : whole_numbers) EXPECT_NEAR(count, 250, 4 * 13.7);
  EXPECT_NEAR(enabled, 500, 4 * 15.8);
}

TEST(RandomPoints, AreDifferentAndValid) {
  const std::vector<SweepAxis> axes = {*ParseRangeAxis({}, "delay.min_delay_ms=0..3"),
                                       *ParseRangeAxis({}, "delay.max_delay_ms=1..4")};

  const auto points = RandomPoints({}, axes, 100, 1);

  // Three of the 16 combinations have a minimum above the maximum: 2 > 1, 3 > 1 and 3 > 2.
  ASSERT_TRUE(points.ok());
  EXPECT_EQ(points->size(), 13U);
  EXPECT_EQ(std::set<SweepPoint>(points->begin(), points->end()).size(), 13U);
}

TEST(RandomPoints, AreReproducibleBySeed) {
  const std::vector<SweepAxis> axes = {*ParseRangeAxis({}, "relative.quantile=0.9..0.99")};

  EXPECT_EQ(*RandomPoints({}, axes, 20, 5), *RandomPoints({}, axes, 20, 5));
  EXPECT_NE(*RandomPoints({}, axes, 20, 5), *RandomPoints({}, axes, 20, 6));
}

}  // namespace
}  // namespace neteq::sim
