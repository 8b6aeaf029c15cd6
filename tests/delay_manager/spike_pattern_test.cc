// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/spike_pattern.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kTarget = milliseconds(20);
constexpr Duration kHeight = milliseconds(200);

/// A network that holds all packets back for 200 ms now and then.
class SpikePatternTest : public ::testing::Test {
 protected:
  /// Sends packets until `end`, all in time.
  void CalmUntil(Duration end) {
    for (; sent_ < end; sent_ += kFrame) OnPacket(Timestamp(sent_), Duration::zero());
  }
  /// Holds packets back from now on. Returns the target at that moment.
  Duration Spike(Duration height = kHeight) {
    const Duration target = pattern_.target();
    const Timestamp release(sent_ + height);
    for (; Timestamp(sent_) < release; sent_ += kFrame) {
      OnPacket(release, release - Timestamp(sent_));
    }
    return target;
  }
  void OnPacket(Timestamp arrival, Duration delay) {
    has_ended_ = pattern_.OnPacket(arrival, delay, kTarget) || has_ended_;
    raised_ += pattern_.target() > Duration::zero() ? kFrame : Duration::zero();
  }

  SpikePattern pattern_;
  Duration sent_{0};
  Duration raised_{0};
  bool has_ended_ = false;
};

TEST_F(SpikePatternTest, RaisesNothingOnACalmNetwork) {
  CalmUntil(seconds(60));

  EXPECT_FALSE(pattern_.is_known());
  EXPECT_EQ(raised_, Duration::zero());
}

TEST_F(SpikePatternTest, CoversTheThirdOfPeriodicSpikes) {
  for (int i = 1; i <= 5; ++i) {
    CalmUntil(i * seconds(5));
    const Duration target = Spike();
    if (i < 3) {
      EXPECT_EQ(target, Duration::zero()) << i;
    } else {
      EXPECT_GE(target, kHeight) << i;
    }
  }
  EXPECT_TRUE(pattern_.is_confirmed());
}

TEST_F(SpikePatternTest, ToleratesJitterOfThePeriod) {
  Duration due{0};
  for (int i = 1; i <= 6; ++i) {
    due += seconds(5) + milliseconds(i % 2 == 0 ? 60 : -60);
    CalmUntil(due);
    const Duration target = Spike();
    if (i >= 3) {
      EXPECT_GE(target, kHeight) << i;
    }
  }
}

TEST_F(SpikePatternTest, IsDownBetweenSpikes) {
  for (int i = 1; i <= 4; ++i) {
    CalmUntil(i * seconds(5));
    Spike();
  }
  EXPECT_TRUE(pattern_.is_in_spike());

  CalmUntil(sent_ + seconds(2));

  EXPECT_FALSE(pattern_.is_in_spike());
  EXPECT_TRUE(pattern_.is_known());
  EXPECT_EQ(pattern_.target(), Duration::zero());
}

TEST_F(SpikePatternTest, EndsWhenASpikeDoesNotCome) {
  for (int i = 1; i <= 4; ++i) {
    CalmUntil(i * seconds(5));
    Spike();
  }
  ASSERT_FALSE(has_ended_);

  CalmUntil(seconds(26));

  EXPECT_TRUE(has_ended_);
  EXPECT_FALSE(pattern_.is_known());
  EXPECT_EQ(pattern_.target(), Duration::zero());
}

TEST_F(SpikePatternTest, LearnsNotToTrustRandomSpikes) {
  // Intervals without a pattern, for a minute; then it has failed often enough.
  const auto random_spikes = [&] {
    for (const int ms : {1900, 4400, 2800, 6100, 3500, 1300, 5200, 7300, 2300, 4900}) {
      CalmUntil(sent_ + milliseconds(ms));
      Spike();
    }
  };
  random_spikes();
  raised_ = Duration::zero();

  random_spikes();

  EXPECT_EQ(raised_, Duration::zero());
}

TEST_F(SpikePatternTest, IgnoresSpikesBelowTheTarget) {
  for (int i = 1; i <= 5; ++i) {
    CalmUntil(i * seconds(5));
    Spike(milliseconds(50));
  }

  EXPECT_FALSE(pattern_.is_known());
}

}  // namespace
}  // namespace neteq::delay
