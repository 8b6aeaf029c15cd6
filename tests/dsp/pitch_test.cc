// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/pitch.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

TEST(RefinePeak, FindsTheVertexOfAParabola) {
  std::array<float, 5> curve{};
  for (size_t i = 0; i < curve.size(); ++i) {
    const float distance = static_cast<float>(i) - 2.25F;
    curve[i] = 1.0F - 0.125F * distance * distance;
  }

  const Peak peak = RefinePeak(curve, 2);

  EXPECT_FLOAT_EQ(peak.position, 2.25F);
  EXPECT_FLOAT_EQ(peak.value, 1.0F);
}

TEST(RefinePeak, GivesTheSampleItselfAtEndsAndOnPlateaus) {
  const std::array<float, 4> curve{1.0F, 0.5F, 0.5F, 0.5F};

  EXPECT_EQ(RefinePeak(curve, 0).position, 0.0F);
  EXPECT_EQ(RefinePeak(curve, 3).position, 3.0F);
  EXPECT_EQ(RefinePeak(curve, 2).position, 2.0F);
  EXPECT_EQ(RefinePeak(curve, 0).value, 1.0F);
}

TEST(PickPeaks, SortsByHeightAndLeavesTheRestZero) {
  const std::vector<float> curve{0, 0.3F, 0, 0, 0, 0.9F, 0, 0, 0, 0, 0.5F, 0};
  std::array<Peak, 4> peaks;

  PickPeaks(curve, peaks);

  EXPECT_EQ(peaks[0].position, 5.0F);
  EXPECT_EQ(peaks[1].position, 10.0F);
  EXPECT_EQ(peaks[2].position, 1.0F);
  EXPECT_EQ(peaks[3].value, 0.0F);
}

TEST(PickPeaks, TakesOneOfPeaksTwoSamplesApart) {
  const std::vector<float> curve{0, 0, 0, 0.9F, 0, 0.8F, 0, 0, 0};
  std::array<Peak, 2> peaks;

  PickPeaks(curve, peaks);

  EXPECT_EQ(peaks[0].position, 3.0F);
  EXPECT_EQ(peaks[1].value, 0.0F);
}

TEST(PickPeaks, TakesTheLeftEdgeOfAPlateau) {
  const std::vector<float> curve{0, 0, 0.5F, 0.5F, 0.5F, 0.5F, 0, 0};
  std::array<Peak, 2> peaks;

  PickPeaks(curve, peaks);

  EXPECT_NEAR(peaks[0].position, 2.5F, 0.51F);
  EXPECT_EQ(peaks[1].value, 0.0F);
}

TEST(PickPeaks, FindsNoneBelowZero) {
  std::array<Peak, 2> peaks{{{1.0F, 1.0F}, {1.0F, 1.0F}}};

  PickPeaks(std::vector<float>{-0.5F, -0.1F, -0.4F, NAN}, peaks);

  EXPECT_EQ(peaks[0].value, 0.0F);
  EXPECT_EQ(peaks[1].value, 0.0F);
}

class FindPitchAt : public ::testing::TestWithParam<int> {
 protected:
  // The parameters of concealment, the longest search in use.
  static constexpr PitchSearch kSearch{.window_ms = 15.0F, .min_lag_ms = 2.5F, .max_lag_ms = 15.0F};

  int history() const { return rate_.SamplesInMs(33); }
  Pitch Find(const std::vector<float>& x) { return FindPitch(x, decimator_, kSearch); }

  SampleRate rate_{GetParam()};
  Decimator decimator_{rate_};
};
INSTANTIATE_TEST_SUITE_P(Rates, FindPitchAt, ::testing::ValuesIn(testing::kRatesHz));

TEST_P(FindPitchAt, IsExactForWholePeriods) {
  for (int period = rate_.SamplesInMs(2.6); period < rate_.SamplesInMs(14.8); period += 3) {
    const double pitch_hz = static_cast<double>(GetParam()) / period;
    const Pitch pitch = Find(testing::Voiced(rate_, pitch_hz, 0.1, history()));

    ASSERT_EQ(pitch.lag_samples, period);
    ASSERT_GT(pitch.correlation, 0.999F);
  }
}

TEST_P(FindPitchAt, PrefersOnePeriodOfASineToSeveral) {
  const Pitch pitch = Find(testing::Tones(rate_, {200.0}, 0.3, history()));

  EXPECT_NEAR(pitch.lag_samples, GetParam() / 200.0, 0.5);
}

TEST_P(FindPitchAt, IsWithinASampleUnderNoiseOf20Db) {
  for (const double pitch_hz : {75.0, 110.0, 180.0, 250.0}) {
    auto x = testing::Voiced(rate_, pitch_hz, 0.1, history());
    const auto rms = static_cast<float>(0.1 * std::sqrt(testing::Power(x)));
    const auto noise = testing::WhiteNoise(5, rms, history());
    for (size_t n = 0; n < x.size(); ++n) x[n] += noise[n];

    const Pitch pitch = Find(x);

    // 0.05 ms: the lag error at which the third harmonic loses as much correlation as through the
    // noise.
    const double periods = std::round(pitch.lag_samples * pitch_hz / GetParam());
    EXPECT_NEAR(pitch.lag_samples, periods * GetParam() / pitch_hz, 1.0 + 5e-5 * GetParam());
    EXPECT_GE(periods, 1.0);
    EXPECT_GT(pitch.correlation, 0.95F);  // noise at -20 dB leaves 1 / 1.01
  }
}

TEST_P(FindPitchAt, FindsLittleInWhiteNoise) {
  EXPECT_LT(Find(testing::WhiteNoise(3, 0.3F, history())).correlation, 0.5F);
}

TEST_P(FindPitchAt, GivesTheShortestLagForSilence) {
  const Pitch pitch = Find(std::vector<float>(static_cast<size_t>(history())));

  EXPECT_EQ(pitch.lag_samples, rate_.SamplesInMs(2.5));
  EXPECT_EQ(pitch.correlation, 0.0F);
}

TEST_P(FindPitchAt, StaysWithinItsRangeOnAnyInput) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    auto x = testing::WhiteNoise(seed, 0.3F, history());
    // Increasingly low-passed, so that the peaks widen to ramps.
    for (size_t n = 1; n < x.size(); ++n)
      x[n] += (1.0F - 0.5F / static_cast<float>(seed)) * x[n - 1];

    const Pitch pitch = Find(x);

    ASSERT_GE(pitch.lag_samples, rate_.SamplesInMs(2.5));
    ASSERT_LE(pitch.lag_samples, rate_.SamplesInMs(15));
  }
}

TEST(ClimbToLag, StopsAtTheNearestMaximumWithinItsBounds) {
  const auto sine = testing::Tones(SampleRate(8000), {200.0}, 0.3, 400);  // period 40

  EXPECT_EQ(ClimbToLag(sine, 100, 75, 20, 120).lag_samples, 80);
  EXPECT_EQ(ClimbToLag(sine, 100, 46, 20, 120).lag_samples, 40);
  EXPECT_EQ(ClimbToLag(sine, 100, 75, 70, 77).lag_samples, 77);
  EXPECT_EQ(ClimbToLag(sine, 100, 300, 70, 77).lag_samples, 77);
}

}  // namespace
}  // namespace neteq::dsp
