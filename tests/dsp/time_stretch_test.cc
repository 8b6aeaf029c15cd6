// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/time_stretch.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::GainDb;
using testing::LargestStep;
using testing::Voiced;
using testing::WhiteNoise;

enum class Operation { kAccelerate, kFast, kPreemptive };
constexpr std::array kOperations = {Operation::kAccelerate, Operation::kFast,
                                    Operation::kPreemptive};

constexpr float kQuiet = 1e-9F;  // background power of -90 dBFS: every signal here is active
constexpr float kNoisy = 1.0F;   // background power of 0 dBFS: no signal is active

struct Stretched {
  StretchOutcome outcome;
  AudioBuffer audio;
  int frames;
};

Stretched Stretch(TimeStretcher& stretcher, Operation operation, ConstAudioView in,
                  float background) {
  Stretched result{{}, AudioBuffer(in.channels(), in.frames() + stretcher.max_change_samples()), 0};
  if (operation == Operation::kPreemptive) {
    const auto out = result.audio.First(in.frames() + stretcher.max_change_samples());
    result.outcome = stretcher.PreemptiveExpand(in, 0, background, out);
    result.frames = in.frames() + result.outcome.changed_samples;
  } else {
    const bool fast = operation == Operation::kFast;
    result.outcome = stretcher.Accelerate(in, fast, background, result.audio.First(in.frames()));
    result.frames = in.frames() - result.outcome.changed_samples;
  }
  return result;
}

std::vector<float> Row(const Stretched& stretched, int channel) {
  const auto row = stretched.audio.First(stretched.frames).Channel(channel);
  return {row.begin(), row.end()};
}

class TimeStretcherAt : public ::testing::TestWithParam<std::tuple<int, int>> {
 protected:
  int channels() const { return std::get<1>(GetParam()); }
  int block() const { return stretcher_.min_input_samples(); }
  AudioBuffer Vowel(double pitch_hz) const {
    return testing::InEveryChannel(Voiced(rate_, pitch_hz, 0.1, block()), channels());
  }
  AudioBuffer Noise(float rms) const {
    return testing::InEveryChannel(WhiteNoise(1, rms, block()), channels());
  }

  /// Stretches each 30 ms of `row`, in every channel; returns the last channel.
  std::vector<float> Chain(Operation operation, const std::vector<float>& row) {
    const auto audio = testing::InEveryChannel(row, channels());
    std::vector<float> out;
    for (int start = 0; start + block() <= static_cast<int>(row.size()); start += block()) {
      const auto stretched = Stretch(stretcher_, operation, audio.Slice(start, block()), kQuiet);
      EXPECT_EQ(stretched.outcome.result, StretchResult::kStretched);
      const auto part = Row(stretched, channels() - 1);
      out.insert(out.end(), part.begin(), part.end());
    }
    return out;
  }

  SampleRate rate_{std::get<0>(GetParam())};
  TimeStretcher stretcher_{rate_, StretchParams{}};
};
INSTANTIATE_TEST_SUITE_P(RatesAndChannels, TimeStretcherAt,
                         ::testing::Combine(::testing::ValuesIn(testing::kRatesHz),
                                            ::testing::ValuesIn(testing::kChannelCounts)));

TEST_P(TimeStretcherAt, KeepsFrequencyAndLevelOfASine) {
  for (const Operation operation : kOperations) {
    const auto sine = testing::Tones(rate_, {200.0}, 0.3, 100 * block());

    const auto out = Chain(operation, sine);

    ASSERT_GT(out.size(), static_cast<size_t>(rate_.hz()));  // 1 s or more
    EXPECT_NEAR(testing::FrequencyNear(out, rate_, 200.0), 200.0, 0.5);
    EXPECT_NEAR(GainDb(out, sine), 0.0, 0.5);
  }
}

TEST_P(TimeStretcherAt, KeepsEveryToneOfAMixture) {
  const auto mixture = testing::Tones(rate_, {100.0, 700.0, 1900.0, 3000.0}, 0.15, 100 * block());
  for (const Operation operation : kOperations) {
    const auto out = Chain(operation, mixture);

    EXPECT_NEAR(GainDb(out, mixture), 0.0, 0.5);
    for (const double tone_hz : {100.0, 700.0, 1900.0, 3000.0}) {
      EXPECT_NEAR(testing::FrequencyNear(out, rate_, tone_hz), tone_hz, 0.5);
    }
  }
}

