// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/merge.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::InEveryChannel;
using testing::LargestStep;
using testing::Voiced;
using testing::WhiteNoise;

ConstAudioView View(std::span<const float> row) {
  const int size = static_cast<int>(row.size());
  return {row.data(), 1, size, size};
}

struct Merged {
  MergeOutcome outcome;
  AudioBuffer audio;

  std::vector<float> Row(int channel) const {
    const auto row = audio.First(outcome.frames).Channel(channel);
    return {row.begin(), row.end()};
  }
};

struct Concealment {
  float mute_factor = 1.0F;
  int lag_samples = 0;
  int min_frames = 0;
};

Merged Merge(Merger& merger, ConstAudioView extension, ConstAudioView decoded,
             const Concealment& state) {
  const int capacity = extension.frames() + decoded.frames();
  Merged merged{{}, AudioBuffer(decoded.channels(), capacity)};
  merged.outcome =
      merger.Merge(extension, decoded, state.mute_factor, {state.lag_samples, state.min_frames},
                   merged.audio.First(capacity));
  return merged;
}

class MergerAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }
  int lag(double pitch_hz) const { return static_cast<int>(std::lround(rate().hz() / pitch_hz)); }

  Merger merger_{rate()};
};

INSTANTIATE_TEST_SUITE_P(Rates, MergerAtRate, ::testing::ValuesIn(testing::kRatesHz),
                         ::testing::PrintToStringParamName());

TEST_P(MergerAtRate, FindsAKnownShiftToTheSampleAndLeavesNoSeam) {
  const auto sound = Voiced(rate(), 120.0, 0.2, rate().SamplesInMs(80));
  const auto extension = std::span(sound).first(static_cast<size_t>(merger_.extension_samples()));
  for (const double shift_ms : {0.5, 2.0, 3.9, 7.6}) {
    const auto shift = static_cast<size_t>(rate().SamplesInMs(shift_ms));
    const auto decoded = std::span(sound).subspan(shift, extension.size());

    const auto merged = Merge(merger_, View(extension), View(decoded), {.lag_samples = lag(120.0)});

    ASSERT_EQ(merged.outcome.offset_samples, static_cast<int>(shift));
    const auto row = merged.Row(0);
    for (size_t n = 0; n < row.size(); ++n) ASSERT_NEAR(row[n], sound[n], 1e-6F) << n;
  }
}

TEST_P(MergerAtRate, JoinsASineInPhase) {
  const int size = merger_.extension_samples();
  const auto before = testing::Tones(rate(), {200.0}, 0.3, size);
  const auto longer = testing::Tones(rate(), {200.0}, 0.3, 3 * size);
  const auto decoded = std::span(longer).subspan(static_cast<size_t>(size / 3));

  const auto merged = Merge(merger_, View(before), View(decoded), {.lag_samples = lag(200.0)});

  // A phase error of at most half a sample is far below the largest step.
  EXPECT_LE(LargestStep(merged.Row(0)), 1.02 * LargestStep(longer));
}

TEST_P(MergerAtRate, GivesTheRequestedLengthForAnyLengthOfDecodedAudio) {
  const auto extension = Voiced(rate(), 120.0, 0.2, merger_.extension_samples());
  const int wanted = rate().SamplesInMs(10.625);
  for (const int decoded_samples : {1, 2, 3, 80, 81, 160}) {
    const auto decoded = WhiteNoise(1, 0.1F, decoded_samples);

    const auto merged =
        Merge(merger_, View(extension), View(decoded),
              {.mute_factor = 0.5F, .lag_samples = lag(120.0), .min_frames = wanted});

    const auto& outcome = merged.outcome;
    EXPECT_GE(outcome.frames, wanted);
    EXPECT_EQ(outcome.frames, outcome.offset_samples + decoded_samples);
    EXPECT_LE(outcome.fade_samples, decoded_samples);
    const auto row = merged.Row(0);
    EXPECT_TRUE(std::equal(row.begin(), row.begin() + outcome.offset_samples, extension.begin()));
  }
}

