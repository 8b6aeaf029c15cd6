// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/adaptive_estimator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/delay_manager.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kStart = milliseconds(40);
constexpr int kMaxPackets = 1000;

DelayConfig ConfigOf(const AdaptiveParams& params) {
  return {.delay = {.estimator = EstimatorKind::kAdaptive, .start_delay_ms = 40},
          .adaptive = params};
}

/// A delay manager with an adaptive estimator, and a sender of packets of 20 ms.
class AdaptiveEstimatorTest : public ::testing::Test {
 protected:
  explicit AdaptiveEstimatorTest(const AdaptiveParams& params = {})
      : manager_(ConfigOf(params), kMaxPackets) {}

  /// The next packet arrives with this delay.
  void Arrive(Duration delay) { manager_.OnArrival(Next(delay)); }
  Arrival Next(Duration delay) {
    const Arrival arrival{.sequence = sequence_++,
                          .media_time = media_time_,
                          .time = Timestamp(media_time_ + delay),
                          .frame_length = kFrame};
    media_time_ += kFrame;
    return arrival;
  }
  void Calm(Duration span) {
    for (Duration passed{0}; passed < span; passed += kFrame) Arrive(Duration::zero());
  }
  /// Every tenth packet, and all that wait behind it, is late.
  void Jitter(Duration span, Duration height) {
    int i = 0;
    for (Duration passed{0}; passed < span; passed += kFrame) {
      const int age = i++ % 10;
      Arrive(std::max(height - age * kFrame, Duration::zero()));
    }
  }
  /// Every eighth packet is lost at first, and arrives 120 ms later.
  void Retransmit(Duration span) {
    for (Duration passed{0}; passed < span; passed += 8 * kFrame) {
      const Arrival late = Next(milliseconds(120));
      for (int i = 0; i < 7; ++i) {
        if (i == 6) manager_.OnArrival(late);
        Arrive(Duration::zero());
      }
    }
  }
  void Stall(Duration length) {
    for (Duration left = length; left > Duration::zero(); left -= kFrame) Arrive(left);
  }

  DelayManager manager_;
  Duration media_time_{0};
  int64_t sequence_ = 0;
};

TEST_F(AdaptiveEstimatorTest, StartsAtTheStartDelay) {
  EXPECT_EQ(manager_.target(), kStart);
  Arrive(Duration::zero());
  Arrive(Duration::zero());
  EXPECT_NEAR(ToMs(manager_.target()), ToMs(kStart), 8.0);
}

TEST_F(AdaptiveEstimatorTest, GoesDownToTheFloorWithoutJitter) {
  Calm(seconds(60));

  EXPECT_EQ(manager_.target(), milliseconds(5));
}

TEST_F(AdaptiveEstimatorTest, CoversFrequentJitter) {
  Jitter(seconds(30), milliseconds(80));

  EXPECT_GE(manager_.target(), milliseconds(50));  // and a band of 20 ms above it
  EXPECT_LE(manager_.target(), milliseconds(90));
}

TEST_F(AdaptiveEstimatorTest, ForgetsJitterThatHasEnded) {
  Jitter(seconds(30), milliseconds(80));

  Calm(seconds(90));

  EXPECT_LE(manager_.target(), milliseconds(40));
}

TEST_F(AdaptiveEstimatorTest, DoesNotHoldTheDelayOfARareStall) {
  Calm(seconds(20));

  Stall(milliseconds(800));
  Calm(seconds(1));

  EXPECT_LE(manager_.target(), milliseconds(60));
}

TEST_F(AdaptiveEstimatorTest, FollowsClockDrift) {
  for (int i = 0; i < 3000; ++i) Arrive(Duration(i * 6));  // 300 ppm

  EXPECT_LE(manager_.target(), milliseconds(8));
}

TEST_F(AdaptiveEstimatorTest, FollowsALongerRoute) {
  Calm(seconds(60));
  for (int i = 0; i < 250; ++i) Arrive(milliseconds(300));

  EXPECT_LE(manager_.target(), milliseconds(40));
}

