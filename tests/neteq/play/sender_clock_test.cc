// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/sender_clock.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr MediaClock kClock{.origin_ticks = 1000, .clock_hz = 8000, .sample_hz = 8000};

TEST(SenderClock, KeepsTheOriginOfTheTimeline) {
  SenderClock clock;
  clock.Begin(kClock);
  clock.OnDecoded({160}, 1000);

  EXPECT_EQ(clock.At({200}).TimestampOf({200}).value(), 1200U);
}

TEST(SenderClock, AJumpTakesEffectWhenItsPacketIsPlayed) {
  SenderClock clock;
  clock.Begin(kClock);
  clock.OnDecoded({160}, 50'000);

  EXPECT_EQ(clock.At({80}).TimestampOf({80}).value(), 1080U);
  EXPECT_EQ(clock.At({160}).TimestampOf({160}).value(), 50'160U);
}

TEST(SenderClock, LaterPacketsOfTheSameOriginDoNotDelayTheJump) {
  SenderClock clock;
  clock.Begin(kClock);
  clock.OnDecoded({160}, 50'000);
  clock.OnDecoded({320}, 50'000);

  EXPECT_EQ(clock.At({160}).TimestampOf({160}).value(), 50'160U);
}

TEST(SenderClock, ATimelineForgetsThePendingJump) {
  SenderClock clock;
  clock.Begin(kClock);
  clock.OnDecoded({160}, 50'000);
  clock.Begin(kClock);

  EXPECT_EQ(clock.At({160}).TimestampOf({160}).value(), 1160U);
}

}  // namespace
}  // namespace neteq::internal
