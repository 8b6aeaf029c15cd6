// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/crossfade.h"

#include <cstddef>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

class CrossFadeOf : public ::testing::TestWithParam<int> {
 protected:
  size_t length() const { return static_cast<size_t>(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Lengths, CrossFadeOf, ::testing::Values(0, 1, 2, 3, 4, 5, 17, 64, 720));

TEST_P(CrossFadeOf, RisesInEqualStepsWithoutReachingEitherEnd) {
  const std::vector<float> from(length(), 0.0F);
  const std::vector<float> to(length(), 1.0F);
  std::vector<float> out(length());

  CrossFade(from, to, out);

  for (size_t n = 0; n < out.size(); ++n) {
    const double weight = static_cast<double>(n + 1) / static_cast<double>(length() + 1);
    ASSERT_NEAR(static_cast<double>(out[n]), weight, 1e-6);  // a few roundings of numbers below 1
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

}  // namespace
}  // namespace neteq::dsp
