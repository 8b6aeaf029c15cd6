// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/streaming_delay.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kDrift = kFrame / 128;

/// A streaming delay and packets of 20 ms.
class StreamingDelayTest : public ::testing::Test {
 protected:
  void Arrive(Duration gap) {
    now_ += gap;
    delay_.Update(now_, gap, kFrame, kFrame);
  }
  void OnTimeFor(Duration span) {
    for (Duration passed{0}; passed < span; passed += kFrame) Arrive(kFrame);
  }

  StreamingDelay delay_;
  Timestamp now_{seconds(5000)};
};

TEST_F(StreamingDelayTest, StaysAtZeroOnAPerfectNetwork) {
  OnTimeFor(seconds(60));

  EXPECT_EQ(delay_.highest(), Duration::zero());
}

TEST_F(StreamingDelayTest, AddsUpManySmallDelays) {
  for (int i = 0; i < 100; ++i) Arrive(kFrame + milliseconds(3));

  EXPECT_EQ(delay_.highest(), 100 * (milliseconds(3) - kDrift));
}

TEST_F(StreamingDelayTest, LetsSlowDriftRunOff) {
  for (int i = 0; i < 100'000; ++i) Arrive(kFrame + Duration(100));  // 0.5 %; kDrift is 0.78 %

  EXPECT_EQ(delay_.highest(), Duration::zero());
}

TEST_F(StreamingDelayTest, KeepsTheHighestForTenMinutesThenSinks) {
  Arrive(kFrame + milliseconds(500));
  for (int i = 0; i < 25; ++i) Arrive(Duration::zero());  // compensates the delay
  const Duration highest = delay_.highest();
  EXPECT_EQ(highest, milliseconds(500) - kDrift);

  OnTimeFor(minutes(10));
  EXPECT_EQ(delay_.highest(), highest);
  OnTimeFor(seconds(2));

  EXPECT_EQ(delay_.highest(), highest - 100 * kDrift);
}

TEST_F(StreamingDelayTest, SinksNoFurtherThanTheDelayThatStays) {
  Arrive(kFrame + milliseconds(100));

  for (int i = 0; i < 100'000; ++i) Arrive(kFrame + kDrift);  // 33 minutes of constant delay growth

  EXPECT_EQ(delay_.highest(), milliseconds(100) - kDrift);
}

TEST_F(StreamingDelayTest, EndsAt64Packets) {
  for (int i = 0; i < 10; ++i) Arrive(seconds(3600));

  EXPECT_LE(delay_.highest(), 64 * kFrame);
  EXPECT_GE(delay_.highest(), 63 * kFrame);
}

}  // namespace
}  // namespace neteq::delay
