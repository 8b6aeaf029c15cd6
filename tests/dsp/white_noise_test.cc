// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/white_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/internal/instruction_set.h"
#include "dsp/internal/white_noise.h"
#include "neteq/base/random.h"

namespace neteq::dsp {
namespace {

constexpr size_t kSamples = 80'000;

std::vector<float> Generate(uint64_t seed, size_t samples = kSamples) {
  WhiteNoise noise(seed);
  std::vector<float> x(samples);
  noise.Generate(x);
  return x;
}

double MeanProduct(const std::vector<float>& a, const std::vector<float>& b, size_t lag) {
  double sum = 0.0;
  for (size_t n = lag; n < a.size(); ++n) {
    sum += static_cast<double>(a[n]) * static_cast<double>(b[n - lag]);
  }
  return sum / static_cast<double>(a.size() - lag);
}

TEST(WhiteNoise, HasZeroMeanUnitVarianceAndNoOutliers) {
  const auto x = Generate(1);

  double mean = 0.0;
  for (const float sample : x) mean += static_cast<double>(sample) / kSamples;

  // Four standard errors: 1 / sqrt(80000), and sqrt(0.8 / 80000) for the square of a uniform
  // number.
  EXPECT_NEAR(mean, 0.0, 0.0142);
  EXPECT_NEAR(MeanProduct(x, x, 0), 1.0, 0.0127);
  EXPECT_LE(*std::max_element(x.begin(), x.end()), 1.7320509F);
  EXPECT_GE(*std::min_element(x.begin(), x.end()), -1.7320509F);
}

TEST(WhiteNoise, IsWhiteWithinAndAcrossItsGenerators) {
  const auto x = Generate(2);

  // Five standard errors, because 40 lags are tested, including multiples of the generators'
  // period.
  for (size_t lag = 1; lag <= 40; ++lag) EXPECT_NEAR(MeanProduct(x, x, lag), 0.0, 0.0177) << lag;
}

TEST(WhiteNoise, IsAnotherForAnotherSeedAndTheSameForTheSame) {
  EXPECT_EQ(Generate(3), Generate(3));
  EXPECT_NEAR(MeanProduct(Generate(3), Generate(4), 0), 0.0, 0.0142);
}

TEST(WhiteNoise, ContinuesFromCallToCall) {
  const auto expected = Generate(5, 64);
  WhiteNoise noise(5);
  std::vector<float> actual(64);

  noise.Generate(std::span(actual).first(8));
  noise.Generate(std::span(actual).subspan(8));

  EXPECT_EQ(actual, expected);
}

TEST(WhiteNoise, FollowsTheScalarGeneratorInEachLane) {
  constexpr size_t kLanes = WhiteNoise::kBlock;
  const auto x = Generate(6, 10 * kLanes);
  Random seeds(6);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    uint32_t state = seeds.Next();
    for (size_t n = lane; n < x.size(); n += kLanes) {
      state ^= state << 13U;
      state ^= state >> 17U;
      state ^= state << 5U;
      ASSERT_EQ(x[n], static_cast<float>(static_cast<int32_t>(state)) * (1.7320508F * 0x1p-31F));
    }
  }
}

#if defined(__x86_64__)
TEST(WhiteNoise, GivesTheSameBytesWithEveryInstructionSet) {
  if (!HasAvx2()) GTEST_SKIP() << "no AVX2";
  using Generators = std::array<uint32_t, WhiteNoise::kBlock>;
  Generators a{1, 2, 3, 0x80000000U, 0xFFFFFFFFU, 6, 7, 8};
  Generators b = a;
  std::vector<float> from_plain(800);
  std::vector<float> from_avx2(800);

  plain::MakeNoise(a.data(), from_plain.data(), from_plain.size());
  avx2::MakeNoise(b.data(), from_avx2.data(), from_avx2.size());

  EXPECT_EQ(from_plain, from_avx2);
  EXPECT_EQ(a, b);
}
#endif

}  // namespace
}  // namespace neteq::dsp
