// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/pull_rate.h"

#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

/// A device that pulls `burst` ticks at once, on average at `hz`. Packets arrive every 20 ms.
PullRate Simulate(double hz, int burst, int seconds, int stop_ms = 0) {
  PullRate rate;
  for (int ms = 3; ms < seconds * 1000; ms += 20) {
    const int playing_ms = ms < 500 * seconds ? ms : std::max(500 * seconds, ms - stop_ms);
    const auto ticks = static_cast<int64_t>(playing_ms * hz / 1000.0) / burst * burst;
    rate.OnInsert(milliseconds(ms) - ticks * kTick, ticks);
  }
  return rate;
}

TEST(PullRate, EvenPullsHaveNoSlope) {
  for (const int burst : {1, 2, 4, 10, 20}) {
    EXPECT_EQ(Simulate(100.0, burst, 20).SlopeUs(), 0.0) << burst;
    EXPECT_FALSE(Simulate(100.0, burst, 20).TimeOf(0).has_value()) << burst;
  }
}

TEST(PullRate, ADeviceFarFrom100HzIsFollowed) {
  for (const double hz : {87.0, 95.0, 98.0, 102.0, 105.0, 113.0}) {
    for (const int burst : {1, 2, 10}) {
      const PullRate rate = Simulate(hz, burst, 20);
      const double slope_us = 1e6 / hz - 1e4;
      EXPECT_NEAR(rate.SlopeUs(), slope_us, 0.25 * std::abs(slope_us) + 20.0) << hz << burst;
      const auto tick = static_cast<int64_t>(20 * hz);
      ASSERT_TRUE(rate.TimeOf(tick).has_value()) << hz << ' ' << burst;
      EXPECT_NEAR(ToMs(*rate.TimeOf(tick)), 20'000.0, 25.0 + 10.0 * burst) << hz << ' ' << burst;
    }
  }
}

TEST(PullRate, AStopIsNoRate) {
  for (const int stop_ms : {100, 500, 1000, 3000, 8000})
    EXPECT_EQ(Simulate(100.0, 1, 20, stop_ms).SlopeUs(), 0.0) << stop_ms;
}

TEST(PullRate, ADriftingClockIsNoRate) {
  for (const double ppm : {-1000.0, -100.0, 100.0, 1000.0})
    EXPECT_EQ(Simulate(100.0 * (1.0 + ppm * 1e-6), 1, 60).SlopeUs(), 0.0) << ppm;
}

}  // namespace
}  // namespace neteq::internal
