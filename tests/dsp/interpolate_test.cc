// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/interpolate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::dsp {
namespace {

using testing::InEveryChannel;
using testing::LargestStep;
using testing::LevelDb;
using testing::Tones;
using testing::Voiced;
using testing::WhiteNoise;

/// Level of the difference in the gap, relative to the level of `clean` there.
double ErrorDb(std::span<const float> clean, std::span<const float> filled) {
  std::vector<float> difference(clean.size());
  for (size_t n = 0; n < clean.size(); ++n) difference[n] = filled[n] - clean[n];
  return LevelDb(difference) - LevelDb(clean);
}

class InterpolatorAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }
  int ms(double duration) const { return rate().SamplesInMs(duration); }
  Gap GapOf(double duration_ms) const { return {ms(60.0), ms(duration_ms)}; }
  int length(Gap gap, double future_ms = 20.0) const {
    return gap.first + gap.count + ms(future_ms);
  }

  /// `x` with the gap filled. The gap holds a loud wrong signal before.
  AudioBuffer Filled(const AudioBuffer& x, Gap gap) {
    AudioBuffer audio = x;
    for (int c = 0; c < audio.channels(); ++c) {
      const auto row = audio.First(audio.capacity()).Channel(c);
      std::fill_n(row.begin() + gap.first, gap.count, 0.9F);
    }
    outcome_ = interpolator_.Fill(audio.First(audio.capacity()), gap);
    return audio;
  }
  std::vector<float> Filled(const std::vector<float>& x, Gap gap) {
    const AudioBuffer audio = Filled(InEveryChannel(x, 1), gap);
    const auto row = audio.First(audio.capacity()).Channel(0);
    return {row.begin(), row.end()};
  }
  static std::span<const float> In(const std::vector<float>& x, Gap gap) {
    return std::span(x).subspan(static_cast<size_t>(gap.first), static_cast<size_t>(gap.count));
  }

  Interpolator interpolator_{rate()};
  InterpolateOutcome outcome_;
};

INSTANTIATE_TEST_SUITE_P(Rates, InterpolatorAtRate, ::testing::ValuesIn(testing::kRatesHz),
                         ::testing::PrintToStringParamName());

TEST_P(InterpolatorAtRate, RestoresVowelsTonesAndChords) {
  const Gap gap = GapOf(20.0);
  const int samples = length(gap);
  const auto error_db = [&](const std::vector<float>& x) {
    return ErrorDb(In(x, gap), In(Filled(x, gap), gap));
  };
  for (const double pitch_hz : {95.0, 120.0, 200.0, 300.0}) {
    EXPECT_LT(error_db(Voiced(rate(), pitch_hz, 0.2, samples)), -7.0) << pitch_hz;
  }
  EXPECT_LT(error_db(Tones(rate(), {440.0}, 0.3, samples)), -25.0);
  EXPECT_LT(error_db(Tones(rate(), {261.6, 329.6, 392.0}, 0.2, samples)), -7.0);
  // Keys of a telephone occur in its band.
  if (rate().hz() <= 16'000) {
    EXPECT_LT(error_db(Tones(rate(), {697.0, 1209.0}, 0.3, samples)), -20.0);
  }
}

TEST_P(InterpolatorAtRate, LeavesTheKnownAudioAlone) {
  const Gap gap = GapOf(20.0);
  const auto x = WhiteNoise(1, 0.1F, length(gap));

  const auto y = Filled(x, gap);

  const auto first = static_cast<ptrdiff_t>(gap.first);
  EXPECT_TRUE(std::equal(x.begin(), x.begin() + first, y.begin()));
  EXPECT_TRUE(std::equal(x.begin() + first + gap.count, x.end(), y.begin() + first + gap.count));
}

TEST_P(InterpolatorAtRate, JoinsBothEndsWithoutAStep) {
  for (const double duration_ms : {5.0, 10.0, 20.0, 37.5, 60.0}) {
    const Gap gap = GapOf(duration_ms);
    const auto x = Voiced(rate(), 133.0, 0.2, length(gap));

    const auto y = Filled(x, gap);

    EXPECT_LT(LargestStep(y), 1.8 * LargestStep(x)) << duration_ms;
  }
}

