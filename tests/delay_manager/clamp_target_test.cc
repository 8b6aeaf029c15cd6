// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/clamp_target.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

constexpr Duration kNoCapacityLimit{0};

TEST(CapacityLimit, IsThreeQuartersOfTheBuffer) {
  EXPECT_EQ(CapacityLimit(50, milliseconds(20)), milliseconds(750));
  EXPECT_EQ(CapacityLimit(50, Duration::zero()), Duration::zero());
}

TEST(ClampTarget, PassesATargetWithinTheBounds) {
  const DelayBounds bounds{.minimum = milliseconds(40), .maximum = milliseconds(200)};

  EXPECT_EQ(ClampTarget(milliseconds(100), bounds, kNoCapacityLimit), milliseconds(100));
  EXPECT_EQ(ClampTarget(milliseconds(10), bounds, kNoCapacityLimit), milliseconds(40));
  EXPECT_EQ(ClampTarget(milliseconds(300), bounds, kNoCapacityLimit), milliseconds(200));
}

TEST(ClampTarget, TakesTheLargerOfMinimumAndBaseMinimum) {
  const DelayBounds base{.minimum = milliseconds(40), .base_minimum = milliseconds(60)};
  const DelayBounds plain{.minimum = milliseconds(60), .base_minimum = milliseconds(40)};

  EXPECT_EQ(ClampTarget(milliseconds(20), base, kNoCapacityLimit), milliseconds(60));
  EXPECT_EQ(ClampTarget(milliseconds(20), plain, kNoCapacityLimit), milliseconds(60));
}

TEST(ClampTarget, BaseMinimumGivesWayToMaximumAndCapacity) {
  const DelayBounds bounds{.maximum = milliseconds(100), .base_minimum = milliseconds(500)};
  const DelayBounds unlimited{.base_minimum = milliseconds(500)};

  EXPECT_EQ(ClampTarget(milliseconds(20), bounds, kNoCapacityLimit), milliseconds(100));
  EXPECT_EQ(ClampTarget(milliseconds(20), unlimited, milliseconds(300)), milliseconds(300));
}

TEST(ClampTarget, CapacityIsAppliedLast) {
  const DelayBounds bounds{.minimum = milliseconds(400)};

  EXPECT_EQ(ClampTarget(milliseconds(20), bounds, milliseconds(150)), milliseconds(150));
}

}  // namespace
}  // namespace neteq::delay
