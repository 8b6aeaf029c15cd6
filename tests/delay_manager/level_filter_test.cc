// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/level_filter.h"

#include <chrono>
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

/// Target delay in ms, and the resulting factor in 1/256.
using FactorCase = std::pair<int, int>;

class LevelFilterFactor : public ::testing::TestWithParam<FactorCase> {};

TEST_P(LevelFilterFactor, ConvergesAsTheTargetDemands) {
  const auto [target_ms, factor_q8] = GetParam();
  LevelFilter filter;
  filter.SetTarget(milliseconds(target_ms));

  for (int n = 1; n <= 500; ++n) {
    filter.Update(milliseconds(100), Duration::zero());
    const double expected_us = 100'000 * (1.0 - std::pow(factor_q8 / 256.0, n));
    ASSERT_NEAR(static_cast<double>(filter.level().count()), expected_us, 1.0) << "tick " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, LevelFilterFactor,
                         ::testing::Values(FactorCase{0, 251}, FactorCase{20, 251},
                                           FactorCase{21, 252}, FactorCase{60, 252},
                                           FactorCase{61, 253}, FactorCase{140, 253},
                                           FactorCase{141, 254}, FactorCase{2000, 254}));

TEST(LevelFilter, SubtractsWhatAccelerateRemovedAtOnce) {
  LevelFilter filter;
  filter.Set(milliseconds(100));

  filter.Update(milliseconds(100), milliseconds(12));

  EXPECT_EQ(filter.level(), milliseconds(88));
}

TEST(LevelFilter, AddsWhatPreemptiveExpandInsertedAtOnce) {
  LevelFilter filter;
  filter.Set(milliseconds(100));

  filter.Update(milliseconds(100), milliseconds(-12));

  EXPECT_EQ(filter.level(), milliseconds(112));
}

TEST(LevelFilter, NeverGoesBelowZero) {
  LevelFilter filter;
  filter.Set(milliseconds(5));

  filter.Update(milliseconds(5), milliseconds(15));

  EXPECT_EQ(filter.level(), Duration::zero());
}

TEST(LevelFilter, ResetEmptiesItAndRestoresTheStartFactor) {
  LevelFilter filter;
  filter.SetTarget(milliseconds(20));
  filter.Set(milliseconds(100));

  filter.Reset();
  EXPECT_EQ(filter.level(), Duration::zero());
  filter.Update(milliseconds(256), Duration::zero());

  EXPECT_EQ(filter.level(), milliseconds(3));  // 256 ms (1 - 253/256)
}

}  // namespace
}  // namespace neteq::delay
