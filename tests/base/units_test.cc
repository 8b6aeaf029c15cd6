// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/units.h"

#include <gtest/gtest.h>

namespace neteq {
namespace {

using namespace std::chrono_literals;

TEST(Duration, RoundsMillisecondsToTheNearestMicrosecondOnBothSidesOfZero) {
  EXPECT_EQ(FromMs(0.0006), 1us);
  EXPECT_EQ(FromMs(0.0004), 0us);
  EXPECT_EQ(FromMs(-0.0006), -1us);
  EXPECT_EQ(FromMs(-0.0004), 0us);
  EXPECT_DOUBLE_EQ(ToMs(FromMs(20.625)), 20.625);
}

TEST(SampleRate, HasAWholeTickAtEveryRateInUse) {
  EXPECT_EQ(SampleRate(8000).tick_samples(), 80);
  EXPECT_EQ(SampleRate(44100).tick_samples(), 441);
  EXPECT_EQ(SampleRate(48000).tick_samples(), 480);
}

TEST(SampleRate, RoundsSamplesToNearestOnBothSidesOfZero) {
  const SampleRate rate(44100);

  EXPECT_EQ(rate.Samples(15ms), 662);  // 661.5
  EXPECT_EQ(rate.Samples(-15ms), -662);
  EXPECT_EQ(rate.Samples(1us), 0);
  EXPECT_EQ(rate.Samples(12us), 1);        // 0.529
  EXPECT_EQ(rate.SamplesInMs(0.625), 28);  // 27.56
}

TEST(SampleRate, RoundsLengthsToTheNearestMicrosecond) {
  const SampleRate rate(44100);

  EXPECT_EQ(rate.Length(1), 23us);  // 22.68
  EXPECT_EQ(rate.Length(-1), -23us);
  EXPECT_EQ(rate.Length(441), 10ms);
}

TEST(SampleRate, CountsYearsOfAudioExactly) {
  const SampleRate rate(48000);
  const Duration year = std::chrono::hours(24 * 365);

  EXPECT_EQ(rate.Samples(year), 48000LL * 3600 * 24 * 365);
}

TEST(MediaTime, DiffersInSamples) {
  const MediaTime start{-100};

  EXPECT_EQ((start + 480) - start, 480);
  EXPECT_LT(start - 1, start);
}

}  // namespace
}  // namespace neteq
