// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/shaped_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

constexpr std::array<float, 2> kReflection = {-0.8F, 0.6F};

std::vector<float> Generate(ShapedNoise& noise, int channels, int frames, int channel) {
  AudioBuffer out(channels, frames);
  noise.Generate(out.First(frames));
  const auto row = std::as_const(out).First(frames).Channel(channel);
  return {row.begin(), row.end()};
}

TEST(ShapedNoise, IsSilentUntilItIsShaped) {
  ShapedNoise noise(1);
  noise.Seed(1);

  EXPECT_EQ(Generate(noise, 1, 20, 0), std::vector<float>(20));
}

TEST(ShapedNoise, HasTheSpectrumAndLevelOfItsModel) {
  const LpcModel model = LpcFromReflection(kReflection);
  ShapedNoise noise(1);
  noise.Seed(1);
  noise.Shape(0, model, 0.1F);

  const auto x = Generate(noise, 1, 50'000, 0);

  const LpcModel heard = FitLpc(x, 2);
  for (size_t i = 0; i < kReflection.size(); ++i) {
    // Standard error 1 / sqrt(50000) = 0.0045; the white-noise floor adds a slightly larger bias.
    EXPECT_NEAR(heard.reflection[i], kReflection[i], 0.02F);
  }
  EXPECT_NEAR(testing::Power(x), 0.01 * static_cast<double>(model.prediction_gain),
              0.0005 * static_cast<double>(model.prediction_gain));
}

TEST(ShapedNoise, IsTheSameInPiecesOfAnyLength) {
  constexpr int kTotal = 300;
  ShapedNoise whole(2);
  ShapedNoise pieces(2);
  for (ShapedNoise* noise : {&whole, &pieces}) {
    noise->Seed(2);
    noise->Shape(0, LpcFromReflection(kReflection), 0.1F);
    noise->Shape(1, LpcFromReflection(kReflection), 0.2F);
  }
  AudioBuffer expected(2, kTotal);
  AudioBuffer actual(2, kTotal);

  whole.Generate(expected.First(kTotal));
  for (int done = 0, count = 1; done < kTotal; done += count) {
    count = std::min(count + 2, kTotal - done);
    pieces.Generate(actual.Slice(done, count));
  }

  for (int c = 0; c < 2; ++c) {
    const auto a = std::as_const(actual).First(kTotal).Channel(c);
    const auto b = std::as_const(expected).First(kTotal).Channel(c);
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
  }
}

TEST(ShapedNoise, FeedsEveryChannelFromOneSource) {
  ShapedNoise noise(2);
  noise.Seed(3);
  noise.Shape(0, LpcFromReflection(kReflection), 0.1F);
  noise.Shape(1, LpcFromReflection(kReflection), 0.2F);
  AudioBuffer out(2, 100);

  noise.Generate(out.First(100));

  const auto view = std::as_const(out).First(100);
  for (size_t n = 0; n < 100; ++n) {
    ASSERT_FLOAT_EQ(view.Channel(1)[n], 2.0F * view.Channel(0)[n]);
  }
}

TEST(ShapedNoise, RingsOnFromTheOutputsGiven) {
  const LpcModel model = LpcFromReflection(kReflection);
  ShapedNoise noise(1);
  noise.Seed(4);
  noise.Shape(0, model, 0.0F);
  const std::array<float, 2> outputs = {0.25F, 0.5F};

  noise.Continue(0, outputs);

  EXPECT_FLOAT_EQ(Generate(noise, 1, 1, 0)[0], -model.a[1] * 0.5F - model.a[2] * 0.25F);
}

TEST(ShapedNoise, SilencesOneChannelAndKeepsTheOther) {
  ShapedNoise noise(2);
  noise.Seed(5);
  noise.Shape(0, LpcFromReflection(kReflection), 0.1F);
  noise.Shape(1, LpcFromReflection(kReflection), 0.1F);

  noise.Silence(0);

  AudioBuffer out(2, 16);
  noise.Generate(out.First(16));
  EXPECT_EQ(testing::Power(std::as_const(out).First(16).Channel(0)), 0.0);
  EXPECT_GT(testing::Power(std::as_const(out).First(16).Channel(1)), 0.0);
}

}  // namespace
}  // namespace neteq::dsp
