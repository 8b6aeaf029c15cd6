// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/loss_share.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

constexpr float kPacketMs = 20.0F;
constexpr float kLongGapMs = 400.0F;

class LossShareTest : public ::testing::Test {
 protected:
  /// Receives `count` packets, each after `lost` packets that were lost.
  void Receive(int count, int lost) {
    for (int i = 0; i < count; ++i) {
      sequence_ += lost + 1;
      loss_.OnPacket(sequence_, kPacketMs, static_cast<float>(lost + 1) * kPacketMs, kLongGapMs);
    }
  }

  LossShare loss_;
  int64_t sequence_ = 0;
};

TEST_F(LossShareTest, IsZeroWithoutLoss) {
  Receive(1000, 0);

  EXPECT_EQ(loss_.value(), 0.0F);
}

TEST_F(LossShareTest, IsTheShareOfLostAudio) {
  Receive(3000, 1);

  EXPECT_NEAR(loss_.value(), 0.5F, 0.01F);
}

TEST_F(LossShareTest, ForgetsWithinSeconds) {
  Receive(1000, 1);

  Receive(2500, 0);  // 50 s

  EXPECT_LT(loss_.value(), 0.005F);
}

TEST_F(LossShareTest, TakesReorderedPacketsBack) {
  Receive(100, 0);
  Receive(1, 1);

  loss_.OnRecovered(kPacketMs);

  EXPECT_EQ(loss_.value(), 0.0F);
}

TEST_F(LossShareTest, CountsLongLossesUpToTheLongGap) {
  Receive(100, 0);
  Receive(1, 49);  // 1 s

  EXPECT_NEAR(loss_.value(), kLongGapMs / 3000.0F, 0.025F);
}

TEST_F(LossShareTest, EmptyPacketsAreNotLost) {
  Receive(100, 0);
  loss_.OnEmptyPacket(++sequence_);
  Receive(1, 0);

  EXPECT_EQ(loss_.value(), 0.0F);
}

TEST_F(LossShareTest, ANewSequenceIsNoLoss) {
  Receive(100, 0);
  loss_.Restart();
  sequence_ += 5000;
  Receive(100, 0);

  EXPECT_EQ(loss_.value(), 0.0F);
}

}  // namespace
}  // namespace neteq::delay
