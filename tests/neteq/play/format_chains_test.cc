// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/format_chains.h"

#include <algorithm>
#include <cmath>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

Config OwnFormat() {
  Config config;
  config.output_rate_hz = 0;
  config.output_channels = 0;
  return config;
}

/// Decodes `samples` of a sine of 200 Hz into the chain.
void Decode(FormatChain& chain, int samples, int& phase) {
  const AudioView space = chain.path.DecodeSpace();
  for (int c = 0; c < space.channels(); ++c) {
    for (int n = 0; n < samples; ++n) {
      space.Channel(c)[static_cast<size_t>(n)] =
          0.5F *
          static_cast<float>(std::sin(2.0 * M_PI * 200.0 * (phase + n) / chain.path.rate().hz()));
    }
  }
  phase += samples;
  chain.path.AppendDecoded(samples);
  chain.path.Run(Operation::kNormal, {.samples = samples});
}

TEST(FormatChains, MakesOneChainPerFormat) {
  const Config config = OwnFormat();
  FormatChains chains(config);
  EXPECT_EQ(chains.first(), nullptr);

  FormatChain* const narrow = chains.FindOrMake(SampleRate(8000), 1, config);
  EXPECT_EQ(chains.FindOrMake(SampleRate(8000), 1, config), narrow);
  FormatChain* const stereo = chains.FindOrMake(SampleRate(48000), 2, config);
  EXPECT_NE(stereo, narrow);
  EXPECT_EQ(chains.first(), narrow);
  EXPECT_EQ(chains.active(), nullptr);
  EXPECT_EQ(chains.scratch().channels(), 2);
  EXPECT_EQ(chains.scratch().capacity(), 480);
}

TEST(FormatChains, AFixedOutputFormatHoldsForEveryChain) {
  Config config;
  config.output_rate_hz = 16000;
  config.output_channels = 2;
  FormatChains chains(config);

  for (const int hz : {8000, 48000}) {
    const TickFormat format = chains.FindOrMake(SampleRate(hz), 1, config)->output.format();
    EXPECT_EQ(format.rate.hz(), 16000);
    EXPECT_EQ(format.channels, 2);
  }
}

TEST(FormatChains, AChangeOfFormatMakesNoClick) {
  Config config;
  config.output_rate_hz = 48000;
  config.output_channels = 1;
  FormatChains chains(config);
  FormatChain* const narrow = chains.FindOrMake(SampleRate(8000), 1, config);
  FormatChain* const wide = chains.FindOrMake(SampleRate(48000), 1, config);
  chains.ChangeTo(*narrow);
  AudioBuffer out(1, 480);
  float largest_step = 0.0F;
  float last = 0.0F;
  int phase = 0;
  for (int tick = 0; tick < 40; ++tick) {
    if (tick == 20) {
      chains.ChangeTo(*wide);
      phase = phase * 6;
    }
    FormatChain& chain = *chains.active();
    Decode(chain, chain.path.rate().tick_samples(), phase);
    chains.Render(std::nullopt, out.First(480));
    for (const float sample : out.First(480).Channel(0)) {
      if (tick > 5) largest_step = std::max(largest_step, std::abs(sample - last));
      last = sample;
    }
  }

  // A sine of 200 Hz and amplitude 0.5 changes by 0.013 per sample at 48 kHz. A click exceeds that.
  EXPECT_LT(largest_step, 0.05F);
}

TEST(FormatChains, ATelephoneKeySoundsInTheOutput) {
  const Config config = OwnFormat();
  FormatChains chains(config);
  chains.ChangeTo(*chains.FindOrMake(SampleRate(8000), 1, config));
  AudioBuffer out(1, 80);
  float loudest = 0.0F;
  for (int tick = 0; tick < 3; ++tick) {
    chains.active()->path.Run(Operation::kExpand, {});
    chains.Render(ToneToPlay{.event = 5, .volume_db = 10}, out.First(80));
    for (const float sample : out.First(80).Channel(0)) loudest = std::max(loudest, sample);
  }
  EXPECT_GT(loudest, 0.1F);
}

}  // namespace
}  // namespace neteq::internal
