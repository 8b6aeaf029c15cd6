// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/clock_drift.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Queueing delay of a packet in ms.
using Jitter = double (*)(Random&);

double Exponential(Random& random) { return -40.0 * std::log(1.0 - random.Uniform()); }
double Flat(Random& random) { return 100.0 * random.Uniform(); }
/// A tenth of the packets is delayed by up to a second.
double Spiky(Random& random) {
  const double base = -5.0 * std::log(1.0 - random.Uniform());
  return random.Uniform() < 0.1 ? base + 1000.0 * random.Uniform() : base;
}

ClockDrift Measure(double ppm, Jitter jitter, uint64_t seed, int duration_s = 31) {
  struct Packet {
    Timestamp arrival;
    Duration transit;
  };
  Random random(seed);
  std::vector<Packet> packets;
  for (int packet = 0; packet < duration_s * 50; ++packet) {
    const double sent_ms = 20.0 * packet;  // on the caller's clock
    const Duration late = FromMs(jitter(random));
    packets.push_back({Timestamp(FromMs(sent_ms) + late), late - FromMs(sent_ms * ppm * 1e-6)});
  }
  std::sort(packets.begin(), packets.end(),
            [](const Packet& a, const Packet& b) { return a.arrival < b.arrival; });
  ClockDriftEstimator estimator;
  for (const Packet& packet : packets) estimator.OnPacket(packet.arrival, packet.transit);
  return estimator.drift();
}

class ClockDriftTest : public testing::TestWithParam<Jitter> {};
INSTANTIATE_TEST_SUITE_P(Jitter, ClockDriftTest, testing::Values(Exponential, Flat, Spiky));

TEST_P(ClockDriftTest, IsRightWithin50PpmAfter30Seconds) {
  for (const double ppm : {-1000.0, -200.0, 0.0, 200.0, 1000.0}) {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      const ClockDrift drift = Measure(ppm, GetParam(), seed);

      ASSERT_TRUE(drift.is_known);
      EXPECT_NEAR(drift.ppm, ppm, 50.0) << "seed " << seed;
    }
  }
}

TEST_P(ClockDriftTest, LiesWithinTwoStandardErrorsAsOftenAsItShould) {
  constexpr int kRuns = 200;
  int within = 0;
  for (uint64_t seed = 1; seed <= kRuns; ++seed) {
    const ClockDrift drift = Measure(200.0, GetParam(), seed);
    within += std::abs(drift.ppm - 200.0) <= 2.0 * drift.standard_error_ppm ? 1 : 0;
  }

  // 95.4 % of 200 runs. The binomial standard deviation is 1.5 %; the limits are three of them.
  EXPECT_GE(within, kRuns * 0.909);
  EXPECT_LE(within, kRuns * 0.999);
}

TEST_P(ClockDriftTest, ErrorShrinksWithTime) {
  EXPECT_LT(Measure(200.0, GetParam(), 1, 65).standard_error_ppm,
            Measure(200.0, GetParam(), 1, 20).standard_error_ppm);
}

TEST(ClockDrift, IsExactWithoutJitter) {
  const ClockDrift drift = Measure(
      300.0, [](Random&) { return 0.0; }, 1);

  // Transit times are rounded to a microsecond; the minima are at least a second apart.
  EXPECT_NEAR(drift.ppm, 300.0, 1.0);
  EXPECT_LT(drift.standard_error_ppm, 1.0);
}

TEST(ClockDrift, IsUnknownWithinTheFirstSeconds) {
  EXPECT_FALSE(Measure(200.0, Exponential, 1, 5).is_known);
  EXPECT_TRUE(Measure(200.0, Exponential, 1, 10).is_known);
}

TEST(ClockDrift, RemembersNoMoreThan64Seconds) {
  ClockDriftEstimator estimator;
  Duration transit{0};
  for (int second = 0; second < 200; ++second) {
    transit += Duration(second < 100 ? 500 : -100);
    estimator.OnPacket(Timestamp(seconds(second)), transit);
  }

  EXPECT_NEAR(estimator.drift().ppm, 100.0, 1e-6);
}

TEST(ClockDrift, SurvivesSecondsInWhichEverythingWasLate) {
  ClockDriftEstimator estimator;
  for (int second = 0; second < 40; ++second) {
    const bool is_congested = second >= 10 && second < 16;
    estimator.OnPacket(Timestamp(seconds(second)),
                       Duration(-200 * second) + milliseconds(is_congested ? 300 : 0));
  }

  EXPECT_NEAR(estimator.drift().ppm, 200.0, 1.0);
}

TEST(ClockDrift, IgnoresTimesThatGoBack) {
  ClockDriftEstimator estimator;
  for (int second = 0; second < 40; ++second) {
    estimator.OnPacket(Timestamp(seconds(second)), Duration(-200 * second));
    estimator.OnPacket(Timestamp(seconds(second - 2)), seconds(-1));
  }

  EXPECT_NEAR(estimator.drift().ppm, 200.0, 1e-6);
}

TEST(ClockDrift, ResetForgetsEverything) {
  ClockDriftEstimator estimator;
  for (int second = 0; second < 40; ++second) estimator.OnPacket(Timestamp(seconds(second)), {});

  estimator.Reset();

  EXPECT_FALSE(estimator.drift().is_known);
}

}  // namespace
}  // namespace neteq
