// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/iat_estimator.h"

#include <algorithm>
#include <chrono>

#include "tests/delay_manager/packet_stream.h"
#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kStartDelay = milliseconds(DelayParams().start_delay_ms);

/// An estimator and a sender of 20 ms packets.
class IatEstimatorTest : public ::testing::Test {
 protected:
  void OnTime(int packets) {
    for (int i = 0; i < packets; ++i) estimator_.OnArrival(stream_.Next());
  }
  void ArriveAfter(Duration gap) { estimator_.OnArrival(stream_.NextAfter(gap)); }
  /// Delays every second packet by `lateness`; the packet after it is on time again.
  void Jitter(Duration lateness, int pairs) {
    for (int i = 0; i < pairs; ++i) {
      ArriveAfter(kFrame + lateness);
      ArriveAfter(std::max(kFrame - lateness, Duration::zero()));
    }
  }

  IatEstimator estimator_{DelayConfig{}};
  PacketStream stream_{kFrame};
};

TEST_F(IatEstimatorTest, ReturnsTheStartDelayUntilSomethingIsMeasured) {
  EXPECT_EQ(estimator_.target(), kStartDelay);
  OnTime(1);
  EXPECT_EQ(estimator_.target(), kStartDelay);

  OnTime(1);

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, StaysAtOnePacketOnAPerfectNetwork) {
  OnTime(500);

  EXPECT_EQ(estimator_.target(), kFrame);
  EXPECT_NEAR(estimator_.report().clock_drift_ppm, 0.0, 1.0);
}

TEST_F(IatEstimatorTest, StaysAtOnePacketWhenTimesAreRoundedToMilliseconds) {
  OnTime(1);
  for (int i = 0; i < 500; ++i) ArriveAfter(kFrame + milliseconds(i % 3 - 1));

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, CoversTheJitterInWholePackets) {
  OnTime(1);

  Jitter(milliseconds(50), 500);  // 70 ms between packets: 3 whole packets

  EXPECT_EQ(estimator_.target(), 3 * kFrame);
  EXPECT_EQ(estimator_.report().quantile_delay, 3 * kFrame);
}