TEST_P(InterpolatorAtRate, JoinsSoundsThatHaveNothingInCommon) {
  const Gap gap = GapOf(20.0);
  auto x = Tones(rate(), {150.0, 700.0}, 0.2, length(gap));
  const auto other = Tones(rate(), {230.0, 410.0}, 0.1, ms(20.0));
  std::copy(other.begin(), other.end(), x.end() - static_cast<ptrdiff_t>(other.size()));

  const auto y = Filled(x, gap);

  EXPECT_LT(LargestStep(y), 2.0 * LargestStep(std::span(x).first(static_cast<size_t>(gap.first))));
}

TEST_P(InterpolatorAtRate, KeepsTheLevelOfNoise) {
  const Gap gap = GapOf(20.0);
  double power = 0.0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    power += testing::Power(In(Filled(WhiteNoise(seed, 0.1F, length(gap)), gap), gap)) / 20.0;
  }

  EXPECT_GT(10.0 * std::log10(power), -20.0 - 3.0);
  EXPECT_LT(10.0 * std::log10(power), -20.0 + 1.0);
}

TEST_P(InterpolatorAtRate, LevelMovesFromThatOfThePastToThatOfTheFuture) {
  const Gap gap = GapOf(20.0);
  auto x = Voiced(rate(), 120.0, 0.3, length(gap));
  for (size_t n = static_cast<size_t>(gap.first + gap.count); n < x.size(); ++n) x[n] *= 0.25F;

  const auto y = Filled(x, gap);

  const auto piece = static_cast<size_t>(ms(5.0));
  double last = LevelDb(std::span(x).first(static_cast<size_t>(gap.first))) + 2.0;
  for (size_t i = 0; i < 4; ++i) {
    const double level = LevelDb(In(y, gap).subspan(i * piece, piece));
    EXPECT_LT(level, last + 3.0) << i;
    last = level;
  }
}

TEST_P(InterpolatorAtRate, ASuddenOnsetIsNotHeardBefore) {
  const Gap gap = GapOf(20.0);
  auto x = Voiced(rate(), 120.0, 0.2, length(gap));
  std::fill(x.begin(), x.begin() + gap.first, 0.0F);

  const auto y = Filled(x, gap);

  const double following = LevelDb(std::span(x).last(static_cast<size_t>(ms(20.0))));
  EXPECT_LT(LevelDb(In(y, gap).first(static_cast<size_t>(ms(12.0)))), following - 60.0);
  EXPECT_LT(
      LevelDb(In(y, gap).subspan(static_cast<size_t>(ms(12.0)), static_cast<size_t>(ms(2.0)))),
      following - 15.0);
}

TEST_P(InterpolatorAtRate, ASoundThatEndsDoesNotBuzz) {
  const Gap gap = GapOf(20.0);
  auto x = Voiced(rate(), 120.0, 0.2, length(gap));
  std::fill(x.end() - ms(20.0), x.end(), 0.0F);

  const auto y = Filled(x, gap);

  const double before = LevelDb(std::span(x).first(static_cast<size_t>(gap.first)));
  EXPECT_LT(LevelDb(In(y, gap).last(static_cast<size_t>(ms(5.0)))), before - 25.0);
}

TEST_P(InterpolatorAtRate, SilenceStaysSilent) {
  const Gap gap = GapOf(20.0);
  const std::vector<float> silence(static_cast<size_t>(length(gap)), 0.0F);

  const auto filled = Filled(silence, gap);

  EXPECT_TRUE(std::all_of(filled.begin(), filled.end(), [](float y) { return y == 0.0F; }));
}

