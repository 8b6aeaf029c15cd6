// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/playout_clock.h"

#include <chrono>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Pulls start at `start` and happen every 10 ms of a device clock that is `ppm` fast. Packets
/// arrive at random times.
PlayoutClock Simulate(Timestamp start, double ppm, int ticks, uint64_t seed) {
  PlayoutClock clock;
  Random random(seed);
  for (int tick = 0; tick < ticks; ++tick) {
    const Duration pull = FromMs(10.0 * tick * (1.0 - ppm * 1e-6));
    if (random.Uniform() < 0.5)
      clock.OnInsert(start + pull - FromMs(10.0 * random.Uniform()), tick);
  }
  return clock;
}

TEST(PlayoutClock, IsExactWhenAPacketArrivesTogetherWithAPull) {
  PlayoutClock clock;
  clock.OnInsert(Timestamp(milliseconds(777)), 0);

  EXPECT_EQ(clock.TimeOf(3), Timestamp(milliseconds(807)));
}

TEST(PlayoutClock, FindsTheTimeOfPullsBetweenPackets) {
  const PlayoutClock clock = Simulate(Timestamp(seconds(1000)), 0.0, 1000, 1);

  const double error_ms = ToMs(clock.TimeOf(1000) - Timestamp(seconds(1010)));

  EXPECT_LE(error_ms, 0.0);
  EXPECT_GE(error_ms, -1.0);  // hundreds of packets spread over 10 ms
}

TEST(PlayoutClock, FollowsADeviceClockThatDrifts) {
  for (const double ppm : {-500.0, 500.0}) {
    const PlayoutClock clock = Simulate(Timestamp(seconds(0)), ppm, 60'000, 2);

    const Duration truth = FromMs(10.0 * 60'000 * (1.0 - ppm * 1e-6));

    EXPECT_NEAR(ToMs(clock.TimeOf(60'000).time_since_epoch() - truth), 0.0, 6.0) << ppm;
  }
}

TEST(PlayoutClock, APacketIsUsableOnArrivalWhenPullsAreEven) {
  PlayoutClock clock;
  for (int ms = 0; ms < 2000; ms += 7) {
    const int ticks = (ms + 9) / 10;
    clock.OnInsert(Timestamp(milliseconds(ms)), ticks);
    EXPECT_EQ(clock.UsableAt(Timestamp(milliseconds(ms)), ticks), Timestamp(milliseconds(ms)));
  }
}

TEST(PlayoutClock, APacketThatMissesABurstIsUsableAtTheNextOne) {
  for (const int period_ms : {40, 60, 100, 200}) {
    PlayoutClock clock;
    for (int ms = 0; ms < 3000; ++ms) {
      const int ticks = (ms + period_ms - 1) / period_ms * period_ms / 10;
      clock.OnInsert(Timestamp(milliseconds(ms)), ticks);
    }
    // The device has just taken the audio until the next burst.
    const Timestamp now(milliseconds(30 * period_ms + 1));
    const int ticks = 31 * period_ms / 10;

    EXPECT_NEAR(ToMs(clock.UsableAt(now, ticks) - now), period_ms - 11.0, 1.0) << period_ms;
    EXPECT_EQ(clock.device_period(), milliseconds(period_ms));
  }
}

TEST(PlayoutClock, DetectsAPauseOfThePullsAtOnce) {
  PlayoutClock clock = Simulate(Timestamp(seconds(0)), 0.0, 1000, 3);

  clock.OnInsert(Timestamp(seconds(13)), 1000);  // 3 s after pull 1000 was due

  EXPECT_EQ(clock.TimeOf(1000), Timestamp(seconds(13)));
}

}  // namespace
}  // namespace neteq::internal
