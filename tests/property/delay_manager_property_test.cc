// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <chrono>
#include <cmath>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/adaptive_estimator.h"
#include "neteq/delay_manager/delay_manager.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

constexpr int kLongestWait = 64;  // packets; the last bin of the histogram
constexpr int kAmple = 10'000;    // packets: no limit

/// The parameter is the seed.
class DelayManagerProperty : public ::testing::TestWithParam<int> {
 protected:
  /// Any 64-bit number: small, large, extreme, of either sign.
  int64_t Anything() {
    const uint64_t bits = uint64_t{random_.Next()} << 32U | random_.Next();
    return static_cast<int64_t>(bits) >> random_.Next() % 64;
  }
  Arrival Garbage() {
    return {.sequence = Anything(),
            .media_time = Duration(Anything()),
            .time = Timestamp(Duration(Anything())),
            .frame_length = Duration(Anything()),
            .is_speech = random_.Next() % 8 != 0,
            .is_redundant = random_.Next() % 8 == 0};
  }
  /// A plausible step from `from`, as in a disturbed but not hostile network.
  Arrival Disorderly(const Arrival& from) {
    Arrival arrival = from;
    arrival.sequence += Below(20) - 5;
    arrival.media_time += milliseconds(20) * (Below(20) - 5);
    arrival.time += milliseconds(Below(200) - 50);
    arrival.is_speech = Below(10) != 0;
    return arrival;
  }
  EstimatorKind AnyEstimator() { return static_cast<EstimatorKind>(Below(4)); }
  int Below(uint32_t limit) { return static_cast<int>(random_.Next() % limit); }

  Random random_{static_cast<uint64_t>(GetParam())};
};

TEST_P(DelayManagerProperty, GarbageKeepsTheTargetWithinTheHistogram) {
  const bool ticks = GetParam() % 2 == 0;
  DelayManager manager(
      {.delay = {.estimator = AnyEstimator(),
                 .arrival_clock = ticks ? ArrivalClock::kPlayoutTicks : ArrivalClock::kCaller},
       .iat = {.streaming = GetParam() % 3 == 0}},
      kAmple);

  for (int i = 0; i < 50'000; ++i) {
    manager.OnArrival(Garbage());
    if (Below(8) == 0) manager.OnEmptyPacket(Anything());
    if (Below(1000) == 0) manager.Reset();
    if (Below(1000) == 0) manager.OnStreamChange();

    const Duration target = manager.target();
    ASSERT_GE(target, Duration::zero());
    ASSERT_LE(target, kLongestWait * kMaxPacketLength);
    ASSERT_TRUE(std::isfinite(manager.report().clock_drift_ppm));
    ASSERT_GE(manager.max_arrival_delay(), Duration::zero());
    ASSERT_GE(manager.last_arrival_delay(), Duration::zero());
    ASSERT_GE(manager.RecentPlayoutDelay(Duration(Anything()), Timestamp(Duration(Anything()))),
              Duration::zero());
  }
}

TEST_P(DelayManagerProperty, DisorderKeepsTheTargetWithin64Packets) {
  DelayManager manager({.delay = {.estimator = EstimatorKind::kIat, .floor_ms = 0}}, kAmple);
  constexpr Duration kFrame = milliseconds(20);
  Arrival arrival;
  arrival.frame_length = kFrame;

  for (int i = 0; i < 50'000; ++i) {
    manager.OnArrival(arrival);
    ASSERT_GE(manager.target(), kFrame);
    ASSERT_LE(manager.target(), kLongestWait * kFrame);
    arrival = Disorderly(arrival);
  }
}

TEST_P(DelayManagerProperty, DisorderKeepsTheRelativeTargetWithinTwoSeconds) {
  DelayManager manager(
      {.delay = {.estimator = EstimatorKind::kRelative, .floor_ms = 0},
       .relative = {.resample_interval_ms = Below(2) * 500, .bucket_ms = 5 + Below(16)}},
      kAmple);
  Arrival arrival;
  arrival.frame_length = milliseconds(20);

  for (int i = 0; i < 50'000; ++i) {
    manager.OnArrival(arrival);
    ASSERT_GE(manager.target(), arrival.frame_length);
    ASSERT_LT(manager.target(), milliseconds(2000 + 20));  // the last bucket may exceed 2 s
    arrival = Disorderly(arrival);
  }
}

TEST_P(DelayManagerProperty, DisorderKeepsTheAdaptiveTargetAmongItsCandidates) {
  const DelayConfig config{.delay = {.estimator = EstimatorKind::kAdaptive},
                           .adaptive = {.robustness = 0.4 + 0.1 * Below(26), .spikes = false}};
  DelayManager manager(config, kAmple);
  const AdaptiveEstimator estimator(config);
  const Duration largest = estimator.candidate(estimator.candidate_count() - 1).target;
  Arrival arrival;
  arrival.frame_length = milliseconds(20);

  for (int i = 0; i < 50'000; ++i) {
    manager.OnArrival(arrival);
    ASSERT_GE(manager.target(), milliseconds(config.delay.floor_ms));
    ASSERT_LE(manager.target(), largest);
    const EstimatorReport report = manager.report();
    ASSERT_GE(report.fast_weight, 0.0);
    ASSERT_LE(report.fast_weight, 1.0);
    ASSERT_GE(report.queue_height, Duration::zero());
    arrival = Disorderly(arrival);
  }
}

TEST_P(DelayManagerProperty, BoundsHoldWhateverArrives) {
  DelayManager manager({.delay = {.estimator = AnyEstimator()}}, kAmple);

  for (int i = 0; i < 20'000; ++i) {
    Arrival arrival = Garbage();
    arrival.frame_length = milliseconds(20);
    manager.OnArrival(arrival);
    DelayBounds bounds = manager.bounds();
    if (Below(4) == 0) bounds.minimum = milliseconds(Below(12'000) - 1000);
    if (Below(4) == 0) bounds.maximum = milliseconds(Below(12'000) - 1000);
    if (Below(4) == 0) bounds.base_minimum = milliseconds(Below(12'000) - 1000);
    const DelayBounds before = manager.bounds();
    const bool is_set = manager.SetBounds(bounds).ok();
    ASSERT_EQ(manager.bounds(), is_set ? bounds : before);
    if (Below(4) == 0) manager.SetReserve(milliseconds(Below(12'000) - 1000));

    bounds = manager.bounds();
    ASSERT_GE(manager.target(), bounds.minimum);
    if (bounds.maximum > Duration::zero()) {
      ASSERT_LE(manager.target(), bounds.maximum);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seed, DelayManagerProperty, ::testing::Range(1, 9));

}  // namespace
}  // namespace neteq::delay
