// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/resampler.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::GainDb;
using testing::Tones;

/// Resamples `ticks` blocks of 10 ms one by one.
std::vector<float> InTicks(Resampler& resampler, const std::vector<float>& in, SampleRate from,
                           SampleRate to) {
  const int ticks = static_cast<int>(in.size()) / from.tick_samples();
  std::vector<float> out(static_cast<size_t>(ticks * to.tick_samples()), 9.0F);
  for (int t = 0; t < ticks; ++t) {
    resampler.Process(
        {in.data() + t * from.tick_samples(), 1, from.tick_samples(), from.tick_samples()},
        {out.data() + t * to.tick_samples(), 1, to.tick_samples(), to.tick_samples()});
  }
  return out;
}

class ResamplerBetween : public ::testing::TestWithParam<std::tuple<int, int>> {
 protected:
  SampleRate from_{std::get<0>(GetParam())};
  SampleRate to_{std::get<1>(GetParam())};
};
INSTANTIATE_TEST_SUITE_P(Rates, ResamplerBetween,
                         ::testing::Combine(::testing::ValuesIn(testing::kRatesHz),
                                            ::testing::ValuesIn(testing::kRatesHz)));

TEST_P(ResamplerBetween, KeepsFrequencyLevelAndPhaseAfterItsLatency) {
  Resampler resampler(from_, to_, 1);

  const auto out = InTicks(resampler, Tones(from_, {1000.0}, 0.3, from_.hz()), from_, to_);

  const auto settled = std::span<const float>(out).subspan(static_cast<size_t>(to_.hz() / 10));
  const auto expected = Tones(to_, {1000.0}, 0.3, to_.hz());
  EXPECT_NEAR(GainDb(settled, expected), 0.0, 0.1);
  EXPECT_NEAR(testing::FrequencyNear(settled, to_, 1000.0), 1000.0, 0.01);
  // The latency is an integer number of output samples: wrong by up to half a sample, at 1 kHz.
  const double slack = 0.3 * 2.0 * std::numbers::pi * 1000.0 * 0.5 / to_.hz() + 0.005;
  const auto latency = static_cast<size_t>(resampler.latency_samples());
  for (size_t n = latency + 1000; n < 3000; ++n) {
    ASSERT_NEAR(static_cast<double>(out[n]), static_cast<double>(expected[n - latency]), slack);
  }
}

TEST_P(ResamplerBetween, TreatsChannelsAlikeAndApart) {
  Resampler mono(from_, to_, 1);
  Resampler stereo(from_, to_, 2);
  const auto row = testing::WhiteNoise(1, 0.1F, 3 * from_.tick_samples());
  auto in = AudioBuffer(2, 3 * from_.tick_samples());
  std::copy(row.begin(), row.end(), in.First(3 * from_.tick_samples()).Channel(1).begin());
  AudioBuffer out(2, 3 * to_.tick_samples());

  const auto expected = InTicks(mono, row, from_, to_);
  stereo.Process(in.First(3 * from_.tick_samples()), out.First(3 * to_.tick_samples()));

  const auto live = out.First(3 * to_.tick_samples()).Channel(1);
  const auto silent = out.First(3 * to_.tick_samples()).Channel(0);
  EXPECT_TRUE(std::equal(live.begin(), live.end(), expected.begin()));
  EXPECT_TRUE(std::all_of(silent.begin(), silent.end(), [](float x) { return x == 0.0F; }));
}

TEST_P(ResamplerBetween, ForgetsThePastOnReset) {
  Resampler used(from_, to_, 1);
  Resampler fresh(from_, to_, 1);
  const auto in = testing::WhiteNoise(1, 0.1F, 5 * from_.tick_samples());

  InTicks(used, testing::WhiteNoise(2, 0.1F, 5 * from_.tick_samples()), from_, to_);
  used.Reset();

  EXPECT_EQ(InTicks(used, in, from_, to_), InTicks(fresh, in, from_, to_));
}

TEST(Resampler, SuppressesWhatTheLowerRateCannotHold) {
  for (const auto& [from_hz, to_hz] : {std::pair{16000, 8000},
                                       {48000, 8000},
                                       {48000, 16000},
                                       {44100, 16000},
                                       {48000, 24000},
                                       {48000, 32000}}) {
    const SampleRate from(from_hz);
    const SampleRate to(to_hz);
    Resampler resampler(from, to, 1);
    const auto in = Tones(from, {0.5 * to_hz + 1000.0}, 0.3, from_hz);

    const auto out = InTicks(resampler, in, from, to);

    EXPECT_LT(GainDb(std::span<const float>(out).subspan(1000), in), -60.0) << from_hz << to_hz;
  }
}

TEST(Resampler, CopiesBetweenEqualRates) {
  const SampleRate rate(48000);
  Resampler resampler(rate, rate, 1);
  const auto in = testing::WhiteNoise(1, 0.1F, 4800);

  EXPECT_EQ(InTicks(resampler, in, rate, rate), in);
  EXPECT_EQ(resampler.latency_samples(), 0);
}

}  // namespace
}  // namespace neteq::dsp
