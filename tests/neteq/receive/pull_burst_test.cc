// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/pull_burst.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

/// Packets every 20 ms, from `from_ms` on; the device takes `period_ms` at once.
void Play(PullBurst& burst, int period_ms, int from_ms, int to_ms, int& ticks) {
  for (int ms = from_ms; ms < to_ms; ++ms) {
    if (ms % 20 == 3) burst.OnInsert(Timestamp(milliseconds(ms)), ticks);
    if (ms % period_ms == 0) ticks += period_ms / 10;
  }
}

TEST(PullBurst, IsThePeriodOfTheDevice) {
  for (const int period_ms : {40, 50, 100, 200, 1000}) {
    PullBurst burst;
    int ticks = 0;
    Play(burst, period_ms, 0, 5000, ticks);
    EXPECT_EQ(burst.longest(), milliseconds(period_ms)) << period_ms;
  }
}

TEST(PullBurst, IsOneTickForEvenPulls) {
  PullBurst burst;
  EXPECT_EQ(burst.longest(), kTick);
  int ticks = 0;
  Play(burst, 10, 0, 5000, ticks);
  EXPECT_EQ(burst.longest(), kTick);
}

TEST(PullBurst, ForgetsAnEarlierPeriod) {
  PullBurst burst;
  int ticks = 0;
  Play(burst, 100, 0, 5000, ticks);
  Play(burst, 10, 5000, 16'000, ticks);
  EXPECT_EQ(burst.longest(), kTick);
}

}  // namespace
}  // namespace neteq::internal