TEST_F(AdaptiveEstimatorTest, RaisesTheTargetBeforePeriodicSpikes) {
  for (int spike = 0; spike < 4; ++spike) {
    Calm(seconds(5) - milliseconds(200));
    if (spike > 2) {
      EXPECT_GE(manager_.target(), milliseconds(200));
      EXPECT_TRUE(manager_.report().peak_mode);
    }
    Stall(milliseconds(200));
  }

  Calm(seconds(2));
  EXPECT_LE(manager_.target(), milliseconds(60));
}

TEST_F(AdaptiveEstimatorTest, WaitsForReorderedPackets) {
  for (int i = 0; i < 1500; ++i) {
    if (i % 20 != 0) {
      Arrive(Duration::zero());
      continue;
    }
    Arrival late = Next(milliseconds(50));
    Arrive(Duration::zero());
    Arrive(Duration::zero());
    manager_.OnArrival(late);
  }

  EXPECT_GE(manager_.target(), milliseconds(40));
  EXPECT_LE(manager_.target(), milliseconds(60));
}

TEST_F(AdaptiveEstimatorTest, WaitsForRedundantCopiesOfLostPackets) {
  for (int i = 0; i < 1500; ++i) {
    const bool is_lost = i % 10 == 0;
    Arrival packet = Next(Duration::zero());
    if (!is_lost) manager_.OnArrival(packet);
    Arrival carrier = Next(Duration::zero());
    manager_.OnArrival(carrier);
    Arrival copy = packet;
    copy.sequence = carrier.sequence;
    copy.time = carrier.time;
    copy.is_redundant = true;
    manager_.OnArrival(copy);
  }

  EXPECT_GE(manager_.target(), milliseconds(16));
  EXPECT_LE(manager_.target(), milliseconds(32));
}

TEST_F(AdaptiveEstimatorTest, CopiesOfReceivedPacketsChangeNothing) {
  DelayManager plain(ConfigOf({}), kMaxPackets);
  for (int i = 0; i < 1500; ++i) {
    Arrival packet = Next(milliseconds(i % 7));
    plain.OnArrival(packet);
    manager_.OnArrival(packet);
    packet.is_redundant = true;
    packet.time += milliseconds(60);
    manager_.OnArrival(packet);

    ASSERT_EQ(manager_.target(), plain.target());
  }
}

TEST_F(AdaptiveEstimatorTest, LateNoiseRaisesNothing) {
  for (int i = 0; i < 1500; ++i) {
    Arrival arrival = Next(milliseconds(i % 20 == 0 ? 150 : 0));
    arrival.is_speech = i % 20 != 0;
    manager_.OnArrival(arrival);
  }

  EXPECT_LE(manager_.target(), milliseconds(10));
}

TEST_F(AdaptiveEstimatorTest, TheFirstPacketAfterAPauseIsNotLate) {
  for (int i = 0; i < 100; ++i) {
    Calm(milliseconds(400));
    media_time_ += milliseconds(600);
    Arrive(milliseconds(50));
  }

  EXPECT_LE(manager_.target(), milliseconds(60));
}

TEST_F(AdaptiveEstimatorTest, KeepsKnowledgeAcrossStreams) {
  Jitter(seconds(30), milliseconds(80));
  const Duration target = manager_.target();

  manager_.OnStreamChange();

  EXPECT_EQ(manager_.target(), target);
}

TEST_F(AdaptiveEstimatorTest, StartsAnewAfterReset) {
  Jitter(seconds(30), milliseconds(80));

  manager_.Reset();

  EXPECT_EQ(manager_.target(), kStart);
}

TEST_F(AdaptiveEstimatorTest, ShowsTheCostsOfItsCandidates) {
  AdaptiveEstimator estimator(ConfigOf({}));
  ASSERT_GT(estimator.candidate_count(), 1U);
  for (size_t i = 1; i < estimator.candidate_count(); ++i) {
    EXPECT_GT(estimator.candidate(i).target, estimator.candidate(i - 1).target);
  }
}

/// Mean target in ms of a network with gamma jitter, by robustness.
double MeanTargetMs(double robustness) {
  DelayManager manager(ConfigOf({.robustness = robustness}), kMaxPackets);
  Random random(1);
  double sum_ms = 0.0;
  Timestamp latest;
  constexpr int kPackets = 3000;
  for (int i = 0; i < kPackets; ++i) {
    const Duration jitter = FromMs(-30.0 * std::log(1.0 - random.Uniform()));
    latest = std::max(latest, Timestamp(i * kFrame + jitter));
    manager.OnArrival(
        {.sequence = i, .media_time = i * kFrame, .time = latest, .frame_length = kFrame});
    sum_ms += ToMs(manager.target());
  }
  return sum_ms / kPackets;
}

