// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/playout_bank.h"

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

constexpr PlayoutRules kRules{
    .band_ms = 20.0F, .band_share = 0.0F, .skip_ms = 300.0F, .fall_rate = 0.2F, .rise_rate = 0.1F};
constexpr float kPacketMs = 20.0F;

/// Playouts with targets of 0, 40 and 100 ms that start at their targets.
class PlayoutBankTest : public ::testing::Test {
 protected:
  PlayoutBankTest() {
    bank_.targets() = {0.0F, 40.0F, 100.0F};
    bank_.Resume(0.0F);
  }
  bool Play(float delay_ms, float shift_ms = 0.0F) {
    return bank_.Play({.delay_ms = delay_ms, .elapsed_ms = kPacketMs, .shift_ms = shift_ms});
  }

  PlayoutBank<3> bank_{kRules};
};

TEST_F(PlayoutBankTest, ResumesInTheMiddleOfTheBand) { EXPECT_EQ(bank_.delays()[1], 50.0F); }

TEST_F(PlayoutBankTest, ResumesWhenTheFirstPacketIsThere) {
  bank_.Resume(80.0F);

  EXPECT_EQ(bank_.delays()[1], 80.0F);
  EXPECT_EQ(bank_.delays()[2], 110.0F);
}

TEST_F(PlayoutBankTest, ConcealsNothingInTime) {
  EXPECT_FALSE(Play(10.0F));
  EXPECT_EQ(bank_.delays()[0], 10.0F);
}

TEST_F(PlayoutBankTest, ConcealsWholeTicksUntilALatePacketArrives) {
  EXPECT_TRUE(Play(61.0F));

  EXPECT_EQ(bank_.gaps()[0], 60.0F);
  EXPECT_EQ(bank_.gaps()[1], 20.0F);
  EXPECT_EQ(bank_.gaps()[2], 0.0F);
  EXPECT_EQ(bank_.delays()[0], 70.0F);
  EXPECT_EQ(bank_.delays()[1], 70.0F);
}

TEST_F(PlayoutBankTest, ReturnsToTheBand) {
  Play(60.0F);
  Play(0.0F);
  EXPECT_NEAR(bank_.delays()[0], 60.0F - 0.2F * kPacketMs, 1e-3F);

  for (int i = 0; i < 20; ++i) Play(0.0F);

  EXPECT_NEAR(bank_.delays()[0], 20.0F, 1e-3F);
}

TEST_F(PlayoutBankTest, RisesToItsTarget) {
  bank_.targets()[0] = 15.0F;
  Play(0.0F);
  EXPECT_NEAR(bank_.delays()[0], 10.0F + 0.1F * kPacketMs, 1e-3F);

  for (int i = 0; i < 20; ++i) Play(0.0F);

  EXPECT_NEAR(bank_.delays()[0], 15.0F, 1e-3F);
}

TEST_F(PlayoutBankTest, MovesWithTheReference) {
  Play(0.0F, 30.0F);
  EXPECT_NEAR(bank_.delays()[2], 110.0F - 30.0F + 0.1F * kPacketMs, 1e-3F);
}

TEST_F(PlayoutBankTest, SkipsALongBacklog) {
  Play(600.0F);
  EXPECT_EQ(bank_.gaps()[0], 590.0F);
  EXPECT_EQ(bank_.delays()[0], 600.0F);

  Play(0.0F);

  EXPECT_EQ(bank_.delays()[0], 0.0F);
  EXPECT_EQ(bank_.delays()[2], 100.0F);
}

TEST_F(PlayoutBankTest, DoesNotWaitForReorderedPackets) {
  EXPECT_TRUE(bank_.PlayReordered(55.0F, kPacketMs));

  EXPECT_EQ(bank_.gaps()[0], kPacketMs);
  EXPECT_EQ(bank_.gaps()[1], 5.0F);
  EXPECT_EQ(bank_.gaps()[2], 0.0F);
  EXPECT_EQ(bank_.delays()[0], 10.0F);
}

TEST_F(PlayoutBankTest, TakesReorderedPacketsInTime) {
  EXPECT_FALSE(bank_.PlayReordered(10.0F, kPacketMs));
}

}  // namespace
}  // namespace neteq::delay
