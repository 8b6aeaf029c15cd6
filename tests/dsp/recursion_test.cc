// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/recursion.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "benchmarks/scalar_kernels.h"
#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "dsp/internal/instruction_set.h"

namespace neteq::dsp {
namespace {

using testing::WhiteNoise;

/// Models that occur in concealment and noise: vowels, low-passed noise, white noise, at every
/// rate.
std::vector<LpcModel> Models() {
  std::vector<LpcModel> models;
  for (const int hz : testing::kRatesHz) {
    const SampleRate rate(hz);
    auto coloured = WhiteNoise(1, 0.1F, hz / 30);
    for (size_t n = 1; n < coloured.size(); ++n) coloured[n] += 0.9F * coloured[n - 1];
    for (const int order : {1, 6, 7, 8}) {
      models.push_back(FitLpc(testing::Voiced(rate, 110.0, 0.1, hz / 30), order));
      models.push_back(FitLpc(coloured, order));
      models.push_back(FitLpc(WhiteNoise(2, 0.1F, hz / 30), order));
    }
  }
  return models;
}

double Peak(std::span<const double> x) {
  double peak = 0.0;
  for (const double sample : x) peak = std::max(peak, std::abs(sample));
  return peak;
}

TEST(RunRecursion, IsTheScalarRecursionButForRounding) {
  constexpr size_t kSamples = 4000;
  const auto white = WhiteNoise(3, 0.01F, kSamples);
  for (const LpcModel& model : Models()) {
    ASSERT_TRUE(model.stable);
    Recursion recursion = MakeRecursion(model, 1.0F);
    std::vector<float> actual(kSamples);
    std::vector<double> expected(kSamples);
    std::vector<double> state(static_cast<size_t>(model.order));

    RunRecursion(white, recursion, actual);
    benchmarks::ScalarSynthesis<double>(model, white, state, expected);

    // 17 rounding errors per sample (1e-6), which the resonances amplify like the signal itself, by
    // up to the square root of the prediction gain (at most 100).
    const double error = 1e-4 * Peak(expected);
    for (size_t n = 0; n < kSamples; ++n) {
      ASSERT_NEAR(static_cast<double>(actual[n]), expected[n], error)
          << n << " order " << model.order << " gain " << model.prediction_gain;
    }
  }
}

TEST(RunRecursion, ContinuesFromCallToCallInPlace) {
  const LpcModel model = Models().front();
  const auto white = WhiteNoise(3, 0.01F, 80);
  Recursion whole = MakeRecursion(model, 0.5F);
  Recursion parts = whole;
  std::vector<float> expected(80);
  auto actual = white;

  RunRecursion(white, whole, expected);
  for (const size_t start : {0U, 8U, 48U}) {
    const size_t end = start == 0 ? 8 : start == 8 ? 48 : 80;
    const auto part = std::span(actual).subspan(start, end - start);
    RunRecursion(part, parts, part);
  }

  EXPECT_EQ(actual, expected);
}

TEST(RunRecursion, ScalesByTheGain) {
  const LpcModel model = Models().front();
  const auto white = WhiteNoise(3, 0.01F, 80);
  Recursion one = MakeRecursion(model, 1.0F);
  Recursion half = MakeRecursion(model, 0.5F);
  std::vector<float> loud(80);
  std::vector<float> soft(80);

  RunRecursion(white, one, loud);
  RunRecursion(white, half, soft);

  for (size_t n = 0; n < loud.size(); ++n) ASSERT_EQ(soft[n], 0.5F * loud[n]);
}

#if defined(__x86_64__)
TEST(RunRecursion, GivesTheSameBytesWithEveryInstructionSet) {
  if (!HasAvx2()) GTEST_SKIP() << "no AVX2";
  const auto white = WhiteNoise(3, 0.01F, 800);
  for (const LpcModel& model : Models()) {
    Recursion a = MakeRecursion(model, 0.7F);
    Recursion b = a;
    std::vector<float> from_plain(white.size());
    std::vector<float> from_avx2(white.size());

    plain::RunRecursion(white.data(), white.size(), a, from_plain.data());
    avx2::RunRecursion(white.data(), white.size(), b, from_avx2.data());

    ASSERT_EQ(from_plain, from_avx2);
  }
}
#endif

}  // namespace
}  // namespace neteq::dsp
