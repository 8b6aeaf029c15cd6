// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/playout_step.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);

class PlayoutStepsTest : public ::testing::Test {
 protected:
  /// Passes on the next packet of 20 ms.
  PlayoutStep Next(Duration delay = Duration::zero()) {
    const PlayoutStep step = steps_.Next(PacketWith(delay));
    ++packet_.sequence;
    packet_.media_time += kFrame;
    return step;
  }

  PlayoutSteps steps_;
  Arrival packet_{.frame_length = kFrame};
  Duration reference_{0};

 private:
  Arrival PacketWith(Duration delay) const {
    Arrival arrival = packet_;
    arrival.relative = RelativeTiming{.delay = delay, .reference = reference_};
    return arrival;
  }
};

TEST_F(PlayoutStepsTest, MeasureMediaTimeFromPacketToPacket) {
  EXPECT_TRUE(Next().follows_pause);

  const PlayoutStep step = Next(milliseconds(30));

  EXPECT_FLOAT_EQ(step.delay_ms, 30.0F);
  EXPECT_FLOAT_EQ(step.elapsed_ms, 20.0F);
  EXPECT_FLOAT_EQ(step.shift_ms, 0.0F);
  EXPECT_FALSE(step.follows_pause);
}

TEST_F(PlayoutStepsTest, SpanLostPackets) {
  Next();
  packet_.sequence += 3;
  packet_.media_time += 3 * kFrame;

  EXPECT_FLOAT_EQ(Next().elapsed_ms, 80.0F);
}

TEST_F(PlayoutStepsTest, TakeMissingMediaTimeWithoutMissingPacketsForAPause) {
  Next();
  packet_.media_time += seconds(3);

  const PlayoutStep step = Next();

  EXPECT_TRUE(step.follows_pause);
  EXPECT_FLOAT_EQ(step.elapsed_ms, 20.0F);
}

TEST_F(PlayoutStepsTest, ComfortNoiseIsAPause) {
  Next();
  packet_.is_speech = false;
  EXPECT_TRUE(Next().follows_pause);
  packet_.is_speech = true;
  EXPECT_TRUE(Next().follows_pause);
  EXPECT_FALSE(Next().follows_pause);
}

TEST_F(PlayoutStepsTest, ReportHowFarTheReferenceMoves) {
  Next();
  reference_ = milliseconds(40);
  EXPECT_FLOAT_EQ(Next().shift_ms, 40.0F);
  reference_ = milliseconds(10);
  EXPECT_FLOAT_EQ(Next().shift_ms, -30.0F);
}

TEST_F(PlayoutStepsTest, AQueueIsHighUntilItDrains) {
  Next();
  reference_ = milliseconds(200);
  Next();
  EXPECT_NEAR(steps_.queue_height_ms(), 200.0F, 0.1F);

  reference_ = Duration::zero();
  Next();

  EXPECT_FLOAT_EQ(steps_.queue_height_ms(), 0.0F);
}

TEST_F(PlayoutStepsTest, ClockDriftIsNoQueue) {
  for (int i = 0; i < 3000; ++i) {
    reference_ = Duration(6 * i);  // 300 ppm
    Next();
  }

  EXPECT_FLOAT_EQ(steps_.queue_height_ms(), 0.0F);
}

TEST_F(PlayoutStepsTest, AnotherTimelineHasAnotherReference) {
  Next();
  steps_.Restart();
  reference_ = seconds(5);

  EXPECT_FLOAT_EQ(Next().shift_ms, 0.0F);
  EXPECT_FLOAT_EQ(steps_.queue_height_ms(), 0.0F);
}

TEST_F(PlayoutStepsTest, StartAfreshAfterReset) {
  Next();
  reference_ = milliseconds(200);
  Next();

  steps_.Reset();

  EXPECT_FLOAT_EQ(steps_.queue_height_ms(), 0.0F);
  EXPECT_TRUE(Next().follows_pause);
}

}  // namespace
}  // namespace neteq::delay