TEST_P(TimeStretcherAt, MissesTheFrequencyByHalfASampleASpliceAtMost) {
  // A lag is an integer number of samples. Splices occur at most every 15 ms, so their phase error
  // is at most 0.5 / 15 ms = 33 samples per second: 0.5 Hz at 120 Hz and 8 kHz.
  for (const double tone_hz : {130.0, 220.0, 311.0, 440.0, 1000.0}) {
    const auto tone = testing::Tones(rate_, {tone_hz}, 0.3, 100 * block());
    const double bound_hz = 0.5 / 0.015 * tone_hz / rate_.hz();
    for (const Operation operation : kOperations) {
      const auto out = Chain(operation, tone);

      EXPECT_NEAR(testing::FrequencyNear(out, rate_, tone_hz), tone_hz, bound_hz);
      EXPECT_NEAR(GainDb(out, tone), 0.0, 0.5);
    }
  }
}

TEST_P(TimeStretcherAt, ChangesAVowelByOnePitchPeriod) {
  const auto vowel = Vowel(125.0);  // 8 ms
  for (const Operation operation : {Operation::kAccelerate, Operation::kPreemptive}) {
    const auto stretched = Stretch(stretcher_, operation, vowel.First(block()), kQuiet);

    EXPECT_EQ(stretched.outcome.result, StretchResult::kStretched);
    EXPECT_NEAR(stretched.outcome.changed_samples, rate_.hz() / 125.0, 0.5);
    EXPECT_GT(stretched.outcome.correlation, 0.99F);
  }
}

TEST_P(TimeStretcherAt, RemovesAsManyPeriodsAsFitIntoHalfTheInputWhenFast) {
  const int period = rate_.SamplesInMs(4);  // 3 of them fit into 15 ms
  const auto vowel = Vowel(static_cast<double>(rate_.hz()) / period);

  const auto stretched = Stretch(stretcher_, Operation::kFast, vowel.First(block()), kQuiet);

  EXPECT_EQ(stretched.outcome.changed_samples, 3 * period);
}

TEST_P(TimeStretcherAt, LeavesLoudNoiseAsItIsBitForBit) {
  const auto noise = Noise(0.1F);
  for (const Operation operation : kOperations) {
    const auto stretched = Stretch(stretcher_, operation, noise.First(block()), kQuiet);

    EXPECT_EQ(stretched.outcome.result, StretchResult::kUnchanged);
    EXPECT_EQ(stretched.outcome.changed_samples, 0);
    for (int c = 0; c < channels(); ++c) {
      const auto row = noise.First(block()).Channel(c);
      EXPECT_EQ(Row(stretched, c), std::vector<float>(row.begin(), row.end()));
    }
  }
}

TEST_P(TimeStretcherAt, StretchesTheSameNoiseWhenItIsBackground) {
  const auto noise = Noise(0.1F);  // power 0.01
  for (const Operation operation : kOperations) {
    // Inactive from 1 / 8 of the power; a margin of 0.5 dB, because 5 to 30 ms of noise vary.
    const auto active = Stretch(stretcher_, operation, noise.First(block()), 0.01F / 8.0F / 1.5F);
    const auto passive = Stretch(stretcher_, operation, noise.First(block()), 0.01F / 8.0F * 1.5F);

    EXPECT_EQ(active.outcome.result, StretchResult::kUnchanged);
    EXPECT_EQ(passive.outcome.result, StretchResult::kStretchedLowEnergy);
    EXPECT_GE(passive.outcome.changed_samples, rate_.SamplesInMs(2.5));
  }
}

TEST_P(TimeStretcherAt, StretchesSilenceAsLowEnergy) {
  const AudioBuffer silence(channels(), block());
  for (const Operation operation : kOperations) {
    const auto stretched = Stretch(stretcher_, operation, silence.First(block()), 0.0F);

    EXPECT_EQ(stretched.outcome.result, StretchResult::kStretchedLowEnergy);
    EXPECT_GT(stretched.outcome.changed_samples, 0);
    EXPECT_EQ(Row(stretched, 0), std::vector<float>(static_cast<size_t>(stretched.frames)));
  }
}

TEST_P(TimeStretcherAt, CopiesInputThatIsTooShort) {
  const auto vowel = Vowel(125.0);
  for (const int frames : {0, 1, block() / 2, block() - 1}) {
    for (const Operation operation : kOperations) {
      const auto stretched = Stretch(stretcher_, operation, vowel.First(frames), kNoisy);

      EXPECT_EQ(stretched.outcome.result, StretchResult::kUnchanged);
      const auto row = vowel.First(frames).Channel(0);
      EXPECT_EQ(Row(stretched, 0), std::vector<float>(row.begin(), row.end()));
    }
  }
}