TEST_F(IatEstimatorTest, IgnoresLatenessRarerThanTheQuantile) {
  OnTime(1000);

  for (int i = 0; i < 100; ++i) {  // one packet in 40 = 2.5 %, not high enough for a peak
    ArriveAfter(2 * kFrame);
    ArriveAfter(Duration::zero());
    OnTime(38);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, DoesNotTakeLossForDelay) {
  OnTime(10);

  for (int i = 0; i < 100; ++i) {
    stream_.Lose(5);
    OnTime(1);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, TakesReorderingForDelay) {
  OnTime(10);

  for (int i = 0; i < 200; ++i) {  // swapped pairs: the first arrives 2 packets late
    const Arrival late = stream_.Next();
    Arrival early = stream_.Next();
    estimator_.OnArrival(early);
    estimator_.OnArrival({.sequence = late.sequence,
                          .media_time = late.media_time,
                          .time = early.time + milliseconds(1),
                          .frame_length = kFrame});
  }

  EXPECT_EQ(estimator_.target(), 2 * kFrame);
  EXPECT_FALSE(estimator_.report().peak_mode);
}

TEST_F(IatEstimatorTest, MeasuresFromTheNewestPacketAfterReordering) {
  OnTime(10);

  for (int i = 0; i < 200; ++i) {
    Arrival late = stream_.Next();
    const Arrival newest = stream_.Next();
    estimator_.OnArrival(newest);
    late.time = newest.time + milliseconds(1);
    estimator_.OnArrival(late);  // retransmission
    ArriveAfter(3 * kFrame);     // 59 ms after it, 60 ms after `newest`
  }

  EXPECT_EQ(estimator_.target(), 3 * kFrame);
}

TEST_F(IatEstimatorTest, DoesNotTakeReorderingForPeaks) {
  OnTime(50);
  Arrival late = stream_.Next();

  for (int i = 0; i < 5; ++i) {
    OnTime(100);
    late.time += 100 * kFrame;  // arrives with the newest packet
    estimator_.OnArrival(late);
  }

  EXPECT_FALSE(estimator_.report().peak_mode);
}

TEST_F(IatEstimatorTest, FollowsASenderThatJumpedBack) {
  for (int i = 0; i < 100'000; ++i) stream_.SkipSequence();
  OnTime(2);
  PacketStream restarted(kFrame);  // its sequence numbers are lower by 100000

  // Eleven count as reordered; 5000 packets later 0.9993^5000 = 3 % of their weight remains.
  for (int i = 0; i < 5000; ++i) estimator_.OnArrival(restarted.Next());

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, IgnoresAPauseWithoutPackets) {
  OnTime(50);

  for (int i = 0; i < 50; ++i) {  // DTX: next sequence number, but much later in media time
    stream_.Pause(milliseconds(400));
    OnTime(1);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
  EXPECT_FALSE(estimator_.report().peak_mode);
}

TEST_F(IatEstimatorTest, IgnoresAPauseWithComfortNoise) {
  OnTime(50);

  for (int i = 0; i < 50; ++i) {
    for (int sid = 0; sid < 3; ++sid) {
      Arrival noise = stream_.NextAfter(milliseconds(100));
      noise.is_speech = false;
      estimator_.OnArrival(noise);
    }
    ArriveAfter(milliseconds(100));
    OnTime(2);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
  EXPECT_FALSE(estimator_.report().peak_mode);
}

TEST_F(IatEstimatorTest, PaddingIsNeitherLossNorDelay) {
  OnTime(50);

  for (int i = 0; i < 200; ++i) {
    for (int padding = 0; padding < 4; ++padding) estimator_.OnEmptyPacket(stream_.SkipSequence());
    ArriveAfter(3 * kFrame);  // 60 ms for 20 ms of audio
    ArriveAfter(Duration::zero());
    ArriveAfter(Duration::zero());
  }

  EXPECT_EQ(estimator_.target(), 3 * kFrame);
}

TEST_F(IatEstimatorTest, UnreportedPaddingLooksLikeLossAndHidesDelay) {
  OnTime(50);

  for (int i = 0; i < 200; ++i) {
    for (int padding = 0; padding < 4; ++padding) stream_.SkipSequence();
    OnTime(1);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, RecurringPeaksRaiseTheTargetToTheirHeight) {
  OnTime(50);

  for (int i = 0; i < 3; ++i) {
    ArriveAfter(milliseconds(400));
    for (int burst = 0; burst < 19; ++burst) ArriveAfter(Duration::zero());
    OnTime(200);
  }

  EXPECT_TRUE(estimator_.report().peak_mode);
  EXPECT_EQ(estimator_.report().quantile_delay, kFrame);
  EXPECT_EQ(estimator_.report().peak_delay, milliseconds(400));
  EXPECT_EQ(estimator_.target(), milliseconds(400));
}

TEST_F(IatEstimatorTest, ALongGapCountsAsTheLastBin) {
  OnTime(2);

  for (int i = 0; i < 500; ++i) ArriveAfter(seconds(3600));

  EXPECT_EQ(estimator_.target(), IatEstimator::kMostPackets * kFrame);
}

TEST_F(IatEstimatorTest, KeepsTheDelayInTimeWhenPacketsGrow) {
  OnTime(1);
  Jitter(milliseconds(90), 500);
  ASSERT_EQ(estimator_.target(), milliseconds(100));

  stream_.SetFrameLength(milliseconds(60));
  ArriveAfter(milliseconds(60));

  EXPECT_EQ(estimator_.target(), milliseconds(120));  // rounded up to whole packets
}

TEST_F(IatEstimatorTest, KeepsTheDelayInTimeWhenPacketsShrink) {
  stream_.SetFrameLength(milliseconds(60));
  OnTime(1);
  for (int i = 0; i < 1000; ++i) ArriveAfter(milliseconds(i % 2 == 0 ? 120 : 0));
  ASSERT_EQ(estimator_.target(), milliseconds(120));

  stream_.SetFrameLength(kFrame);
  ArriveAfter(kFrame);

  EXPECT_EQ(estimator_.target(), milliseconds(120));
}

TEST_F(IatEstimatorTest, StartsTheClockAnewWhenThePacketLengthChanges) {
  OnTime(2);
  stream_.SetFrameLength(milliseconds(40));

  ArriveAfter(milliseconds(400));

  EXPECT_EQ(estimator_.target(), milliseconds(40));
}

TEST_F(IatEstimatorTest, TakesNoPacketLengthFromReorderedPackets) {
  OnTime(100);
  stream_.SetFrameLength(milliseconds(60));
  OnTime(1);

  for (int i = 0; i < 200; ++i) {
    Arrival late = stream_.Next();
    late.frame_length = kFrame;
    const Arrival newest = stream_.Next();
    estimator_.OnArrival(newest);
    late.time = newest.time;
    estimator_.OnArrival(late);  // two packets late
  }

  EXPECT_EQ(estimator_.target(), milliseconds(120));
}

TEST_F(IatEstimatorTest, LearnsNothingFromInvalidMediaTimes) {
  OnTime(50);
  Arrival arrival = stream_.Next();

  for (int i = 0; i < 100; ++i) {
    arrival.sequence += 1;
    arrival.media_time += milliseconds(i % 2 == 0 ? 121 : -121);
    arrival.time += seconds(1);
    estimator_.OnArrival(arrival);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, MeasuresNothingWhileThePacketLengthIsUnknown) {
  for (int i = 0; i < 100; ++i) {
    Arrival arrival = stream_.Next();
    arrival.frame_length = Duration::zero();
    estimator_.OnArrival(arrival);
  }

  EXPECT_EQ(estimator_.target(), kStartDelay);
}

TEST_F(IatEstimatorTest, ReportsASlowSenderAsPositiveDrift) {
  OnTime(1);

  for (int i = 0; i < 20'000; ++i) ArriveAfter(i % 4 == 0 ? 2 * kFrame : kFrame);

  // Five packet lengths for four packets; the forget factor weights the last cycles unevenly.
  EXPECT_NEAR(estimator_.report().clock_drift_ppm, 250'000.0, 1000.0);
}

TEST_F(IatEstimatorTest, StartsAfreshAfterReset) {
  OnTime(1);
  Jitter(milliseconds(90), 500);

  estimator_.Reset();
  EXPECT_EQ(estimator_.target(), kStartDelay);
  EXPECT_EQ(estimator_.report().quantile_delay, Duration::zero());
  OnTime(2);

  EXPECT_EQ(estimator_.target(), kFrame);
}

TEST_F(IatEstimatorTest, RedundantCopiesDoNotCount) {
  OnTime(1);

  for (int i = 0; i < 200; ++i) {
    Arrival copy = stream_.Next();
    OnTime(1);  // two packet lengths after the previous packet; the one between is lost
    copy.is_redundant = true;
    copy.time += kFrame;
    estimator_.OnArrival(copy);
  }

  EXPECT_EQ(estimator_.target(), kFrame);
  EXPECT_NEAR(estimator_.report().clock_drift_ppm, 0.0, 1.0);
}

TEST_F(IatEstimatorTest, KeepsWhatItKnowsAcrossStreams) {
  OnTime(1);
  Jitter(milliseconds(50), 500);

  estimator_.OnStreamChange();
  EXPECT_EQ(estimator_.target(), 3 * kFrame);
  stream_ = PacketStream(kFrame);  // other sequence numbers, an older clock
  OnTime(1);                       // not compared with anything

  EXPECT_EQ(estimator_.target(), 3 * kFrame);
}

TEST(IatEstimator, StreamingCoversRareLatenessAndAccumulatedDelay) {
  DelayConfig config;
  config.iat.streaming = true;
  config.peak.enabled = false;
  IatEstimator estimator(config);
  PacketStream stream(kFrame);
  for (int i = 0; i < 20'000; ++i) {  // one packet in a thousand is two packets late
    const int place = i % 1000;
    estimator.OnArrival(stream.NextAfter(place == 0   ? 3 * kFrame
                                         : place <= 2 ? Duration(0)
                                                      : kFrame));
  }
  EXPECT_EQ(estimator.target(), 3 * kFrame);

  for (int i = 0; i < 60; ++i) estimator.OnArrival(stream.NextAfter(kFrame + milliseconds(3)));

  // Every inter-arrival time is inconspicuous, but the delay grows by 60 x 3 ms, of which the drift
  // term removes 60 x 0.156 ms.
  EXPECT_NEAR(ToMs(estimator.target()), 180.0 - 9.4, 0.1);
}

TEST(IatEstimator, HigherQuantileCoversRarerLateness) {
  DelayConfig config;
  config.iat.quantile = 0.99;
  IatEstimator estimator(config);
  PacketStream stream(kFrame);

  for (int i = 0; i < 4000; ++i) {  // 2.5 % late
    estimator.OnArrival(stream.NextAfter(i % 40 == 0 ? 2 * kFrame : kFrame));
  }

  EXPECT_EQ(estimator.target(), 2 * kFrame);
}

TEST(IatEstimator, SmallerForgetFactorForgetsSooner) {
  DelayConfig config;
  config.iat.forget_factor = 0.9;
  IatEstimator estimator(config);
  PacketStream stream(kFrame);
  for (int i = 0; i < 100; ++i) estimator.OnArrival(stream.NextAfter(2 * kFrame));
  ASSERT_EQ(estimator.target(), 2 * kFrame);

  for (int i = 0; i < 29; ++i) estimator.OnArrival(stream.Next());  // 0.9^29 = 4.7 % remain

  EXPECT_EQ(estimator.target(), kFrame);
}

}  // namespace
}  // namespace neteq::delay
