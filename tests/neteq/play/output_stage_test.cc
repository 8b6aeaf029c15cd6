// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/output_stage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

constexpr SampleRate kRate(16'000);

/// Converts a tick in which channel c is constant at c + 1; returns a sample of an output channel.
float Mapped(int in_channels, int out_channels, int channel) {
  OutputStage stage(kRate, in_channels, kRate, out_channels);
  AudioBuffer out(out_channels, kRate.tick_samples());
  const AudioView view = out.First(out.capacity());
  const AudioView input = stage.InputFor(view);
  for (int c = 0; c < in_channels; ++c) {
    std::ranges::fill(input.Channel(c), static_cast<float>(c + 1));
  }
  stage.Process(view);
  return view.Channel(channel)[80];
}

TEST(OutputStage, WritesIntoTheOutputIfTheFormatsAreEqual) {
  OutputStage stage(kRate, 2, kRate, 2);
  AudioBuffer out(2, kRate.tick_samples());
  const AudioView view = out.First(out.capacity());

  EXPECT_EQ(stage.InputFor(view).data(), view.data());
  view.Channel(1)[0] = 0.25F;
  stage.Process(view);

  EXPECT_EQ(view.Channel(1)[0], 0.25F);
}

TEST(OutputStage, RepeatsTheLastChannel) {
  EXPECT_EQ(Mapped(1, 2, 1), 1.0F);
  EXPECT_EQ(Mapped(2, 4, 3), 2.0F);
}

TEST(OutputStage, MixesToMonoOrDropsChannels) {
  EXPECT_EQ(Mapped(3, 1, 0), 2.0F);
  EXPECT_EQ(Mapped(3, 2, 0), 1.0F);
  EXPECT_EQ(Mapped(3, 2, 1), 2.0F);
}

TEST(OutputStage, KeepsTheLevelOfAToneAcrossRates) {
  for (const int out_hz : {8000, 32'000, 44'100, 48'000}) {
    const SampleRate out_rate(out_hz);
    OutputStage stage(kRate, 1, out_rate, 1);
    AudioBuffer out(1, out_rate.tick_samples());
    const AudioView view = out.First(out.capacity());
    double energy = 0.0;
    for (int n = 0, tick = 0; tick < 20; ++tick) {
      for (float& sample : stage.InputFor(view).Channel(0)) {
        sample = static_cast<float>(std::sin(2.0 * std::numbers::pi * 500.0 * n++ / kRate.hz()));
      }
      stage.Process(view);
      if (tick < 10) continue;  // the resampler settles
      for (const float sample : view.Channel(0)) energy += std::pow(sample, 2.0);
    }

    // 0.1 dB around the 0.5 of a sine.
    EXPECT_NEAR(energy / (10 * out_rate.tick_samples()), 0.5, 0.012) << out_hz;
  }
}

TEST(OutputStage, WarmUpContinuesThePlayedAudio) {
  constexpr SampleRate kOut(48'000);
  AudioBuffer played(1, kRate.tick_samples());
  const AudioView tick = played.First(played.capacity());
  std::ranges::fill(tick.Channel(0), 0.5F);
  SyncBuffer sync(1, 640, 800, 0);
  sync.ReplaceNewest(0, tick, Origin::kDecoded);
  sync.Pop(tick);
  const auto first_sample = [&](OutputStage& stage) {
    AudioBuffer out(1, kOut.tick_samples());
    const AudioView view = out.First(out.capacity());
    std::ranges::fill(stage.InputFor(view).Channel(0), 0.5F);
    stage.Process(view);
    return view.Channel(0)[0];
  };
  OutputStage cold(kRate, 1, kOut, 1);
  OutputStage warm(kRate, 1, kOut, 1);
  warm.WarmUp(sync);

  EXPECT_NEAR(first_sample(cold), 0.0F, 0.1F);
  EXPECT_NEAR(first_sample(warm), 0.5F, 0.05F);
}

}  // namespace
}  // namespace neteq::internal
