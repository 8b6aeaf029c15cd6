// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/convert_history.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

constexpr double kToneHz = 440.0;

float Tone(double seconds) {
  return static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * kToneHz * seconds));
}

/// `frames` samples in which channel c is constant at c + 1.
AudioBuffer Levels(int channels, int frames) {
  AudioBuffer audio(channels, frames);
  for (int c = 0; c < channels; ++c) {
    for (float& sample : audio.First(frames).Channel(c)) sample = static_cast<float>(c + 1);
  }
  return audio;
}

/// Converts `from` at the same sample rate. Returns the last of 20 samples in one channel.
float LastOf(const AudioBuffer& from, int channels, int channel) {
  AudioBuffer to(channels, 20);
  const SampleRate rate(16'000);
  ConvertHistory({from.First(from.capacity()), rate}, rate, to.First(20));
  return to.First(20).Channel(channel)[19];
}

TEST(ConvertHistory, KeepsAToneInPlaceAcrossRates) {
  for (const auto& [from_hz, to_hz] :
       {std::pair{8000, 48'000}, {48'000, 8000}, {16'000, 44'100}, {32'000, 32'000}}) {
    const int in_frames = from_hz * 60 / 1000;
    const int out_frames = to_hz * 60 / 1000;
    AudioBuffer from(1, in_frames);
    for (int n = 0; n < in_frames; ++n) {
      from.First(in_frames).Channel(0)[static_cast<size_t>(n)] =
          Tone(static_cast<double>(n - in_frames) / from_hz);
    }
    AudioBuffer to(1, out_frames);

    ConvertHistory({std::as_const(from).First(in_frames), SampleRate(from_hz)}, SampleRate(to_hz),
                   to.First(out_frames));

    // The filter reaches 16 samples of the lower rate, 2 ms, to either side.
    for (int n = out_frames / 6; n < out_frames * 5 / 6; ++n) {
      const double seconds = static_cast<double>(n - out_frames) / to_hz;
      ASSERT_NEAR(to.First(out_frames).Channel(0)[static_cast<size_t>(n)], Tone(seconds), 2e-3F)
          << from_hz << " to " << to_hz << " Hz, sample " << n;
    }
  }
}

TEST(ConvertHistory, IsSilentBeforeTheInputBegins) {
  const AudioBuffer from = Levels(1, 10);
  AudioBuffer to(1, 20);

  ConvertHistory({from.First(10), SampleRate(8000)}, SampleRate(8000), to.First(20));

  for (size_t n = 0; n < 20; ++n) {
    EXPECT_NEAR(to.First(20).Channel(0)[n], n < 10 ? 0.0F : 1.0F, 1e-6F) << n;
  }
}

TEST(ConvertHistory, RepeatsTheLastChannel) {
  const AudioBuffer stereo = Levels(2, 20);

  EXPECT_NEAR(LastOf(stereo, 4, 0), 1.0F, 1e-6F);
  EXPECT_NEAR(LastOf(stereo, 4, 1), 2.0F, 1e-6F);
  EXPECT_NEAR(LastOf(stereo, 4, 3), 2.0F, 1e-6F);
}

TEST(ConvertHistory, MixesToMonoOrDropsChannels) {
  const AudioBuffer surround = Levels(5, 20);

  EXPECT_NEAR(LastOf(surround, 1, 0), 3.0F, 1e-6F);
  EXPECT_NEAR(LastOf(surround, 2, 0), 1.0F, 1e-6F);
  EXPECT_NEAR(LastOf(surround, 2, 1), 2.0F, 1e-6F);
}

}  // namespace
}  // namespace neteq::internal
