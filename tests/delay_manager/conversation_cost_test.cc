// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/conversation_cost.h"

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

TEST(DelayImpairment, IsFreeUpToHundredMilliseconds) {
  const DelayImpairment impairment;

  EXPECT_EQ(impairment.Of(-50.0F), impairment.Of(0.0F));
  EXPECT_LT(impairment.Of(0.0F), 0.001F);
}

// G.107, 7.4: X = lg(Ta / 100) / lg 2, here 1 and 2.
TEST(DelayImpairment, FollowsTheRecommendation) {
  const DelayImpairment impairment;

  EXPECT_NEAR(impairment.Of(100.0F), 3.05F, 0.15F);
  EXPECT_NEAR(impairment.Of(300.0F), 24.01F, 0.15F);
}

TEST(DelayImpairment, StaysAtItsLastEntry) {
  const DelayImpairment impairment;

  EXPECT_EQ(impairment.Of(1e9F), impairment.Of(2047.0F));
}

TEST(LossImpairment, FollowsTheRecommendation) {
  EXPECT_EQ(LossImpairment(0.0F), 0.0F);
  EXPECT_NEAR(LossImpairment(0.2F), 47.5F, 1e-4F);
}

}  // namespace
}  // namespace neteq::delay
