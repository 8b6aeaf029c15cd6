// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/crossfade.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "benchmarks/scalar_kernels.h"
#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "dsp/internal/fades.h"
#include "dsp/internal/instruction_set.h"

namespace neteq::dsp {
namespace {

class CrossFadeOf : public ::testing::TestWithParam<int> {
 protected:
  size_t length() const { return static_cast<size_t>(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Lengths, CrossFadeOf,
                         ::testing::Values(0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 64, 720));

TEST_P(CrossFadeOf, RisesInEqualStepsWithoutReachingEitherEnd) {
  const std::vector<float> from(length(), 0.0F);
  const std::vector<float> to(length(), 1.0F);
  std::vector<float> out(length());

  CrossFade(from, to, out);

  for (size_t n = 0; n < out.size(); ++n) {
    const double weight = static_cast<double>(n + 1) / static_cast<double>(length() + 1);
    ASSERT_NEAR(static_cast<double>(out[n]), weight, 1e-6);  // a few roundings
  }
}

TEST_P(CrossFadeOf, EqualsChangesNoBit) {
  const auto x = testing::WhiteNoise(1, 0.3F, GetParam());
  std::vector<float> out(length());

  CrossFade(x, x, out);

  EXPECT_EQ(out, x);
}

TEST_P(CrossFadeOf, EitherInputInPlaceGivesTheSame) {
  const auto from = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto to = testing::WhiteNoise(2, 0.3F, GetParam());
  std::vector<float> apart(length());
  std::vector<float> over_from = from;
  std::vector<float> over_to = to;

  CrossFade(from, to, apart);
  CrossFade(over_from, to, over_from);
  CrossFade(from, over_to, over_to);

  EXPECT_EQ(over_from, apart);
  EXPECT_EQ(over_to, apart);
}

// Rows of +-0.6 and weights of at most 1; each step of the sum rounds once, about 4 times in total.
constexpr double kRounding = 4 * 0x1p-24;
constexpr Ramp kFalling{.start = 0.9F, .step = -0.001F, .first = 7};
constexpr Ramp kRising{.start = -0.25F, .step = 0.0015F};

double WeightAt(const Ramp& ramp, size_t n) {
  return static_cast<double>(ramp.start) +
         static_cast<double>(ramp.step) * (ramp.first + static_cast<double>(n));
}

TEST_P(CrossFadeOf, IsTheScalarOneButForRounding) {
  const auto from = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto to = testing::WhiteNoise(2, 0.3F, GetParam());
  std::vector<float> actual(length());
  std::vector<double> expected(length());

  CrossFade(from, to, actual);
  benchmarks::ScalarCrossFade<double>(from, to, expected);

  // The step is rounded as well, and with it each weight.
  for (size_t n = 0; n < actual.size(); ++n) {
    ASSERT_NEAR(static_cast<double>(actual[n]), expected[n], 2 * kRounding) << n;
  }
}

TEST_P(CrossFadeOf, BlendIsTheScalarSumButForRounding) {
  const auto from = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto to = testing::WhiteNoise(2, 0.3F, GetParam());
  std::vector<float> out(length());

  Blend(from, to, kFalling, out);

  for (size_t n = 0; n < out.size(); ++n) {
    const auto a = static_cast<double>(from[n]);
    const double expected = a + WeightAt(kFalling, n) * (static_cast<double>(to[n]) - a);
    ASSERT_NEAR(static_cast<double>(out[n]), expected, kRounding) << n;
  }
}

TEST_P(CrossFadeOf, MixIsTheScalarSumButForRounding) {
  const auto x = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto other = testing::WhiteNoise(2, 0.3F, GetParam());
  std::vector<float> out = x;

  MixInto(out, kFalling, other, kRising);

  for (size_t n = 0; n < out.size(); ++n) {
    const double expected = WeightAt(kFalling, n) * static_cast<double>(x[n]) +
                            WeightAt(kRising, n) * static_cast<double>(other[n]);
    ASSERT_NEAR(static_cast<double>(out[n]), expected, kRounding) << n;
  }
}

TEST_P(CrossFadeOf, PiecesOfABlendAreTheWhole) {
  const auto from = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto to = testing::WhiteNoise(2, 0.3F, GetParam());
  std::vector<float> whole(length());
  std::vector<float> pieces(length());

  Blend(from, to, kFalling, whole);
  for (size_t done = 0; done < length(); done += 5) {
    const size_t count = std::min<size_t>(5, length() - done);
    Ramp ramp = kFalling;
    ramp.first += static_cast<int>(done);
    Blend(std::span(from).subspan(done, count), std::span(to).subspan(done, count), ramp,
          std::span(pieces).subspan(done, count));
  }

  EXPECT_EQ(pieces, whole);
}

TEST_P(CrossFadeOf, FadesInToFullLevelAndNoFurther) {
  for (const float step : {0.0001F, 0.03125F, 0.7F}) {
    const Ramp gain{.start = 0.25F, .step = step};
    std::vector<float> row(length(), 1.0F);

    FadeIn(row, gain);

    for (size_t n = 0; n < row.size(); ++n) {
      const double expected = std::min(1.0, WeightAt(gain, n));
      ASSERT_NEAR(static_cast<double>(row[n]), expected, kRounding) << n << " at " << step;
      ASSERT_LE(row[n], 1.0F);
    }
  }
}

TEST(FadeIn, ContinuesWhereItLeftOff) {
  std::vector<float> whole(40, 1.0F);
  std::vector<float> parts(40, 1.0F);

  FadeIn(whole, {.start = 0.0F, .step = 0.03F});
  FadeIn(std::span(parts).first(13), {.start = 0.0F, .step = 0.03F});
  FadeIn(std::span(parts).subspan(13), {.start = 0.0F, .step = 0.03F, .first = 13});

  EXPECT_EQ(parts, whole);
}

TEST(FadeIn, LeavesWhatIsAtFullLevel) {
  std::vector<float> row(5, 0.3F);

  FadeIn(row, {.start = 2.0F, .step = 0.5F});

  EXPECT_EQ(row, std::vector<float>(5, 0.3F));
}

#if defined(__x86_64__)
TEST_P(CrossFadeOf, GivesTheSameBytesWithEveryInstructionSet) {
  if (!HasAvx2()) GTEST_SKIP() << "no AVX2";
  const auto from = testing::WhiteNoise(1, 0.3F, GetParam());
  const auto to = testing::WhiteNoise(2, 0.3F, GetParam());
  for (const auto& [plain_fade, avx2_fade] :
       {std::pair{&plain::Scale, &avx2::Scale}, std::pair{&plain::Blend, &avx2::Blend},
        std::pair{&plain::Mix, &avx2::Mix}}) {
    std::vector<float> from_plain(length());
    std::vector<float> from_avx2(length());

    plain_fade({from.data(), to.data(), kRising, kFalling, from_plain.data(), length()});
    avx2_fade({from.data(), to.data(), kRising, kFalling, from_avx2.data(), length()});

    ASSERT_EQ(from_plain, from_avx2);
  }
}
#endif

}  // namespace
}  // namespace neteq::dsp
