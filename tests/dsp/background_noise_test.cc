// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/background_noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::GainDb;
using testing::InEveryChannel;
using testing::LevelDb;
using testing::Tones;
using testing::Voiced;
using testing::WhiteNoise;

constexpr float kNoiseRms = 0.001F;  // -60 dBFS

/// Passes `audio` tick by tick, as the engine does.
void Play(BackgroundNoise& noise, SampleRate rate, const AudioBuffer& audio) {
  const int window = BackgroundNoise::kWindow * rate.tick_samples();
  for (int end = window; end <= audio.capacity(); end += rate.tick_samples()) {
    noise.Update(audio.Slice(end - window, window));
  }
}

std::vector<float> Generate(BackgroundNoise& noise, SampleRate rate, double ms) {
  std::vector<float> out(static_cast<size_t>(rate.SamplesInMs(ms)));
  const int size = static_cast<int>(out.size());
  Random random(7);
  noise.Generate(random, {out.data(), 1, size, size});
  return out;
}

/// Loud vowels of 300 ms in noise, with pauses of 150 ms.
std::vector<float> SpeechWithPauses(SampleRate rate) {
  const int samples = rate.SamplesInMs(1800);
  auto x = WhiteNoise(1, kNoiseRms, samples);
  const auto vowel = Voiced(rate, 120.0, 0.2, samples);
  const auto cycle = static_cast<size_t>(rate.SamplesInMs(450));
  const auto spoken = static_cast<size_t>(rate.SamplesInMs(300));
  for (size_t n = 0; n < x.size(); ++n) x[n] += n % cycle < spoken ? vowel[n] : 0.0F;
  return x;
}

class BackgroundNoiseAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Rates, BackgroundNoiseAtRate, ::testing::ValuesIn(testing::kRatesHz),
                         ::testing::PrintToStringParamName());

TEST_P(BackgroundNoiseAtRate, LearnsTheNoiseInThePausesOfSpeech) {
  for (const int channels : testing::kChannelCounts) {
    BackgroundNoise noise(rate(), channels);

    Play(noise, rate(), InEveryChannel(SpeechWithPauses(rate()), channels));

    for (int c = 0; c < channels; ++c) {
      ASSERT_TRUE(noise.learned(c));
      // The estimator follows the quietest windows; the level of 30 ms of noise varies by a few
      // tenths of a dB.
      EXPECT_NEAR(10.0F * std::log10(noise.energy(c)), -60.0F, 1.5F);
    }
  }
}

TEST_P(BackgroundNoiseAtRate, DoesNotTakeSpeechForNoise) {
  BackgroundNoise noise(rate(), 1);

  Play(noise, rate(), InEveryChannel(Voiced(rate(), 120.0, 0.2, rate().SamplesInMs(2000)), 1));

  EXPECT_FALSE(noise.learned(0));
  EXPECT_EQ(noise.energy(0), BackgroundNoise::kDefaultEnergy);
}

TEST_P(BackgroundNoiseAtRate, DoesNotTakeAQuietToneForNoise) {
  BackgroundNoise noise(rate(), 1);

  Play(noise, rate(), InEveryChannel(Tones(rate(), {440.0}, 0.001, rate().SamplesInMs(500)), 1));

  EXPECT_FALSE(noise.learned(0));
}

TEST_P(BackgroundNoiseAtRate, PlaysOnAtTheLevelAndColourOfTheNoise) {
  auto heard = WhiteNoise(1, kNoiseRms, rate().SamplesInMs(200));
  for (size_t n = 1; n < heard.size(); ++n) heard[n] += 0.7F * heard[n - 1];
  BackgroundNoise noise(rate(), 1);
  Play(noise, rate(), InEveryChannel(heard, 1));

  const auto played = Generate(noise, rate(), 1000);

  double lag_product = 0.0;
  for (size_t n = 1; n < played.size(); ++n) {
    lag_product += static_cast<double>(played[n]) * static_cast<double>(played[n - 1]);
  }
  EXPECT_NEAR(GainDb(played, heard), 0.0, 2.0);
  // First-order noise with coefficient 0.7; estimating it from 256 samples at 8 kHz has an error of
  // 0.1.
  EXPECT_NEAR(lag_product / (testing::Power(played) * static_cast<double>(played.size())), 0.7,
              0.12);
}

TEST_P(BackgroundNoiseAtRate, ContinuesFromCallToCall) {
  const auto heard = InEveryChannel(WhiteNoise(1, kNoiseRms, rate().SamplesInMs(100)), 1);
  BackgroundNoise whole(rate(), 1);
  BackgroundNoise pieces(rate(), 1);
  Play(whole, rate(), heard);
  Play(pieces, rate(), heard);
  const int total = rate().SamplesInMs(35);
  std::vector<float> actual(static_cast<size_t>(total));
  Random random(7);

  const auto expected = Generate(whole, rate(), 35);
  for (int done = 0, count = 1; done < total; done += count) {
    count = std::min(count * 2, total - done);
    pieces.Generate(random, {actual.data() + done, 1, count, count});
  }

  EXPECT_EQ(actual, expected);
}

TEST_P(BackgroundNoiseAtRate, LearnsTheSameFromEveryTickWhateverWasSkippedBefore) {
  const AudioBuffer audio = InEveryChannel(WhiteNoise(1, kNoiseRms, rate().SamplesInMs(400)), 1);
  const int tick = rate().tick_samples();
  BackgroundNoise continued(rate(), 1);
  BackgroundNoise fresh(rate(), 1);
  for (int end = BackgroundNoise::kWindow * tick; end <= audio.capacity(); end += tick) {
    continued.Update(audio.First(end));
    fresh.Skip();
    fresh.Update(audio.First(end));

    ASSERT_EQ(continued.energy(0), fresh.energy(0)) << end;
  }
  EXPECT_NE(continued.energy(0), BackgroundNoise::kDefaultEnergy);
}

TEST(BackgroundNoise, IsSilentBeforeItHasLearnedAndAfterReset) {
  const SampleRate rate(16000);
  BackgroundNoise noise(rate, 1);
  const auto before = Generate(noise, rate, 10);
  Play(noise, rate, InEveryChannel(WhiteNoise(1, kNoiseRms, rate.SamplesInMs(100)), 1));
  ASSERT_NE(Generate(noise, rate, 10), before);

  noise.Reset();

  EXPECT_EQ(before, std::vector<float>(before.size(), 0.0F));
  EXPECT_EQ(Generate(noise, rate, 10), before);
}

TEST(BackgroundNoise, LearnsDigitalSilenceAndForgetsItForLouderNoise) {
  const SampleRate rate(16000);
  BackgroundNoise noise(rate, 1);
  AudioBuffer silence(1, rate.SamplesInMs(100));

  Play(noise, rate, silence);
  const auto silent = Generate(noise, rate, 10);
  Play(noise, rate, InEveryChannel(WhiteNoise(1, kNoiseRms, rate.SamplesInMs(60'000)), 1));

  EXPECT_EQ(silent, std::vector<float>(silent.size(), 0.0F));
  // The threshold rises by 6 dB in 2 s from -90 dBFS: after 60 s it is far above -60 dBFS.
  EXPECT_NEAR(LevelDb(Generate(noise, rate, 1000)), -60.0, 2.0);
}

}  // namespace
}  // namespace neteq::dsp