TEST_P(TimeStretcherAt, MakesNoStepLargerThanTheSignalsOwn) {
  for (const double pitch_hz : {70.0, 110.0, 183.0, 391.0}) {
    const auto vowel = Voiced(rate_, pitch_hz, 0.1, 40 * block());
    for (const Operation operation : kOperations) {
      const auto audio = testing::InEveryChannel(vowel, channels());
      std::vector<float> out;
      for (int start = 0; start < 40 * block(); start += block()) {
        const auto part =
            Row(Stretch(stretcher_, operation, audio.Slice(start, block()), kNoisy), 0);
        out.insert(out.end(), part.begin(), part.end());
      }
      // A cross-fade adds the difference of its two sides over its length of at least 2.5 ms: at
      // most 2 x 0.4 / 20 samples, compared with a step of about 0.25 at 8 kHz.
      EXPECT_LE(LargestStep(out), 1.2 * LargestStep(vowel)) << pitch_hz;
    }
  }
}

TEST_P(TimeStretcherAt, CopiesWhatLiesBehindTheFirstThirtyMilliseconds) {
  const auto row = Voiced(rate_, 125.0, 0.1, 2 * block());
  const auto audio = testing::InEveryChannel(row, channels());
  for (const Operation operation : kOperations) {
    const auto out = Row(Stretch(stretcher_, operation, audio.First(2 * block()), kQuiet), 0);

    EXPECT_TRUE(std::equal(out.end() - block(), out.end(), row.end() - block()));
  }
}

TEST_P(TimeStretcherAt, GivesTheSameWhenItsOutputBeginsWhereItsInputDoes) {
  const auto vowel = Vowel(120.0);
  for (const Operation operation : kOperations) {
    const auto apart = Stretch(stretcher_, operation, vowel.First(block()), kQuiet);
    AudioBuffer audio(channels(), block() + stretcher_.max_change_samples());
    Copy(vowel.First(block()), audio.First(block()));
    const auto in = audio.First(block());

    const auto outcome =
        operation == Operation::kPreemptive
            ? stretcher_.PreemptiveExpand(in, 0, kQuiet, audio.First(audio.capacity()))
            : stretcher_.Accelerate(in, operation == Operation::kFast, kQuiet, in);

    EXPECT_EQ(outcome.changed_samples, apart.outcome.changed_samples);
    EXPECT_EQ(Row({outcome, audio, apart.frames}, 0), Row(apart, 0));
  }
}

TEST_P(TimeStretcherAt, NeverAltersSamplesThatHaveBeenPlayed) {
  const auto row = Voiced(rate_, 125.0, 0.1, block());
  const auto audio = testing::InEveryChannel(row, channels());
  AudioBuffer out(channels(), block() + stretcher_.max_change_samples());
  for (int old = 0; old <= block(); old += block() / 16) {
    for (const float background : {kQuiet, kNoisy}) {
      const auto outcome = stretcher_.PreemptiveExpand(audio.First(block()), old, background,
                                                       out.First(out.capacity()));

      const auto result = out.First(block() + outcome.changed_samples).Channel(channels() - 1);
      ASSERT_TRUE(std::equal(row.begin(), row.begin() + old, result.begin())) << old;
      // The end of the input is also the end of the output.
      const int tail = std::min(block() - old, block() / 4);
      ASSERT_TRUE(std::equal(row.end() - tail, row.end(), result.end() - tail)) << old;
    }
  }
}

TEST_P(TimeStretcherAt, RepeatsAPeriodAsLongAsOneIsUnplayed) {
  const auto vowel = Vowel(125.0);
  AudioBuffer out(channels(), block() + stretcher_.max_change_samples());
  const auto stretch = [&](int played_ms, float background) {
    return stretcher_.PreemptiveExpand(vowel.First(block()), rate_.hz() * played_ms / 1000,
                                       background, out.First(out.capacity()));
  };

  for (const int played_ms : {0, 15, 20}) {
    const auto outcome = stretch(played_ms, kQuiet);
    EXPECT_EQ(outcome.result, StretchResult::kStretched) << played_ms;
    // One period, within half a sample of the 4 kHz analysis rate where only 10 ms can be compared.
    EXPECT_NEAR(outcome.changed_samples, rate_.hz() / 125.0, rate_.hz() / 8000.0) << played_ms;
  }
  EXPECT_EQ(stretch(24, kQuiet).result, StretchResult::kUnchanged);
  EXPECT_EQ(stretch(24, kNoisy).result, StretchResult::kStretchedLowEnergy);
  EXPECT_EQ(stretch(28, kNoisy).result, StretchResult::kUnchanged);
}