// The engine uses the two halves to generate only the part of the extension that is heard.
TEST_P(MergerAtRate, FindOffsetAndJoinEqualMerge) {
  const auto sound = Voiced(rate(), 120.0, 0.2, rate().SamplesInMs(80));
  const auto extension =
      View(std::span(sound).first(static_cast<size_t>(merger_.extension_samples())));
  const auto decoded = View(std::span(sound).subspan(static_cast<size_t>(rate().SamplesInMs(3.9)),
                                                     static_cast<size_t>(rate().SamplesInMs(20))));
  const auto whole =
      Merge(merger_, extension, decoded, {.mute_factor = 0.5F, .lag_samples = lag(120.0)});

  const int offset = merger_.FindOffset(extension.Channel(0), decoded.Channel(0),
                                        {.max_lag_samples = lag(120.0), .min_frames = 0});
  std::vector<float> halves(static_cast<size_t>(offset));
  const auto fresh = decoded.Channel(0);
  halves.insert(halves.end(), fresh.begin(), fresh.end());
  const int size = static_cast<int>(halves.size());
  const int fade = merger_.Join(extension.First(merger_.joined_samples(offset)), offset, 0.5F,
                                {halves.data(), 1, size, size});

  EXPECT_EQ(offset, whole.outcome.offset_samples);
  EXPECT_EQ(fade, whole.outcome.fade_samples);
  EXPECT_EQ(halves, whole.Row(0));
}

TEST_P(MergerAtRate, AcceptsAShortExtension) {
  const auto decoded = Voiced(rate(), 120.0, 0.2, rate().SamplesInMs(20));
  for (const int extension_samples : {1, 5, 100}) {
    const auto extension = WhiteNoise(1, 0.1F, extension_samples);

    const auto merged = Merge(merger_, View(extension), View(decoded), {.lag_samples = lag(120.0)});

    EXPECT_LE(merged.outcome.offset_samples, extension_samples);
    EXPECT_EQ(merged.outcome.frames,
              merged.outcome.offset_samples + static_cast<int>(decoded.size()));
  }
}

TEST_P(MergerAtRate, RampsFromTheLevelOfTheConcealmentToFullLevel) {
  const auto sound = Voiced(rate(), 125.0, 0.2, rate().SamplesInMs(60));
  std::vector<float> extension(sound.begin(), sound.begin() + merger_.extension_samples());
  for (float& sample : extension) sample *= 0.1F;

  const auto merged = Merge(merger_, View(extension), View(sound), {.mute_factor = 0.1F});

  // Twice the duration of a ramp from zero, 10 ms.
  const auto row = merged.Row(0);
  const auto full = static_cast<size_t>(rate().SamplesInMs(20));
  ASSERT_EQ(merged.outcome.offset_samples, 0);
  EXPECT_TRUE(std::equal(row.begin() + static_cast<ptrdiff_t>(full), row.end(),
                         sound.begin() + static_cast<ptrdiff_t>(full)));
  // The gain exceeds that of the ramp, 0.1 per ms, by rounding errors only.
  for (size_t n = 0; n < full; ++n) {
    const float gain = 0.1F + 100.0F * static_cast<float>(n + 1) / static_cast<float>(rate().hz());
    ASSERT_LE(std::abs(row[n]), std::abs(sound[n]) * gain + 1e-6F) << n;
  }
}

TEST_P(MergerAtRate, RisesOutOfSilenceWithoutStep) {
  const std::vector<float> extension(static_cast<size_t>(merger_.extension_samples()), 0.0F);
  const std::vector<float> decoded(static_cast<size_t>(rate().SamplesInMs(20)), 0.5F);

  const auto merged =
      Merge(merger_, View(extension), View(decoded), {.mute_factor = 0.0F, .lag_samples = 40});

  // Steepest part of ramp times cross-fade: the sum of both slopes.
  EXPECT_LE(LargestStep(merged.Row(0)), 0.5 * (100.0 + 1000.0 / 7.5) / rate().hz() * 1.1);
}

TEST_P(MergerAtRate, UsesTheOffsetOfTheLoudestChannelForAll) {
  const auto sound = Voiced(rate(), 120.0, 0.2, rate().SamplesInMs(80));
  const int size = merger_.extension_samples();
  const int shift = rate().SamplesInMs(3.9);
  auto extension = InEveryChannel(std::span(sound).first(static_cast<size_t>(size)), 2);
  auto decoded = InEveryChannel(
      std::span(sound).subspan(static_cast<size_t>(shift), static_cast<size_t>(size)), 2);
  const auto noise = WhiteNoise(1, 0.01F, size);
  std::copy(noise.begin(), noise.end(), extension.First(size).Channel(0).begin());
  std::copy(noise.begin(), noise.end(), decoded.First(size).Channel(0).begin());

  const auto merged =
      Merge(merger_, extension.First(size), decoded.First(size), {.lag_samples = lag(120.0)});

  EXPECT_EQ(merged.outcome.offset_samples, shift);
}

}  // namespace
}  // namespace neteq::dsp
