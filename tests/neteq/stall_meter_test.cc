// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/stall_meter.h"

#include <gtest/gtest.h>

namespace neteq {
namespace {

void Play(StallMeter& meter, int ticks) {
  for (int tick = 0; tick < ticks; ++tick) meter.OnTick(false);
}

void Conceal(StallMeter& meter, int ticks) {
  for (int tick = 0; tick < ticks; ++tick) meter.OnTick(true);
}

TEST(StallMeter, ReportsNothingBeforeTheFirstAudio) {
  StallMeter meter;

  Conceal(meter, 500);

  EXPECT_EQ(meter.report().played_ms, 0U);
  EXPECT_EQ(meter.report().stalls_60ms.count, 0U);
  EXPECT_EQ(meter.report().stalls_60ms.count_per_100_s, 0.0);
}

TEST(StallMeter, SortsRunsByTheirLength) {
  StallMeter meter;
  for (const int ticks : {5, 6, 14, 15, 49, 50, 120}) {
    Play(meter, 10);
    Conceal(meter, ticks);
  }

  const StallReport report = meter.report();

  EXPECT_EQ(report.stalls_60ms.count, 6U);
  EXPECT_EQ(report.stalls_60ms.stalled_ms, 10U * (6 + 14 + 15 + 49 + 50 + 120));
  EXPECT_EQ(report.stalls_150ms.count, 4U);
  EXPECT_EQ(report.stalls_150ms.stalled_ms, 10U * (15 + 49 + 50 + 120));
  EXPECT_EQ(report.stalls_500ms.count, 2U);
  EXPECT_EQ(report.stalls_500ms.stalled_ms, 10U * (50 + 120));
}

TEST(StallMeter, CountsARunThatHasNotEndedYet) {
  StallMeter meter;
  Play(meter, 1);

  Conceal(meter, 5);
  EXPECT_EQ(meter.report().stalls_60ms.stalled_ms, 0U);
  Conceal(meter, 1);
  EXPECT_EQ(meter.report().stalls_60ms.stalled_ms, 60U);
  Conceal(meter, 4);

  EXPECT_EQ(meter.report().stalls_60ms.stalled_ms, 100U);
  EXPECT_EQ(meter.report().stalls_60ms.count, 1U);
}

TEST(StallMeter, OneTickOfAudioSeparatesTwoStalls) {
  StallMeter meter;
  Play(meter, 1);
  Conceal(meter, 6);
  Play(meter, 1);
  Conceal(meter, 6);

  EXPECT_EQ(meter.report().stalls_60ms.count, 2U);
  EXPECT_EQ(meter.report().stalls_150ms.count, 0U);
}

TEST(StallMeter, RatesAreFor100SecondsPlayedStallsIncluded) {
  StallMeter meter;
  Play(meter, 4900);
  Conceal(meter, 100);  // one second of 50

  const StallReport report = meter.report();

  EXPECT_EQ(report.played_ms, 50'000U);
  EXPECT_DOUBLE_EQ(report.stalls_500ms.count_per_100_s, 2.0);
  EXPECT_DOUBLE_EQ(report.stalls_500ms.stalled_ms_per_100_s, 2000.0);
}

TEST(StallMeter, ResetForgetsEverything) {
  StallMeter meter;
  Play(meter, 10);
  Conceal(meter, 100);

  meter.Reset();

  EXPECT_EQ(meter.report().played_ms, 0U);
  EXPECT_EQ(meter.report().stalls_500ms.count, 0U);
}

TEST(StallMeter, ARunThatWasAPauseLeavesTheCounts) {
  for (const int pause_ticks : {1, 6, 15, 49, 50, 2000}) {
    StallMeter meter;
    Play(meter, 10);
    Conceal(meter, 7);
    Play(meter, 10);
    Conceal(meter, pause_ticks);

    meter.OnPauseEnded();
    Play(meter, 10);

    EXPECT_EQ(meter.report().stalls_60ms.count, 1U) << pause_ticks;
    EXPECT_EQ(meter.report().stalls_60ms.stalled_ms, 70U) << pause_ticks;
    EXPECT_EQ(meter.report().stalls_500ms.count, 0U) << pause_ticks;
    EXPECT_EQ(meter.report().played_ms, static_cast<uint64_t>(37 + pause_ticks) * 10)
        << pause_ticks;
  }
}

}  // namespace
}  // namespace neteq
