// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/comfort_noise.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::LevelDb;

std::vector<std::byte> Sid(std::initializer_list<int> bytes) {
  std::vector<std::byte> sid;
  for (const int byte : bytes) sid.push_back(static_cast<std::byte>(byte));
  return sid;
}

/// Normalised inner product of two rows.
double Correlation(std::span<const float> a, std::span<const float> b) {
  double sum = 0.0;
  for (size_t n = 0; n < a.size(); ++n)
    sum += static_cast<double>(a[n]) * static_cast<double>(b[n]);
  return sum / (static_cast<double>(a.size()) * std::sqrt(testing::Power(a) * testing::Power(b)));
}

AudioBuffer Generate(ComfortNoise& noise, int channels, int frames, Random& random) {
  AudioBuffer out(channels, frames);
  noise.Generate(random, out.First(frames));
  return out;
}

class ComfortNoiseAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }

  Random random_{1};
};

INSTANTIATE_TEST_SUITE_P(Rates, ComfortNoiseAtRate, ::testing::ValuesIn(testing::kRatesHz),
                         ::testing::PrintToStringParamName());

TEST_P(ComfortNoiseAtRate, HasTheLevelOfTheDescriptorInEveryChannel) {
  for (const int level : {20, 50, 80}) {
    ComfortNoise noise(rate(), 2);
    noise.UpdateSid(Sid({level, 60, 140, 100}));

    const auto out = Generate(noise, 2, rate().hz(), random_);

    for (int c = 0; c < 2; ++c) {
      EXPECT_NEAR(LevelDb(std::as_const(out).First(rate().hz()).Channel(c)), -level, 1.0);
    }
  }
}

TEST_P(ComfortNoiseAtRate, HasTheSpectrumOfTheDescriptor) {
  // k = (63 - 127) / 128 = -0.5: adjacent samples of the noise correlate by 0.5.
  ComfortNoise noise(rate(), 1);
  noise.UpdateSid(Sid({40, 63}));

  const auto out = Generate(noise, 1, rate().hz(), random_);

  const auto row = std::as_const(out).First(rate().hz()).Channel(0);
  EXPECT_NEAR(Correlation(row.subspan(1), row.first(row.size() - 1)), 0.5, 0.03);
}

TEST_P(ComfortNoiseAtRate, IsIndependentInEachChannel) {
  ComfortNoise noise(rate(), 2);
  noise.UpdateSid(Sid({40, 110}));

  const auto out = Generate(noise, 2, rate().hz(), random_);

  const auto view = std::as_const(out).First(rate().hz());
  // More than four standard deviations of 8000 independent products.
  EXPECT_NEAR(Correlation(view.Channel(0), view.Channel(1)), 0.0, 0.06);
}

TEST_P(ComfortNoiseAtRate, IsTheSameInBlocksOfAnyLength) {
  ComfortNoise whole(rate(), 2);
  ComfortNoise blocks(rate(), 2);
  Random other_random(1);
  for (ComfortNoise* noise : {&whole, &blocks}) {
    noise->UpdateSid(Sid({30, 90, 150}));
    noise->UpdateSid(Sid({50, 150, 100, 120}));
  }
  const int total = rate().tick_samples() * 3;

  const auto expected = Generate(whole, 2, total, random_);
  AudioBuffer actual(2, total);
  for (int done = 0, count = 1; done < total; done += count) {
    count = std::min(count * 2, total - done);
    blocks.Generate(other_random, actual.Slice(done, count));
  }

  for (int c = 0; c < 2; ++c) {
    const auto a = std::as_const(actual).First(total).Channel(c);
    const auto b = std::as_const(expected).First(total).Channel(c);
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
  }
}

TEST_P(ComfortNoiseAtRate, GlidesToANewLevel) {
  ComfortNoise noise(rate(), 1);
  noise.UpdateSid(Sid({60}));
  const int soon = rate().SamplesInMs(2.5);
  Generate(noise, 1, 4 * soon, random_);
  noise.UpdateSid(Sid({30}));

  const auto early = Generate(noise, 1, soon, random_);
  Generate(noise, 1, rate().SamplesInMs(100), random_);
  const auto late = Generate(noise, 1, rate().hz(), random_);

  // After one step 16 % of the energy, -38 dBov; the level of 20 samples of noise varies by about 1
  // dB.
  EXPECT_NEAR(LevelDb(std::as_const(early).First(soon).Channel(0)), -38.0, 3.0);
  EXPECT_NEAR(LevelDb(std::as_const(late).First(rate().hz()).Channel(0)), -30.0, 1.0);
}

TEST_P(ComfortNoiseAtRate, StaysAtItsLevelWithExtremeDescriptors) {
  for (const int byte : {0, 255}) {
    ComfortNoise noise(rate(), 1);
    noise.UpdateSid(std::vector<std::byte>(40, static_cast<std::byte>(byte)));

    const auto out = Generate(noise, 1, rate().hz(), random_);

    const auto row = std::as_const(out).First(rate().hz()).Channel(0);
    EXPECT_TRUE(std::all_of(row.begin(), row.end(), [](float y) { return std::isfinite(y); }));
    // Byte 0 means 0 dBov; byte 255 means -127 dBov in 7 bits. The resonance delays the level, but
    // the level never exceeds its target.
    EXPECT_LE(LevelDb(row), byte == 0 ? 6.0 : -121.0);
  }
}

TEST(ComfortNoise, IsSilentUntilTheFirstDescriptorAndAfterReset) {
  ComfortNoise noise(SampleRate(8000), 1);
  Random random(1);
  noise.UpdateSid({});
  const bool ready_without = noise.ready();
  noise.UpdateSid(Sid({20, 100}));
  const bool ready_with = noise.ready();

  noise.Reset();
  const auto out = Generate(noise, 1, 80, random);

  EXPECT_FALSE(ready_without);
  EXPECT_TRUE(ready_with);
  EXPECT_FALSE(noise.ready());
  EXPECT_EQ(LevelDb(std::as_const(out).First(80).Channel(0)), -INFINITY);
}

}  // namespace
}  // namespace neteq::dsp
