// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/lpc.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::Power;
using testing::WhiteNoise;

// Two resonances, as in a vowel; |k| < 1.
constexpr std::array<float, 4> kReflection = {-0.8F, 0.6F, -0.3F, 0.2F};

/// White noise filtered by 1/A(z) of `model`.
std::vector<float> Shaped(const LpcModel& model, int samples) {
  auto x = WhiteNoise(1, 0.1F, samples);
  std::vector<float> state(static_cast<size_t>(model.order));
  SynthesisFilter(model, x, state, x);
  return x;
}

TEST(LpcFromReflection, StepsUpAsTheLatticeSays) {
  const std::array<float, 2> reflection = {-0.5F, 0.25F};

  const LpcModel model = LpcFromReflection(reflection);

  EXPECT_EQ(model.order, 2);
  EXPECT_TRUE(model.stable);
  EXPECT_FLOAT_EQ(model.a[1], -0.5F + 0.25F * -0.5F);
  EXPECT_FLOAT_EQ(model.a[2], 0.25F);
  EXPECT_FLOAT_EQ(model.prediction_gain, 1.0F / ((1.0F - 0.25F) * (1.0F - 0.0625F)));
}

TEST(LpcFromReflection, IsWhiteBeyondTheUnitCircle) {
  const LpcModel model = LpcFromReflection(std::array<float, 2>{0.1F, -1.0F});

  EXPECT_FALSE(model.stable);
  EXPECT_EQ(model.order, 2);
  EXPECT_EQ(model.a[1], 0.0F);
  EXPECT_EQ(model.prediction_gain, 1.0F);
}

TEST(LevinsonDurbin, SolvesTheNormalEquations) {
  const std::array<float, 4> r = {1.0F, 0.7F, 0.2F, -0.1F};

  const LpcModel model = LevinsonDurbin(r, 3);

  for (int i = 1; i <= 3; ++i) {
    float sum = 0.0F;
    for (int j = 0; j <= 3; ++j) {
      sum += model.a[static_cast<size_t>(j)] * r[static_cast<size_t>(std::abs(i - j))];
    }
    EXPECT_NEAR(sum, 0.0F, 1e-6F) << i;
  }
  EXPECT_TRUE(model.stable);
}

TEST(LevinsonDurbin, IsWhiteForAnInvalidAutocorrelation) {
  EXPECT_FALSE(LevinsonDurbin(std::array<float, 3>{1.0F, 1.2F, 1.0F}, 2).stable);
  EXPECT_FALSE(LevinsonDurbin(std::array<float, 3>{0.0F, 0.0F, 0.0F}, 2).stable);
  EXPECT_FALSE(LevinsonDurbin(std::array<float, 3>{NAN, NAN, NAN}, 2).stable);
}

TEST(FitLpc, FindsTheModelThatShapedTheNoise) {
  const LpcModel truth = LpcFromReflection(kReflection);

  const LpcModel fit = FitLpc(Shaped(truth, 50'000), 4);

  ASSERT_TRUE(fit.stable);
  for (size_t i = 0; i < kReflection.size(); ++i) {
    // Standard error 1 / sqrt(50000) = 0.0045; the white-noise floor adds a slightly larger bias.
    EXPECT_NEAR(fit.reflection[i], kReflection[i], 0.02F) << i;
  }
  EXPECT_NEAR(fit.prediction_gain / truth.prediction_gain, 1.0F, 0.05F);
}

TEST(FitLpc, PredictsTheGainItAchieves) {
  const auto x = Shaped(LpcFromReflection(kReflection), 10'000);
  const LpcModel fit = FitLpc(x, 8);
  std::vector<float> residual(x.size() - 8);

  AnalysisFilter(fit, x, residual);

  EXPECT_NEAR(Power(x) / Power(residual), static_cast<double>(fit.prediction_gain),
              0.02 * static_cast<double>(fit.prediction_gain));
}

TEST(FitLpc, IsWhiteForSilence) {
  const LpcModel model = FitLpc(std::vector<float>(160), 6);

  EXPECT_FALSE(model.stable);
  EXPECT_EQ(model.order, 6);
  EXPECT_EQ(model.prediction_gain, 1.0F);
}

TEST(FitLpc, StaysStableOnTonesAndLowPassedSpeechAtEveryRate) {
  for (const int hz : testing::kRatesHz) {
    const SampleRate rate(hz);
    for (const double frequency_hz : {50.0, 200.0, 1000.0, 3500.0}) {
      const LpcModel model = FitLpc(testing::Tones(rate, {frequency_hz}, 0.5, hz / 50), 8);
      // The white-noise floor of -40 dB limits the prediction gain.
      EXPECT_LT(model.prediction_gain, 1.1e4F);
      EXPECT_TRUE(
          std::all_of(model.a.begin(), model.a.end(), [](float a) { return std::isfinite(a); }));
    }
    EXPECT_TRUE(FitLpc(testing::Voiced(rate, 110.0, 0.1, hz / 50), 8).stable);
  }
}

TEST(SynthesisFilter, UndoesTheAnalysisFilter) {
  const auto x = Shaped(LpcFromReflection(kReflection), 500);
  const LpcModel model = FitLpc(x, 4);
  std::vector<float> residual(x.size() - 4);
  std::vector<float> state(x.begin(), x.begin() + 4);
  std::vector<float> back(residual.size());

  AnalysisFilter(model, x, residual);
  SynthesisFilter(model, residual, state, back);

  for (size_t n = 0; n < back.size(); ++n) ASSERT_NEAR(back[n], x[n + 4], 1e-5F);
}

TEST(SynthesisFilter, ContinuesAcrossCallsOfAnyLengthInPlace) {
  const LpcModel model = LpcFromReflection(kReflection);
  const auto whole = Shaped(model, 100);
  auto parts = WhiteNoise(1, 0.1F, 100);
  std::vector<float> state(4);

  size_t start = 0;
  for (const size_t length : {1U, 2U, 3U, 4U, 5U, 0U, 85U}) {
    const auto part = std::span(parts).subspan(start, length);
    SynthesisFilter(model, part, state, part);
    start += length;
  }

  EXPECT_EQ(parts, whole);
  EXPECT_TRUE(std::equal(state.begin(), state.end(), whole.end() - 4));
}

TEST(SynthesisFilter, UsesTheNewestOfALongerState) {
  const LpcModel model = LpcFromReflection(kReflection);
  const auto noise = WhiteNoise(2, 0.1F, 20);
  std::vector<float> exact = {0.1F, 0.2F, 0.3F, 0.4F};
  std::vector<float> longer = {9.0F, 9.0F, 0.1F, 0.2F, 0.3F, 0.4F};
  std::vector<float> from_exact(20);
  std::vector<float> from_longer(20);

  SynthesisFilter(model, noise, exact, from_exact);
  SynthesisFilter(model, noise, longer, from_longer);

  EXPECT_EQ(from_longer, from_exact);
  EXPECT_TRUE(std::equal(longer.begin(), longer.end(), from_exact.end() - 6));
}

TEST(SynthesisFilter, CopiesThroughTheWhiteModel) {
  const LpcModel white = FitLpc(std::vector<float>(160), 6);
  const auto noise = WhiteNoise(2, 0.1F, 20);
  std::vector<float> state(6, 1.0F);
  std::vector<float> out(20);

  SynthesisFilter(white, noise, state, out);

  EXPECT_EQ(out, noise);
}

}  // namespace
}  // namespace neteq::dsp
