// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/arrival_history.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kWindow = seconds(2);
constexpr Duration kTransit = seconds(1000);  // the two clocks are unrelated

/// An arrival history and packets of 20 ms.
class ArrivalHistoryTest : public ::testing::Test {
 protected:
  /// Inserts the packet of `media_time`, which arrives late by `lateness`.
  ArrivalHistory::Outcome Arrive(Duration media_time, Duration lateness = Duration::zero()) {
    return history_.Insert(media_time, kFrame, At(media_time, lateness));
  }
  static Timestamp At(Duration media_time, Duration lateness) {
    return Timestamp(kTransit + media_time + lateness);
  }
  Duration DelayOf(Duration media_time, Duration lateness) const {
    return history_.RelativeDelay(media_time, At(media_time, lateness));
  }

  ArrivalHistory history_{kWindow, kWindow};
};

TEST_F(ArrivalHistoryTest, KnowsNoDelayWithoutPackets) {
  EXPECT_EQ(DelayOf(kFrame, seconds(1)), Duration::zero());
  EXPECT_EQ(history_.max_delay(), Duration::zero());
  EXPECT_EQ(history_.size(), 0U);
}

TEST_F(ArrivalHistoryTest, MeasuresDelayBehindTheFastestPacket) {
  Arrive(0 * kFrame, milliseconds(30));
  Arrive(1 * kFrame, milliseconds(10));
  Arrive(2 * kFrame, milliseconds(50));

  EXPECT_EQ(DelayOf(2 * kFrame, milliseconds(50)), milliseconds(40));
  EXPECT_EQ(DelayOf(3 * kFrame, milliseconds(10)), Duration::zero());
}

TEST_F(ArrivalHistoryTest, MeasuresToTheMicrosecond) {
  Arrive(0 * kFrame);

  EXPECT_EQ(DelayOf(1 * kFrame, Duration(1)), Duration(1));
}

TEST_F(ArrivalHistoryTest, CountsAPacketAheadOfAllOthersAsNoDelay) {
  Arrive(0 * kFrame, milliseconds(30));

  EXPECT_EQ(DelayOf(1 * kFrame, Duration::zero()), Duration::zero());
}

TEST_F(ArrivalHistoryTest, LargestDelayIsMeasuredFromTheFastestPacketNow) {
  Arrive(0 * kFrame, milliseconds(60));
  EXPECT_EQ(history_.max_delay(), Duration::zero());

  Arrive(1 * kFrame, milliseconds(15));

  EXPECT_EQ(history_.max_delay(), milliseconds(45));
}

TEST_F(ArrivalHistoryTest, MarksReorderedPackets) {
  EXPECT_FALSE(Arrive(0 * kFrame).reordered);
  EXPECT_FALSE(Arrive(2 * kFrame).reordered);

  const ArrivalHistory::Outcome outcome = Arrive(1 * kFrame, 2 * kFrame);

  EXPECT_TRUE(outcome.accepted);
  EXPECT_TRUE(outcome.reordered);
}

TEST_F(ArrivalHistoryTest, ReorderedPacketsAreNoExtremes) {
  Arrive(0 * kFrame, milliseconds(10));
  Arrive(3 * kFrame, milliseconds(10));

  Arrive(1 * kFrame, milliseconds(500));
  Arrive(2 * kFrame, milliseconds(0));

  EXPECT_EQ(history_.max_delay(), Duration::zero());
  EXPECT_EQ(DelayOf(4 * kFrame, milliseconds(10)), Duration::zero());
}

TEST_F(ArrivalHistoryTest, ForgetsTheFastestPacketWhenItLeavesTheWindow) {
  Arrive(0 * kFrame);
  Duration media_time{0};
  while (media_time < kWindow) {
    media_time += kFrame;
    Arrive(media_time, milliseconds(25));
    ASSERT_EQ(DelayOf(media_time, milliseconds(25)), milliseconds(25));
  }

  Arrive(media_time + kFrame, milliseconds(25));

  EXPECT_EQ(DelayOf(media_time + kFrame, milliseconds(25)), Duration::zero());
  EXPECT_EQ(history_.max_delay(), Duration::zero());
}

TEST_F(ArrivalHistoryTest, ForgetsTheSlowestPacketWhenItLeavesTheWindow) {
  Arrive(0 * kFrame, milliseconds(300));
  Arrive(1 * kFrame);

  Arrive(kWindow);
  EXPECT_EQ(history_.max_delay(), milliseconds(300));
  Arrive(kWindow + kFrame);

  EXPECT_EQ(history_.max_delay(), Duration::zero());
}

TEST_F(ArrivalHistoryTest, RefusesPacketsOlderThanTheWindow) {
  Arrive(kWindow + kFrame);

  EXPECT_FALSE(Arrive(kFrame - Duration(1)).accepted);
  EXPECT_TRUE(Arrive(kFrame).accepted);
}

