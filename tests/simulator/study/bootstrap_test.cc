// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/bootstrap.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

/// Approximately normal (sum of twelve uniform numbers), mean 0 and variance 1.
double Normal(Random& random) {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += random.Uniform();
  return sum;
}

std::vector<double> NormalValues(Random& random, int count, double mean = 0.0) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(mean + Normal(random));
  return values;
}

TEST(BootstrapMean, HasTheWidthOfTheNormalApproximation) {
  Random random(1);
  const auto interval = BootstrapMean(NormalValues(random, 400, 5.0));

  // 1.96 standard errors of 1 / sqrt(400) on each side. The standard deviation of 400 values has an
  // error of 3.5 %; the tolerance is three times that.
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->high - interval->low, 2 * 1.96 / 20, 0.105 * 2 * 1.96 / 20);
  EXPECT_TRUE(interval->Contains(5.0));
}

TEST(BootstrapMean, HasTheNominalCoverage) {
  constexpr int kTrials = 400;
  Random random(2);
  int hits = 0;
  for (int i = 0; i < kTrials; ++i) {
    hits += BootstrapMean(NormalValues(random, 30), {.resamples = 1000})->Contains(0.0) ? 1 : 0;
  }

  // Percentile intervals of 30 values cover 93 to 94 %; tolerance: three standard errors (1.2 %).
  EXPECT_NEAR(static_cast<double>(hits) / kTrials, 0.935, 0.036);
}

TEST(BootstrapMean, IsNarrowerAtALowerLevel) {
  Random random(3);
  const std::vector<double> values = NormalValues(random, 100);

  const auto wide = BootstrapMean(values, {.level = 0.95});
  const auto narrow = BootstrapMean(values, {.level = 0.68});

  // 1.96 and 0.99 standard errors; with 10,000 resamples the ends are accurate to a few percent.
  EXPECT_NEAR((narrow->high - narrow->low) / (wide->high - wide->low), 0.99 / 1.96, 0.03);
}

TEST(BootstrapMean, IsReproducibleBySeed) {
  Random random(4);
  const std::vector<double> values = NormalValues(random, 20);

  const auto first = BootstrapMean(values, {.seed = 7});
  const auto again = BootstrapMean(values, {.seed = 7});
  const auto other = BootstrapMean(values, {.seed = 8});

  EXPECT_EQ(first->low, again->low);
  EXPECT_EQ(first->high, again->high);
  EXPECT_NE(first->low, other->low);
}

TEST(BootstrapMean, IsExactForEqualValues) {
  const auto interval = BootstrapMean(std::vector<double>(10, 0.0));

  EXPECT_EQ(interval->low, 0.0);
  EXPECT_EQ(interval->high, 0.0);
}

TEST(BootstrapMean, RequiresTwoValues) {
  EXPECT_FALSE(BootstrapMean({}));
  EXPECT_FALSE(BootstrapMean(std::vector{1.0}));
}

}  // namespace
}  // namespace neteq::sim
