// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/cost_memory.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

constexpr float kLongGapMs = 400.0F;
constexpr float kMemoryMs = 1000.0F;
constexpr std::array<float, 1> kNoTarget = {0.0F};
constexpr Prices kPrices{.robustness = 2.0F, .per_ms = 0.005F};

class CostMemoryTest : public ::testing::Test {
 protected:
  float Cost(bool with_spikes = true, const Prices& prices = kPrices) const {
    std::array<float, 1> costs{};
    memory_.GetCosts(prices, kNoTarget, with_spikes, costs);
    return costs[0];
  }
  void Pass(float ms, float impairment) {
    for (; ms > 0.0F; ms -= 20.0F) memory_.AddTime(20.0F, {impairment});
  }

  CostMemory<1> memory_{kMemoryMs, kLongGapMs};
};

TEST_F(CostMemoryTest, AveragesTheImpairmentOverTime) {
  Pass(500.0F, 7.0F);

  EXPECT_NEAR(Cost(), 7.0F, 1e-4F);
}

TEST_F(CostMemoryTest, ForgetsExponentially) {
  Pass(100'000.0F, 8.0F);

  Pass(kMemoryMs, 0.0F);

  EXPECT_NEAR(Cost(), 8.0F * std::exp(-1.0F), 0.01F);
}

TEST_F(CostMemoryTest, ChargesConcealment) {
  Pass(20.0F, 0.0F);
  memory_.AddGaps({1.0F});

  EXPECT_NEAR(Cost(), 2.0F * LossImpairment(0.05F), 1e-4F);
}

TEST_F(CostMemoryTest, AGapCostsNoMoreThanALongOne) {
  CostMemory<1> other = memory_;
  memory_.AddTime(1000.0F, {0.0F});
  other.AddTime(1000.0F, {0.0F});
  memory_.AddGaps({kLongGapMs});
  other.AddGaps({10.0F * kLongGapMs});

  CostMemory<1>::Lanes cost{};
  CostMemory<1>::Lanes other_cost{};
  memory_.GetCosts({}, {0.0F}, true, cost);
  other.GetCosts({}, {0.0F}, true, other_cost);

  EXPECT_GT(cost[0], 0.0F);
  EXPECT_EQ(cost[0], other_cost[0]);
}

TEST_F(CostMemoryTest, ChargesLessOnTopOfLosses) {
  Pass(20.0F, 0.0F);
  memory_.AddGaps({1.0F});

  Prices lossy = kPrices;
  lossy.lost_share = 0.2F;

  EXPECT_NEAR(Cost(true, lossy), 2.0F * (LossImpairment(0.25F) - LossImpairment(0.2F)), 1e-4F);
}

TEST_F(CostMemoryTest, ChargesTheTarget) {
  Pass(20.0F, 0.0F);
  std::array<float, 1> costs{};
  memory_.GetCosts(kPrices, {200.0F}, true, costs);

  EXPECT_NEAR(costs[0], 1.0F, 1e-5F);
}

TEST_F(CostMemoryTest, CountsSpikesOnRequest) {
  Pass(20.0F, 0.0F);
  memory_.AddSpikeGaps({1.0F});

  EXPECT_GT(Cost(true), 0.0F);
  EXPECT_EQ(Cost(false), 0.0F);
  memory_.ForgetSpikes();
  EXPECT_EQ(Cost(true), 0.0F);
}

TEST_F(CostMemoryTest, TakesAssumedExperience) {
  memory_.Reset(100.0F, {5.0F}, {300.0F});

  EXPECT_NEAR(Cost(), 3.0F + 2.0F * LossImpairment(0.05F), 1e-4F);
}

}  // namespace
}  // namespace neteq::delay