TEST_F(ArrivalHistoryTest, RefusesWhatAPresentPacketContains) {
  Arrive(0 * kFrame);
  Arrive(2 * kFrame);

  EXPECT_FALSE(Arrive(0 * kFrame).accepted);
  EXPECT_FALSE(Arrive(2 * kFrame).accepted);
  EXPECT_FALSE(Arrive(kFrame - Duration(1)).accepted);
  EXPECT_FALSE(Arrive(3 * kFrame - Duration(1)).accepted);
  EXPECT_TRUE(Arrive(1 * kFrame).accepted);
  EXPECT_FALSE(Arrive(1 * kFrame).accepted);
  EXPECT_EQ(history_.size(), 3U);
}

TEST_F(ArrivalHistoryTest, RefusesTheSameTimeOfUnknownLength) {
  const auto insert = [&](Duration media_time) {
    return history_.Insert(media_time, Duration::zero(), Timestamp()).accepted;
  };

  EXPECT_TRUE(insert(kFrame));
  EXPECT_FALSE(insert(kFrame));
  EXPECT_TRUE(insert(kFrame + Duration(1)));
}

TEST_F(ArrivalHistoryTest, KeepsPacketsOnBothSidesOfTimeZero) {
  for (int i = -5; i <= 5; ++i) EXPECT_TRUE(Arrive(i * kFrame, milliseconds(i + 5)).accepted);

  EXPECT_EQ(history_.max_delay(), milliseconds(10));
  EXPECT_FALSE(Arrive(-3 * kFrame).accepted);
}

TEST_F(ArrivalHistoryTest, StartsAnewAfterALeapForward) {
  for (int i = 0; i < 10; ++i) Arrive(i * kFrame, milliseconds(i));

  Arrive(seconds(3600), seconds(20));

  EXPECT_EQ(history_.size(), 1U);
  EXPECT_EQ(DelayOf(seconds(3601), seconds(20)), Duration::zero());
}

TEST_F(ArrivalHistoryTest, LetsTheOldestGoWhenPacketsAreShorterThanAnyCodecs) {
  constexpr int kCapacity = 801;  // 2 s of 2.5 ms, both ends included
  history_.Insert(Duration(0), Duration(1), Timestamp());
  for (int i = 1; i < kCapacity; ++i) {
    history_.Insert(Duration(2 * i), Duration(1), Timestamp(Duration(2 * i) + kFrame));
  }
  EXPECT_EQ(history_.max_delay(), kFrame);

  const Duration between(2 * kCapacity - 3);
  EXPECT_TRUE(history_.Insert(between, Duration(1), Timestamp()).reordered);

  EXPECT_EQ(history_.size(), static_cast<size_t>(kCapacity));  // the first packet has left
  EXPECT_FALSE(history_.Insert(Duration(1), Duration(1), Timestamp()).accepted);
  EXPECT_FALSE(history_.Insert(between, Duration(1), Timestamp()).accepted);
}

TEST(ArrivalHistory, ForgetsTheFastestPacketOnceItLeavesTheReferenceWindow) {
  ArrivalHistory history(milliseconds(500), kWindow);
  const auto arrive = [&](int packet, Duration lateness) {
    history.Insert(packet * kFrame, kFrame, Timestamp(packet * kFrame + lateness));
    return history.RelativeDelay(packet * kFrame, Timestamp(packet * kFrame + lateness));
  };
  arrive(0, Duration::zero());
  for (int i = 1; i <= 25; ++i) ASSERT_EQ(arrive(i, milliseconds(25)), milliseconds(25));

  EXPECT_EQ(arrive(26, milliseconds(25)), Duration::zero());
  EXPECT_EQ(history.reference(), milliseconds(25));
}

TEST(ArrivalHistory, TakesAReorderedPacketOlderThanTheReferenceWindow) {
  ArrivalHistory history(milliseconds(500), kWindow);
  history.Insert(Duration::zero(), kFrame, Timestamp());
  history.Insert(seconds(1), kFrame, Timestamp(seconds(1)));

  EXPECT_TRUE(history.Insert(kFrame, kFrame, Timestamp(seconds(1))).reordered);
}

TEST(ArrivalHistory, ComparesEightLongPackets) {
  constexpr Duration kLong = milliseconds(120);
  ArrivalHistory history(milliseconds(500), kWindow);
  for (int i = 0; i < 8; ++i) {
    history.Insert(i * kLong, kLong, Timestamp(i * kLong + milliseconds(i == 0 ? 0 : 9)));
  }
  EXPECT_EQ(history.reference(), Duration::zero());

  history.Insert(8 * kLong, kLong, Timestamp(8 * kLong + milliseconds(9)));

  EXPECT_EQ(history.reference(), milliseconds(9));
}

TEST_F(ArrivalHistoryTest, StartsAfreshAfterReset) {
  Arrive(seconds(10), milliseconds(0));
  Arrive(seconds(11), milliseconds(90));

  history_.Reset();

  EXPECT_EQ(history_.max_delay(), Duration::zero());
  EXPECT_TRUE(Arrive(0 * kFrame, milliseconds(50)).accepted);
  EXPECT_EQ(DelayOf(1 * kFrame, milliseconds(50)), Duration::zero());
}

}  // namespace
}  // namespace neteq::delay