TEST_P(InterpolatorAtRate, FillsEveryLengthFromFuturesOfEveryLength) {
  for (const int count : {1, 2, 3, 7, ms(2.5), ms(10.0) + 1, ms(20.0), ms(60.0)}) {
    for (const int future : {1, 2, 5, ms(1.0), ms(2.5), ms(5.0), ms(10.0), ms(20.0), ms(60.0)}) {
      const Gap gap{ms(60.0), count};
      for (const auto& x : {Voiced(rate(), 61.0, 0.5, gap.first + count + future),
                            WhiteNoise(7, 1.0F, gap.first + count + future)}) {
        const auto y = Filled(x, gap);
        float peak = 0.0F;
        for (size_t n = 0; n < x.size(); ++n) {
          if (n < static_cast<size_t>(gap.first) || n >= static_cast<size_t>(gap.first + count))
            peak = std::max(peak, std::abs(x[n]));
        }
        for (const float sample : In(y, gap)) {
          ASSERT_LE(std::abs(sample), peak) << count << ' ' << future;  // false for NaN
        }
      }
    }
  }
}

TEST_P(InterpolatorAtRate, ExtremeSignalsGiveFiniteAudioWithinFullScale) {
  const Gap gap = GapOf(20.0);
  const auto samples = static_cast<size_t>(length(gap));
  std::vector<float> square(samples);
  std::vector<float> impulse(samples, 0.0F);
  std::vector<float> tiny(samples);
  for (size_t n = 0; n < samples; ++n) {
    square[n] = n / 40 % 2 == 0 ? 1.0F : -1.0F;
    tiny[n] = n % 3 == 0 ? std::numeric_limits<float>::denorm_min() : 0.0F;
  }
  impulse[static_cast<size_t>(gap.first) - 1] = 1.0F;
  for (const auto& x : {square, impulse, tiny, std::vector<float>(samples, 1.0F)}) {
    const auto filled = Filled(x, gap);
    for (const float y : In(filled, gap)) ASSERT_LE(std::abs(y), 1.0F);  // false for NaN
  }
}

TEST_P(InterpolatorAtRate, ChannelsShareOnePhaseTrack) {
  const Gap gap = GapOf(20.0);
  const int samples = length(gap);
  const auto left = Voiced(rate(), 140.0, 0.2, samples);
  AudioBuffer stereo(2, samples);
  for (int n = 0; n < samples; ++n) {
    const auto i = static_cast<size_t>(n);
    stereo.First(samples).Channel(0)[i] = left[i];
    stereo.First(samples).Channel(1)[i] = -0.5F * left[i];
  }

  const AudioBuffer filled = Filled(stereo, gap);

  const auto view = filled.First(samples);
  for (size_t n = 0; n < left.size(); ++n) {
    ASSERT_NEAR(view.Channel(1)[n], -0.5F * view.Channel(0)[n], 2e-3F) << n;
  }
}

TEST_P(InterpolatorAtRate, ASilentChannelStaysSilent) {
  const Gap gap = GapOf(20.0);
  const int samples = length(gap);
  AudioBuffer audio = InEveryChannel(Voiced(rate(), 140.0, 0.2, samples), 8);
  Clear(AudioView(audio.First(samples).Channel(3).data(), 1, samples, samples));

  const AudioBuffer filled = Filled(audio, gap);

  for (const float y : filled.First(samples).Channel(3)) ASSERT_EQ(y, 0.0F);
  EXPECT_GT(LevelDb(filled.First(samples).Channel(7).subspan(static_cast<size_t>(gap.first),
                                                             static_cast<size_t>(gap.count))),
            -25.0);
}

TEST_P(InterpolatorAtRate, ReportsThePeriod) {
  const Gap gap = GapOf(20.0);

  Filled(Voiced(rate(), 125.0, 0.2, length(gap)), gap);

  EXPECT_NEAR(outcome_.lag_samples, ms(8.0), 1 + rate().hz() / 16'000);
  EXPECT_GT(outcome_.similarity, 0.95F);
}

TEST_P(InterpolatorAtRate, GivesTheSameBytesAgain) {
  const Gap gap = GapOf(20.0);
  const auto x = WhiteNoise(5, 0.2F, length(gap));

  const auto first = Filled(x, gap);
  Filled(Voiced(rate(), 100.0, 0.2, length(gap)), gap);

  EXPECT_EQ(Filled(x, gap), first);
}

}  // namespace
}  // namespace neteq::dsp
