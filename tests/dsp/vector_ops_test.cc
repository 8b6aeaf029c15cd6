// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/vector_ops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::Power;
using testing::WhiteNoise;

// Lengths around the width of vector registers and of the unrolled blocks.
class VectorOps : public ::testing::TestWithParam<int> {
 protected:
  VectorOps() : a_(WhiteNoise(1, 0.3F, GetParam())), b_(WhiteNoise(2, 0.3F, GetParam())) {}
  // The error of a float sum of n products of 0.1 is at most n ulps.
  double tolerance() const { return 1e-8 * (1.0 + GetParam()); }

  std::vector<float> a_;
  std::vector<float> b_;
};
INSTANTIATE_TEST_SUITE_P(Lengths, VectorOps,
                         ::testing::Values(0, 1, 3, 4, 5, 15, 16, 17, 31, 32, 33, 500));

TEST_P(VectorOps, MultiplyAndSumLikeAPlainLoop) {
  double expected = 0.0;
  for (size_t n = 0; n < a_.size(); ++n) {
    expected += static_cast<double>(a_[n]) * static_cast<double>(b_[n]);
  }
  EXPECT_NEAR(static_cast<double>(DotProduct(a_, b_)), expected, tolerance());
}

TEST_P(VectorOps, SumSquaresLikeAPlainLoop) {
  const double expected = a_.empty() ? 0.0 : Power(a_) * GetParam();

  EXPECT_NEAR(static_cast<double>(Energy(a_)), expected, tolerance());
}

TEST_P(VectorOps, ScaleAndAddEverySample) {
  std::vector<float> y = b_;

  AddScaled(a_, 0.25F, y);
  Scale(y, 2.0F);

  for (size_t n = 0; n < y.size(); ++n) {
    ASSERT_FLOAT_EQ(y[n], 2.0F * (b_[n] + 0.25F * a_[n])) << n;
  }
}

TEST(LoudestChannel, IsTheOneWithMostEnergyWhateverItsSign) {
  AudioBuffer audio(3, 4);
  for (const int c : {0, 1, 2}) {
    for (float& sample : audio.First(4).Channel(c)) sample = c == 1 ? -0.5F : 0.1F;
  }
  EXPECT_EQ(LoudestChannel(audio.First(4)), 1);
}

TEST(LoudestChannel, IsTheLowestOfEquals) {
  EXPECT_EQ(LoudestChannel(AudioBuffer(4, 16).First(16)), 0);
}

TEST(Int16, SurvivesTheRoundTripExactly) {
  std::vector<int16_t> pcm(65536);
  for (size_t i = 0; i < pcm.size(); ++i) {
    pcm[i] = static_cast<int16_t>(static_cast<int>(i) - 32768);
  }
  AudioBuffer audio(2, 32768);
  std::vector<int16_t> back(pcm.size());

  FromInterleavedInt16(pcm, audio.First(32768));
  ToInterleavedInt16(audio.First(32768), back);

  EXPECT_EQ(back, pcm);
  EXPECT_EQ(audio.First(1).Channel(0)[0], -1.0F);
}

TEST(Int16, RoundsToNearestAndSaturatesAtAnyPosition) {
  constexpr float kStep = 1.0F / 32768.0F;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> samples = {0.4F * kStep,  0.6F * kStep,  -0.6F * kStep, 1.5F * kStep,
                                      -1.5F * kStep, 1.0F,          -7.0F,         kInfinity,
                                      -kInfinity,    std::nanf(""), -0.0F};
  const std::vector<int16_t> rounded = {0, 1, -1, 2, -2, 32767, -32768, 32767, -32768, 32767, 0};
  for (int channels = 1; channels <= 3; ++channels) {
    for (int frames = 1; frames <= 40; ++frames) {  // around every vector width
      AudioBuffer audio(channels, frames);
      std::vector<int16_t> expected(static_cast<size_t>(channels * frames));
      for (int c = 0; c < channels; ++c) {
        for (int n = 0; n < frames; ++n) {
          const size_t which = static_cast<size_t>(5 * c + n) % samples.size();
          audio.First(frames).Channel(c)[static_cast<size_t>(n)] = samples[which];
          expected[static_cast<size_t>(n * channels + c)] = rounded[which];
        }
      }
      std::vector<int16_t> pcm(expected.size());

      ToInterleavedInt16(audio.First(frames), pcm);

      EXPECT_EQ(pcm, expected) << channels << ' ' << frames;
    }
  }
}

TEST(FromInterleaved, SendsEverySampleToItsChannel) {
  AudioBuffer audio(2, 2);

  FromInterleaved(std::vector<float>{1, 2, 3, 4}, audio.First(2));

  EXPECT_EQ(audio.First(2).Channel(0)[1], 3.0F);
  EXPECT_EQ(audio.First(2).Channel(1)[0], 2.0F);
}

TEST(ClampToFullScale, LimitsEveryChannelAndKeepsSamplesWithin) {
  AudioBuffer audio(2, 70);
  for (int n = 0; n < 70; ++n) {
    audio.First(70).Channel(0)[static_cast<size_t>(n)] = 0.1F * static_cast<float>(n);
    audio.First(70).Channel(1)[static_cast<size_t>(n)] = -0.1F * static_cast<float>(n);
  }

  ClampToFullScale(audio.First(70));

  for (size_t n = 0; n < 70; ++n) {
    const float expected = std::min(0.1F * static_cast<float>(n), 1.0F);
    EXPECT_EQ(audio.First(70).Channel(0)[n], expected);
    EXPECT_EQ(audio.First(70).Channel(1)[n], -expected);
  }
}

TEST(IsWithinFullScale, DetectsALargerSampleAtAnyPosition) {
  const float barely = std::nextafter(1.0F, 2.0F);
  for (size_t length = 0; length <= 70; ++length) {  // around every vector width
    std::vector<float> x(length, -1.0F);
    EXPECT_TRUE(IsWithinFullScale(x));
    for (size_t i = 0; i < length; ++i) {
      for (const float beyond : {barely, -barely, HUGE_VALF, std::nanf("")}) {
        x[i] = beyond;
        EXPECT_FALSE(IsWithinFullScale(x)) << length << ' ' << i << ' ' << beyond;
      }
      x[i] = 1.0F;
    }
  }
}

}  // namespace
}  // namespace neteq::dsp
