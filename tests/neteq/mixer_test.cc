// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/mixer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

namespace neteq {
namespace {

constexpr SampleRate kRate{48000};
constexpr int kSamples = 480;

/// Mixes `sources` sines of this amplitude for one second. Returns the output.
std::vector<float> Mix(Mixer& mixer, int sources, double amplitude) {
  std::vector<std::vector<float>> sounds;
  for (int i = 0; i < sources; ++i)
    sounds.push_back(test::Sine(kRate, std::chrono::seconds(1), 200.0 + 37.0 * i, amplitude));
  std::vector<float> out(static_cast<size_t>(kRate.hz()));
  for (int first = 0; first < kRate.hz(); first += kSamples) {
    mixer.Begin();
    for (auto& sound : sounds) mixer.Add(AudioView(sound.data() + first, 1, kSamples, kSamples));
    mixer.Finish(AudioView(out.data() + first, 1, kSamples, kSamples));
  }
  return out;
}

TEST(Mixer, OneSourcePassesUnchanged) {
  Mixer mixer(1, kSamples);

  EXPECT_EQ(Mix(mixer, 1, 0.9), test::Sine(kRate, std::chrono::seconds(1), 200.0, 0.9));
  EXPECT_EQ(mixer.gain(), 1.0F);
}

TEST(Mixer, NoSourceIsSilence) {
  Mixer mixer(1, kSamples);

  EXPECT_EQ(Mix(mixer, 0, 0.0), std::vector<float>(static_cast<size_t>(kRate.hz())));
}

TEST(Mixer, TheSumStaysWithinFullScale) {
  for (const int sources : {2, 3, 5, 10, 50}) {
    Mixer mixer(1, kSamples);
    const auto out = Mix(mixer, sources, 0.9);
    const auto loud = [](float sample) { return std::abs(sample) > 1.0F; };
    EXPECT_EQ(std::count_if(out.begin(), out.end(), loud), 0) << sources;
    // Clipping is limited to the first millisecond of a louder tick.
    const auto clipped = [](float sample) { return std::abs(sample) == 1.0F; };
    EXPECT_LT(std::count_if(out.begin(), out.end(), clipped), kRate.hz() / 100) << sources;
    EXPECT_GT(test::LevelDb(std::span(out).subspan(24'000)), -25.0) << sources;
  }
}

TEST(Mixer, TheGainRecovers) {
  Mixer mixer(1, kSamples);
  Mix(mixer, 4, 0.9);
  const float low = mixer.gain();
  ASSERT_LT(low, 0.5F);

  Mix(mixer, 1, 0.1);
  EXPECT_NEAR(mixer.gain() / low, 2.0F, 0.1F);  // 6 dB in a second
  for (int second = 0; second < 3; ++second) Mix(mixer, 1, 0.1);

  EXPECT_EQ(mixer.gain(), 1.0F);
}

TEST(Mixer, TheGainDoesNotClick) {
  Mixer mixer(1, kSamples);
  std::vector<float> out;
  for (const double amplitude : {0.3, 0.9, 0.3}) {
    const auto second = Mix(mixer, 3, amplitude);
    out.insert(out.end(), second.begin(), second.end());
  }
  // Steps of the loudest sum without a limiter.
  EXPECT_LE(test::LargestStep(out), 3.0F * 0.9F * 6.2832F * 274.0F / 48000.0F * 1.5F);
}

TEST(Mixer, ChannelsShareTheGain) {
  Mixer mixer(2, kSamples);
  AudioBuffer loud(2, kSamples);
  const AudioView tick = loud.First(kSamples);
  for (float& sample : tick.Channel(0)) sample = 0.9F;
  for (float& sample : tick.Channel(1)) sample = 0.3F;
  AudioBuffer out(2, kSamples);
  mixer.Begin();
  for (int i = 0; i < 2; ++i) mixer.Add(tick);
  mixer.Finish(out.First(kSamples));

  const float ratio = out.First(kSamples).Channel(0)[400] / out.First(kSamples).Channel(1)[400];
  EXPECT_NEAR(ratio, 3.0F, 1e-4F);
}

}  // namespace
}  // namespace neteq
