// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

using testing::WhiteNoise;

std::span<const float> Part(const std::vector<float>& x, int first, int count) {
  return std::span(x).subspan(static_cast<size_t>(first), static_cast<size_t>(count));
}

// Lengths around the width of vector registers and of the blocks of the matrix product.
class CorrelationOver : public ::testing::TestWithParam<int> {
 protected:
  static constexpr int kMinLag = 7;
  static constexpr int kLags = 21;
  static constexpr int kOrigin = kMinLag + kLags - 1;

  int window() const { return GetParam(); }

  std::vector<float> x_ = WhiteNoise(1, 0.3F, kOrigin + GetParam());
};
INSTANTIATE_TEST_SUITE_P(Windows, CorrelationOver, ::testing::Values(1, 3, 4, 8, 17, 50, 600));

TEST_P(CorrelationOver, LagsIsTheProductWithEveryEarlierPiece) {
  std::vector<float> out(kLags);

  AutoCorrelateLags(x_, kOrigin, window(), kMinLag, out);

  for (int k = 0; k < kLags; ++k) {
    const float expected =
        DotProduct(Part(x_, kOrigin, window()), Part(x_, kOrigin - kMinLag - k, window()));
    // Different orders of summation: n rounding errors of sums of about 0.1 sqrt(n).
    ASSERT_NEAR(out[static_cast<size_t>(k)], expected, 1e-8F * static_cast<float>(1 + window()));
  }
}

TEST_P(CorrelationOver, NormalizedLagsIsDividedByBothEnergies) {
  std::vector<float> out(kLags);

  NormalizedAutoCorrelateLags(x_, kOrigin, window(), kMinLag, out);

  const auto newest = Part(x_, kOrigin, window());
  for (int k = 0; k < kLags; ++k) {
    const auto lagged = Part(x_, kOrigin - kMinLag - k, window());
    const float expected = DotProduct(newest, lagged) / std::sqrt(Energy(newest) * Energy(lagged));
    ASSERT_NEAR(out[static_cast<size_t>(k)], expected, 1e-5F) << k;
  }
}

TEST_P(CorrelationOver, CrossCorrelationFindsThePatternWhereItLies) {
  constexpr int kOffset = 11;
  const std::vector<float> pattern(x_.begin() + kOffset, x_.begin() + kOffset + GetParam());
  std::vector<float> out(kLags);

  NormalizedCrossCorrelate(pattern, x_, out);

  EXPECT_NEAR(out[kOffset], 1.0F, 1e-6F);
  for (const float value : out) EXPECT_LE(std::abs(value), 1.0F);
}

TEST(NormalizedAutoCorrelateLags, IsOneAtThePeriodAndMinusOneAtHalfOfIt) {
  const auto sine = testing::Tones(SampleRate(8000), {200.0}, 0.3, 400);  // period 40
  std::vector<float> out(60);

  NormalizedAutoCorrelateLags(sine, 200, 200, 1, out);

  EXPECT_NEAR(out[40 - 1], 1.0F, 1e-5F);
  EXPECT_NEAR(out[20 - 1], -1.0F, 1e-5F);
}

TEST(NormalizedAutoCorrelateLags, DoesNotDependOnTheLevel) {
  auto x = testing::Voiced(SampleRate(8000), 125.0, 0.3, 400);
  std::vector<float> loud(60);
  std::vector<float> soft(60);

  NormalizedAutoCorrelateLags(x, 200, 200, 20, loud);
  Scale(x, 0x1p-14F);
  NormalizedAutoCorrelateLags(x, 200, 200, 20, soft);

  EXPECT_EQ(soft, loud);
}

TEST(NormalizedAutoCorrelateLags, IsZeroOnSilenceBeforeAndAfterSound) {
  // Full-scale audio enters and leaves the running energy; the remainder must not look like a
  // signal.
  auto x = WhiteNoise(1, 0.57F, 3000);
  std::fill(x.begin() + 1500, x.end(), 0.0F);
  std::fill(x.begin(), x.begin() + 700, 0.0F);
  auto tail = x;
  std::fill(tail.begin() + 2500, tail.end(), 1e-3F);
  std::vector<float> out(2000);

  NormalizedAutoCorrelateLags(tail, 2500, 500, 500, out);

  for (size_t k = 0; k < out.size(); ++k) {
    const int first = 2500 - 500 - static_cast<int>(k);
    const bool is_silent = first >= 1500 || first + 500 <= 700;
    ASSERT_TRUE(std::isfinite(out[k]));
    ASSERT_LE(std::abs(out[k]), 1.0F);
    ASSERT_TRUE(!is_silent || out[k] == 0.0F) << k;
  }
}

TEST(NormalizedCrossCorrelate, IsZeroForASilentPattern) {
  std::vector<float> out(10, 1.0F);

  NormalizedCrossCorrelate(std::vector<float>(20), WhiteNoise(1, 0.3F, 40), out);

  EXPECT_EQ(out, std::vector<float>(10));
}

}  // namespace
}  // namespace neteq::dsp