TEST(AdaptiveRobustness, RaisesTheTarget) {
  const double low = MeanTargetMs(0.4);
  const double normal = MeanTargetMs(1.2);
  const double robust = MeanTargetMs(3.0);

  EXPECT_LT(low, normal - 5.0);
  EXPECT_LT(normal, robust - 5.0);
}

class AdaptiveLateShareTest : public AdaptiveEstimatorTest {
 protected:
  AdaptiveLateShareTest() : AdaptiveEstimatorTest({.spikes = false, .max_late_percent = 0.1}) {}
};

TEST_F(AdaptiveLateShareTest, HoldsMoreDelayThanIsCheapest) {
  for (int i = 0; i < 10; ++i) {
    Calm(milliseconds(5700));
    Stall(milliseconds(300));
  }

  EXPECT_GE(manager_.target(), milliseconds(250));
  EXPECT_FALSE(manager_.service().late_since);
}

TEST_F(AdaptiveEstimatorTest, HoldsLessDelayThanIsCheapestIfThatIsTheLevel) {
  Retransmit(seconds(30));
  const Duration cheapest = manager_.target();

  ASSERT_TRUE(manager_.SetServiceLevel({.max_delay = milliseconds(80)}).ok());
  Retransmit(seconds(10));

  EXPECT_GE(cheapest, milliseconds(100));
  EXPECT_LE(manager_.target(), milliseconds(80));
  EXPECT_FALSE(manager_.service().slow_since);
  EXPECT_EQ(manager_.service().level.max_delay, milliseconds(80));
}

TEST_F(AdaptiveEstimatorTest, TakesTheCheapestWhenTheLevelContradictsItselfAndSaysSo) {
  DelayManager unbound(ConfigOf({}), kMaxPackets);
  const auto arrive = [&](int i) {
    const Arrival arrival = Next(std::max(milliseconds(150) - i % 10 * kFrame, Duration::zero()));
    manager_.OnArrival(arrival);
    unbound.OnArrival(arrival);
  };
  for (int i = 0; i < 1500; ++i) arrive(i);
  const Timestamp change(media_time_);
  const ServiceLevel level{.max_late_percent = 0.1, .max_delay = milliseconds(50)};
  ASSERT_TRUE(manager_.SetServiceLevel(level).ok());
  for (int i = 0; i < 1500; ++i) arrive(i);

  EXPECT_EQ(manager_.target(), unbound.target());
  const ServiceReport report = manager_.service();
  ASSERT_TRUE(report.slow_since || report.late_since);
  EXPECT_GE(report.slow_since.value_or(*report.late_since), change);
  EXPECT_LE(report.slow_since.value_or(*report.late_since), change + seconds(20));

  ASSERT_TRUE(manager_.SetServiceLevel({}).ok());
  EXPECT_FALSE(manager_.service().slow_since || manager_.service().late_since);
}

TEST(ServiceLevel, IsCheckedAgainstItsRange) {
  DelayManager manager(ConfigOf({}), kMaxPackets);

  EXPECT_EQ(manager.SetServiceLevel({.max_late_percent = 101.0}).detail(),
            "max_late_percent = 101 % is out of range [0, 100] %");
  EXPECT_EQ(manager.SetServiceLevel({.max_delay = milliseconds(-1)}).code(),
            StatusCode::kOutOfRange);
  EXPECT_EQ(manager.service().level, ServiceLevel());
}

TEST(ServiceLevel, IsRefusedByOtherEstimators) {
  DelayManager manager({.delay = {.estimator = EstimatorKind::kRelative}}, kMaxPackets);

  EXPECT_EQ(manager.SetServiceLevel({.max_late_percent = 1.0}).code(), StatusCode::kUnsupported);
  EXPECT_TRUE(manager.SetServiceLevel({}).ok());
}

}  // namespace
}  // namespace neteq::delay
