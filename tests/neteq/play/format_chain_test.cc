// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/format_chain.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr SampleRate kRate{8000};

Config FixedOutput() {
  Config config;
  config.output_rate_hz = 48000;
  config.output_channels = 2;
  return config;
}

float Peak(ConstAudioView audio, int channel) {
  float peak = 0.0F;
  for (const float sample : audio.Channel(channel)) peak = std::max(peak, std::abs(sample));
  return peak;
}

TEST(FormatChain, HasTheConfiguredOutputFormat) {
  const FormatChain chain(kRate, 1, FixedOutput());
  EXPECT_EQ(chain.output.rate(), SampleRate(48000));
  EXPECT_EQ(chain.output.channels(), 2);
}

TEST(FormatChain, HasTheFormatOfTheDecoderIfNoneIsConfigured) {
  Config config;
  config.output_rate_hz = 0;
  config.output_channels = 0;
  const FormatChain chain(kRate, 2, config);
  EXPECT_EQ(chain.output.rate(), kRate);
  EXPECT_EQ(chain.output.channels(), 2);
}

TEST(FormatChain, AddsTheTelephoneToneToEveryChannel) {
  FormatChain chain(kRate, 1, FixedOutput());
  AudioBuffer out(2, 480);
  const auto render = [&](const std::optional<ToneToPlay>& key) {
    chain.path.Run(Operation::kExpand, {});
    return chain.Render(key, out.First(480));
  };
  EXPECT_EQ(render(std::nullopt).concealed, 80 - chain.path.sync().overlap());
  EXPECT_LT(Peak(out.First(480), 0), 0.01F);

  render(ToneToPlay{.event = 5, .volume_db = 10});
  render(ToneToPlay{.event = 5, .volume_db = 10});
  EXPECT_GT(Peak(out.First(480), 0), 0.1F);
  EXPECT_GT(Peak(out.First(480), 1), 0.1F);
}

}  // namespace
}  // namespace neteq::internal
