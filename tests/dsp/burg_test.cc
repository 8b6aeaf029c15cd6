// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/burg.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::Tones;
using testing::WhiteNoise;

constexpr SampleRate kRate{16'000};
constexpr int kKnown = 480;
constexpr int kUnknown = 320;

/// `x` continued from its first kKnown samples.
std::vector<float> Continued(const std::vector<float>& x, int order) {
  BurgScratch scratch;
  std::vector<double> y(x.begin(), x.end());
  std::fill(y.begin() + kKnown, y.end(), 0.0);
  const Predictor predictor = FitBurg(std::span(x).first(kKnown), order, scratch);
  Extrapolate(predictor, kKnown, y);
  return {y.begin(), y.end()};
}

double ErrorDb(const std::vector<float>& x, const std::vector<float>& y) {
  double error = 0.0;
  double signal = 0.0;
  for (size_t n = kKnown; n < x.size(); ++n) {
    const double difference = static_cast<double>(x[n]) - static_cast<double>(y[n]);
    error += difference * difference;
    signal += static_cast<double>(x[n]) * static_cast<double>(x[n]);
  }
  return 10.0 * std::log10(error / signal);
}

TEST(Burg, FindsAKnownResonance) {
  // x[n] = 1.6 x[n-1] - 0.81 x[n-2] + e[n]
  std::vector<float> x = WhiteNoise(1, 0.01F, kMaxBurgSamples);
  for (size_t n = 2; n < x.size(); ++n) x[n] += 1.6F * x[n - 1] - 0.81F * x[n - 2];
  BurgScratch scratch;

  const Predictor predictor = FitBurg(x, 2, scratch);

  ASSERT_EQ(predictor.order, 2);
  EXPECT_NEAR(predictor.coefficients[1], 1.6, 0.05);
  EXPECT_NEAR(predictor.coefficients[0], -0.81, 0.05);
}

TEST(Burg, ContinuesTonesAndChords) {
  const auto tone = Tones(kRate, {440.0}, 0.5, kKnown + kUnknown);
  EXPECT_LT(ErrorDb(tone, Continued(tone, 160)), -25.0);
  const auto chord = Tones(kRate, {261.6, 329.6, 392.0}, 0.2, kKnown + kUnknown);
  EXPECT_LT(ErrorDb(chord, Continued(chord, 160)), -15.0);
}

TEST(Burg, ContinuationOfNoiseDoesNotGrow) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto noise = WhiteNoise(seed, 0.3F, kKnown + 4 * kUnknown);

    const auto y = Continued(noise, kMaxBurgOrder);

    EXPECT_LT(testing::Power(std::span(y).subspan(kKnown)), testing::Power(noise));
  }
}

TEST(Burg, ContinuationOfManyHarmonicsDoesNotGrow) {
  for (const double pitch_hz : {95.0, 120.0, 133.0, 200.0}) {
    const auto vowel = testing::Voiced(kRate, pitch_hz, 0.2, kKnown + 4 * kUnknown);

    const auto y = Continued(vowel, kMaxBurgOrder);

    EXPECT_LT(testing::Power(std::span(y).subspan(kKnown)), 2.0 * testing::Power(vowel));
  }
}

TEST(Burg, SilenceHasNoPredictor) {
  BurgScratch scratch;
  const std::vector<float> silence(kMaxBurgSamples, 0.0F);

  EXPECT_EQ(FitBurg(silence, 80, scratch).order, 0);
}

TEST(Burg, OrderIsAtMostHalfOfTheSignal) {
  BurgScratch scratch;
  const auto noise = WhiteNoise(3, 0.1F, 20);

  EXPECT_EQ(FitBurg(noise, 160, scratch).order, 10);
  EXPECT_EQ(FitBurg(std::span(noise).first(1), 160, scratch).order, 0);
}

TEST(Burg, ContinuesAConstant) {
  const std::vector<float> constant(kKnown + kUnknown, 0.25F);

  const auto y = Continued(constant, 160);

  for (size_t n = kKnown; n < y.size(); ++n) ASSERT_NEAR(y[n], 0.25F, 2e-3F) << n;
}

}  // namespace
}  // namespace neteq::dsp
