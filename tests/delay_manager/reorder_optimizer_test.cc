// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/reorder_optimizer.h"

#include <chrono>

#include "tests/delay_manager/neteq_2024.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kLate = milliseconds(100);

/// An optimizer that sees every n-th packet reordered.
class ReorderOptimizerTest : public ::testing::Test {
 protected:
  explicit ReorderOptimizerTest(const RelativeParams& params = NetEq2024()) : optimizer_(params) {}

  void ReorderOneIn(int period, Duration delay, Duration base = Duration::zero()) {
    for (int i = 1; i <= 20'000; ++i) {  // seven times the memory of the histogram
      const bool is_reordered = i % period == period / 2;
      optimizer_.Update(is_reordered ? delay : Duration::zero(), is_reordered, base);
    }
  }

  ReorderOptimizer optimizer_;
};

TEST_F(ReorderOptimizerTest, IgnoresLatePacketsInOrder) {
  for (int i = 0; i < 1000; ++i) optimizer_.Update(kLate, false, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(20));
}

// Losing 10 % costs 200 ms, more than waiting for 100 ms.
TEST_F(ReorderOptimizerTest, WaitsForFrequentReordering) {
  ReorderOneIn(10, kLate);

  EXPECT_EQ(optimizer_.optimal_delay(), kLate + milliseconds(20));
}

// Losing 2.5 % costs 50 ms, less than waiting for 100 ms.
TEST_F(ReorderOptimizerTest, LosesRareReorderedPackets) {
  ReorderOneIn(40, kLate);

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(20));
}

TEST_F(ReorderOptimizerTest, FollowsAReorderedPacketAtOnceAndOthersWithinEight) {
  ReorderOptimizer keen(NetEq2024());
  Random random(3);
  int behind = 0;
  int falls = 0;
  for (int i = 0; i < 20'000; ++i) {
    const bool is_reordered = i / 1000 % 2 == 0 && random.Uniform() < 0.3;
    const Duration delay = is_reordered ? milliseconds(40 + 20 * (i % 10)) : Duration::zero();
    const Duration before = keen.optimal_delay();
    optimizer_.Update(delay, is_reordered, Duration::zero());
    keen.Update(delay, is_reordered, Duration(i % 2));  // every change of the base causes a search

    falls += keen.optimal_delay() < before ? 1 : 0;
    behind = optimizer_.optimal_delay() == keen.optimal_delay() ? 0 : behind + 1;
    ASSERT_LT(behind, is_reordered ? 1 : 8) << i;
  }
  EXPECT_GT(falls, 10);
}

// Only 40 of the 100 ms cost anything.
TEST_F(ReorderOptimizerTest, DelayThatPacketsInOrderNeedIsFree) {
  ReorderOneIn(40, kLate, milliseconds(60));

  EXPECT_EQ(optimizer_.optimal_delay(), kLate + milliseconds(20));
}

TEST_F(ReorderOptimizerTest, WaitsForTheFrequentAmongSeveral) {
  for (int i = 0; i < 20'000; ++i) {  // 10 % at 100 ms, 1 % at 400 ms
    const bool is_reordered = i % 10 == 0;
    const Duration delay = i % 100 == 0 ? milliseconds(400) : kLate;
    optimizer_.Update(is_reordered ? delay : Duration::zero(), is_reordered, Duration::zero());
  }

  EXPECT_EQ(optimizer_.optimal_delay(), kLate + milliseconds(20));
}

// Waiting for 1980 ms costs less than losing everything, 2000 ms.
TEST_F(ReorderOptimizerTest, CountsDelaysBeyondTwoSecondsAsTwoSeconds) {
  for (int i = 0; i < 100; ++i) optimizer_.Update(seconds(9), true, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), seconds(2));
}

TEST_F(ReorderOptimizerTest, ForgetsLongPastReordering) {
  ReorderOneIn(10, kLate);

  // After n packets 0.9993^n of the 10 % remains: less than a billionth.
  for (int i = 0; i < 27'000; ++i) optimizer_.Update(Duration::zero(), false, kLate);

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(20));
}

TEST_F(ReorderOptimizerTest, StartsAfreshAfterReset) {
  ReorderOneIn(10, kLate);

  optimizer_.Reset();
  EXPECT_EQ(optimizer_.optimal_delay(), Duration::zero());
  optimizer_.Update(Duration::zero(), false, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(20));
}

class ReorderPriceTest : public ReorderOptimizerTest {
 protected:
  ReorderPriceTest() : ReorderOptimizerTest({.bucket_ms = 10, .ms_per_loss_percent = 50.0}) {}
};

// Losing 2.5 % now costs 125 ms.
TEST_F(ReorderPriceTest, PriceAndStepsAreAdjustable) {
  ReorderOneIn(40, kLate);

  EXPECT_EQ(optimizer_.optimal_delay(), kLate + milliseconds(10));
}

}  // namespace
}  // namespace neteq::delay