TEST_P(TimeStretcherAt, StaysWithinBoundsOnNan) {
  for (const float poison :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30F}) {
    auto row = Voiced(rate_, 125.0, 0.1, block());
    for (size_t n = 0; n < row.size(); n += 7) row[n] = poison;
    const auto audio = testing::InEveryChannel(row, channels());
    for (const Operation operation : kOperations) {
      const int changed =
          Stretch(stretcher_, operation, audio.First(block()), kNoisy).outcome.changed_samples;
      EXPECT_GE(changed, 0);
      EXPECT_LE(changed, stretcher_.max_change_samples());
    }
  }
}

TEST_P(TimeStretcherAt, TreatsIdenticalChannelsAndOneLiveChannelAsMono) {
  const auto row = Voiced(rate_, 143.0, 0.1, block());
  const auto mono = testing::InEveryChannel(row, 1);
  const auto same = testing::InEveryChannel(row, channels() + 1);
  AudioBuffer live(channels() + 1, block());
  std::copy(row.begin(), row.end(), live.First(block()).Channel(channels()).begin());
  for (const Operation operation : kOperations) {
    const auto expected = Stretch(stretcher_, operation, mono.First(block()), kQuiet);
    const auto from_same = Stretch(stretcher_, operation, same.First(block()), kQuiet);
    const auto from_live = Stretch(stretcher_, operation, live.First(block()), kQuiet);

    EXPECT_EQ(from_same.outcome.correlation, expected.outcome.correlation);
    EXPECT_EQ(from_live.outcome.correlation, expected.outcome.correlation);
    EXPECT_EQ(Row(from_same, channels()), Row(expected, 0));
    EXPECT_EQ(Row(from_live, channels()), Row(expected, 0));
    EXPECT_EQ(LargestStep(Row(from_live, 0)), 0.0);
  }
}

TEST(TimeStretcher, ObeysItsThresholds) {
  const SampleRate rate(16000);
  const auto vowel = testing::InEveryChannel(Voiced(rate, 125.0, 0.1, 480), 1);
  TimeStretcher never(rate, {.min_correlation = 1.0, .min_correlation_fast = 1.0});
  TimeStretcher fast_only(rate, {.min_correlation = 1.0, .min_correlation_fast = 0.5});
  const auto result = [&](TimeStretcher& stretcher, Operation operation) {
    return Stretch(stretcher, operation, vowel.First(480), kQuiet).outcome.result;
  };

  for (const Operation operation : kOperations) {
    EXPECT_EQ(result(never, operation), StretchResult::kUnchanged);
  }
  EXPECT_EQ(result(fast_only, Operation::kAccelerate), StretchResult::kUnchanged);
  EXPECT_EQ(result(fast_only, Operation::kFast), StretchResult::kStretched);
}

TEST(TimeStretcher, StretchesBriefSpeechWithGlidingPitchMostOfTheTime) {
  const SampleRate rate(48000);
  TimeStretcher stretcher(rate, StretchParams{});
  std::vector<float> glide(static_cast<size_t>(2 * rate.hz()));
  double phase = 0.0;
  for (size_t n = 0; n < glide.size(); ++n) {
    phase += (100.0 + 50.0 * static_cast<double>(n) / rate.hz()) / rate.hz();  // 100 to 200 Hz
    for (int h = 1; h < 12; ++h) {
      glide[n] += static_cast<float>(0.1 / h * std::sin(2.0 * std::numbers::pi * phase * h + h));
    }
  }
  int stretched = 0;
  for (int start = 0; start + 1440 <= static_cast<int>(glide.size()); start += 1440) {
    const auto block =
        testing::InEveryChannel(std::span(glide).subspan(static_cast<size_t>(start), 1440), 1);
    const auto run = Stretch(stretcher, Operation::kAccelerate, block.First(1440), kQuiet);
    stretched += run.outcome.result == StretchResult::kStretched ? 1 : 0;
  }
  EXPECT_GT(stretched, 60);  // of 66
}

}  // namespace
}  // namespace neteq::dsp
