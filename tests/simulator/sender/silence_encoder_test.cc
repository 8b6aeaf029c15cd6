// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/silence_encoder.h"

#include <cmath>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::sim {
namespace {

constexpr SampleRate kRate(16'000);
constexpr size_t kFrame = 320;  // 20 ms

/// Noise with the spectrum of a one-pole low-pass filter.
class Noise {
 public:
  Noise(float rms, float pole) : gain_(rms * std::sqrt(1.0F - pole * pole)), pole_(pole) {}
  std::vector<float> Next(size_t count) {
    std::vector<float> noise(count);
    for (float& sample : noise) sample = last_ = pole_ * last_ + gain_ * random_.Noise();
    return noise;
  }

 private:
  float gain_;
  float pole_;
  float last_ = 0.0F;
  Random random_{7};
};

float Rms(std::span<const float> x) {
  return std::sqrt(dsp::Energy(x) / static_cast<float>(x.size()));
}

/// Correlation of neighbouring samples.
float Correlation(std::span<const float> x) {
  return dsp::DotProduct(x.subspan(1), x.first(x.size() - 1)) / dsp::Energy(x);
}

/// Descriptor size of each frame: 0 if none is due, 99 for speech.
std::vector<size_t> DescriptorSizes(SilenceEncoder& encoder, Noise& noise, int frames) {
  std::vector<size_t> sizes;
  for (int i = 0; i < frames; ++i) {
    sizes.push_back(encoder.Add(noise.Next(kFrame)) ? encoder.Descriptor().size() : 99);
  }
  return sizes;
}

TEST(SilenceEncoder, DescribesQuietNoiseAfterTheHangoverAndThenEvery100Ms) {
  SilenceEncoder encoder(kRate);
  Noise noise(1e-3F, 0.0F);  // -60 dBov

  const auto sizes = DescriptorSizes(encoder, noise, 22);

  // Hangover of 200 ms = 10 frames; frames 11, 16 and 21 have a descriptor.
  for (size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(sizes[i], i < 10 ? 99U : (i % 5 == 0 ? 11U : 0U)) << i;
  }
}

TEST(SilenceEncoder, ClassifiesSteadyLoudSoundAsSpeech) {
  SilenceEncoder encoder(kRate);
  Noise noise(0.05F, 0.5F);  // -26 dBov

  for (int i = 0; i < 3000; ++i) ASSERT_FALSE(encoder.Add(noise.Next(kFrame))) << i;
}

TEST(SilenceEncoder, ReturnsToSpeechAtOnce) {
  SilenceEncoder encoder(kRate);
  Noise quiet(1e-3F, 0.0F);
  Noise loud(0.1F, 0.9F);
  DescriptorSizes(encoder, quiet, 50);

  EXPECT_FALSE(encoder.Add(loud.Next(kFrame)));
  EXPECT_FALSE(encoder.Add(quiet.Next(kFrame)));  // hangover
}

TEST(SilenceEncoder, UpdatesAtOnceOnAChangeOf3Db) {
  SilenceEncoder encoder(kRate);
  Noise quiet(1e-3F, 0.0F);
  Noise louder(2e-3F, 0.0F);  // 6 dB louder, still below the speech threshold
  DescriptorSizes(encoder, quiet, 11);

  const auto sizes = DescriptorSizes(encoder, louder, 4);

  // With 2 of 5 frames at 4 times the power, the level of the last 100 ms rises by
  // 10 log10(1 + 2/5 * 3) = 3.4 dB.
  EXPECT_EQ(sizes[0], 0U);
  EXPECT_EQ(sizes[1], 11U);
}

// Estimates use 100 ms of noise, coefficients in steps of 1/128 and levels in steps of 1 dB. 1.5 dB
// and 0.1 are at least three standard deviations.
TEST(SilenceEncoder, ReproducesLevelAndSpectrum) {
  for (const float pole : {0.0F, 0.5F, 0.9F}) {
    for (const float rms : {1e-4F, 1e-3F, 5e-3F}) {
      SilenceEncoder encoder(kRate);
      Noise noise(rms, pole);
      for (int i = 0; i < 15; ++i) encoder.Add(noise.Next(kFrame));
      dsp::ComfortNoise decoder(kRate, 1);
      decoder.UpdateSid(encoder.Descriptor());
      AudioBuffer out(1, 16'000);
      Random random(3);
      decoder.Generate(random, out.First(16'000));

      const auto sound = out.First(16'000).Channel(0);
      EXPECT_NEAR(20.0 * std::log10(static_cast<double>(Rms(sound) / rms)), 0.0, 1.5) << pole;
      EXPECT_NEAR(Correlation(sound), pole, 0.1F) << rms;
    }
  }
}

TEST(SilenceEncoder, DescribesDigitalSilence) {
  SilenceEncoder encoder(kRate);
  const std::vector<float> zeros(kFrame);
  for (int i = 0; i < 15; ++i) encoder.Add(zeros);

  const auto descriptor = encoder.Descriptor();

  ASSERT_FALSE(descriptor.empty());
  EXPECT_EQ(descriptor[0], std::byte{127});
}

}  // namespace
}  // namespace neteq::sim
