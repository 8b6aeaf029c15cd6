// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/expand.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "neteq/base/audio_buffer.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::FrequencyNear;
using testing::GainDb;
using testing::InEveryChannel;
using testing::LargestStep;
using testing::LevelDb;
using testing::Tones;
using testing::Voiced;
using testing::WhiteNoise;

constexpr ExpandParams kOff{.background_noise = BackgroundNoiseMode::kOff};

int HistorySamples(SampleRate rate) {
  return rate.SamplesInMs(static_cast<double>(Expand::kHistoryMs));
}

/// A concealment in progress, with its audio from the overlap on.
class Session {
 public:
  Session(SampleRate rate, int channels, const ExpandParams& params = kOff)
      : rate_(rate), channels_(channels), expand_(rate, channels, params), noise_(rate, channels) {}

  Expand& expand() { return expand_; }
  BackgroundNoise& noise() { return noise_; }

  /// Returns the samples that replace the end of `history`.
  AudioBuffer Begin(ConstAudioView history) {
    AudioBuffer overlap(channels_, expand_.overlap());
    expand_.Begin(history, overlap.First(expand_.overlap()));
    return overlap;
  }
  AudioBuffer Generate(int frames, Fading fading = Fading::kOn) {
    AudioBuffer out(channels_, frames);
    expand_.Generate(fading, noise_, random_, out.First(frames));
    return out;
  }
  std::vector<float> GenerateMono(double ms) {
    const int frames = rate_.SamplesInMs(ms);
    const auto audio = Generate(frames);
    const auto row = std::as_const(audio).First(frames).Channel(0);
    return {row.begin(), row.end()};
  }

 private:
  SampleRate rate_;
  int channels_;
  Expand expand_;
  BackgroundNoise noise_;
  Random random_{1};
};

std::vector<float> Row(const AudioBuffer& audio, int channel) {
  const auto row = audio.First(audio.capacity()).Channel(channel);
  return {row.begin(), row.end()};
}

ConstAudioView View(const std::vector<float>& row) {
  const int size = static_cast<int>(row.size());
  return {row.data(), 1, size, size};
}

/// Random signs: every segment has the same energy, so the fade depends only on the lack of
/// voicing.
std::vector<float> Signs(float amplitude, int samples) {
  auto x = WhiteNoise(3, 1.0F, samples);
  for (float& sample : x) sample = std::copysign(amplitude, sample);
  return x;
}

/// Level of the first difference relative to the signal: high for bright sounds.
double TiltDb(std::span<const float> x) {
  std::vector<float> difference(x.size() - 1);
  for (size_t n = 1; n < x.size(); ++n) difference[n - 1] = x[n] - x[n - 1];
  return GainDb(difference, x);
}

class ExpandAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }
  int history() const { return HistorySamples(rate()); }
};

INSTANTIATE_TEST_SUITE_P(Rates, ExpandAtRate, ::testing::ValuesIn(testing::kRatesHz),
                         ::testing::PrintToStringParamName());

TEST_P(ExpandAtRate, ContinuesVoicedSoundsWithoutClickOrChangeOfLevel) {
  for (const double pitch_hz : {80.0, 120.0, 200.0, 300.0}) {
    const auto played = Voiced(rate(), pitch_hz, 0.2, history());
    Session session(rate(), 1);

    auto joined = played;
    const auto overlap = Row(session.Begin(View(played)), 0);
    std::copy(overlap.begin(), overlap.end(), joined.end() - std::ssize(overlap));
    const auto after = session.GenerateMono(25);  // whole periods, before the fade begins
    joined.insert(joined.end(), after.begin(), after.end());

    // An integer lag is wrong by up to half a sample: a fraction of the largest step.
    EXPECT_LE(LargestStep(joined), 1.25 * LargestStep(played)) << pitch_hz;
    EXPECT_NEAR(GainDb(after, std::span(played).last(after.size())), 0.0, 1.0) << pitch_hz;
  }
}

TEST_P(ExpandAtRate, KeepsFrequency) {
  Session session(rate(), 1);
  session.Begin(View(Tones(rate(), {200.0}, 0.3, history())));

  const auto after = session.GenerateMono(100);

  EXPECT_NEAR(FrequencyNear(after, rate(), 200.0), 200.0, 2.0);
}

/// Milliseconds of concealment until the mute factor is at most `gain`.
double MsUntil(Session& session, SampleRate rate, float gain) {
  int samples = 0;
  for (; session.expand().mute_factor() > gain && samples < rate.hz(); ++samples) {
    session.Generate(1);
  }
  return samples * 1000.0 / rate.hz();
}

/// Fade parameters of NetEQ.
ExpandParams NetEqFade() {
  return {
      .background_noise = BackgroundNoiseMode::kOff, .fade_db_per_ms = 0.145, .fade_end_db = 72.0};
}

TEST_P(ExpandAtRate, FadesSteadyVoicedSoundsAsNetEqDoes) {
  Session session(rate(), 1, NetEqFade());
  session.Begin(View(Voiced(rate(), 125.0, 0.2, history())));

  const double half = MsUntil(session, rate(), 0.5F);
  const double tail = half + MsUntil(session, rate(), 0.05F);
  const double end = tail + MsUntil(session, rate(), 0.0F);

  // NetEQ's range from the shortest to the longest lag.
  EXPECT_TRUE(half >= 48 && half <= 119) << half;
  EXPECT_TRUE(tail >= 165 && tail <= 238) << tail;
  EXPECT_TRUE(end >= 385 && end <= 565) << end;
}

TEST_P(ExpandAtRate, FadesNoiseAsNetEqDoes) {
  Session session(rate(), 1, NetEqFade());
  session.Begin(View(Signs(0.1F, history())));

  const double half = MsUntil(session, rate(), 0.5F);
  const double tail = half + MsUntil(session, rate(), 0.05F);
  const double end = tail + MsUntil(session, rate(), 0.0F);

  EXPECT_TRUE(half >= 15 && half <= 20) << half;
  EXPECT_TRUE(tail >= 60 && tail <= 68) << tail;
  EXPECT_TRUE(end >= 180 && end <= 195) << end;
}

TEST_P(ExpandAtRate, EndsItsFadeSoonerByDefault) {
  Session voiced(rate(), 1);
  voiced.Begin(View(Voiced(rate(), 125.0, 0.2, history())));
  // 2.5 dB in the first 60 ms as in NetEQ, then 0.3 dB/ms down to -50 dB.
  EXPECT_NEAR(MsUntil(voiced, rate(), 0.0F), 60.0 + 47.5 / 0.3, 10.0);

  Session noise(rate(), 1);
  noise.Begin(View(Signs(0.1F, history())));
  EXPECT_NEAR(MsUntil(noise, rate(), 0.0F), 50.0 / 0.388, 10.0);
}

TEST_P(ExpandAtRate, IsOverAtOnceWhereOnlyBackgroundNoiseWasPlayed) {
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session session(rate(), 1, {.background_noise = BackgroundNoiseMode::kHold});
  session.noise().Update(View(quiet));
  session.Begin(View(quiet));

  const auto concealed = session.GenerateMono(40);

  EXPECT_TRUE(session.expand().muted());
  EXPECT_NEAR(GainDb(concealed, std::span(quiet)), 0.0, 3.0);
}

TEST_P(ExpandAtRate, IsOverAtOnceAfterDigitalSilence) {
  Session session(rate(), 1, NetEqFade());
  session.Begin(View(std::vector<float>(static_cast<size_t>(history()), 0.0F)));

  const auto concealed = session.GenerateMono(10);

  EXPECT_TRUE(session.expand().muted());
  for (const float sample : concealed) EXPECT_EQ(sample, 0.0F);
}

TEST_P(ExpandAtRate, HoldsItsLevelOnRequest) {
  Session session(rate(), 1);
  session.Begin(View(Signs(0.1F, history())));
  session.GenerateMono(12);
  const float before = session.expand().mute_factor();

  session.Generate(rate().SamplesInMs(25), Fading::kHeld);

  EXPECT_LT(before, 1.0F);
  EXPECT_EQ(session.expand().mute_factor(), before);
}

TEST_P(ExpandAtRate, PlaysItsNoiseBackAndForthWhileHeld) {
  Session session(rate(), 1, {.background_noise = BackgroundNoiseMode::kHold});
  session.noise().Update(View(WhiteNoise(6, 0.003F, history())));
  session.Begin(View(WhiteNoise(5, 0.1F, history())));
  const int segment = rate().SamplesInMs(5);
  session.Generate(1000 * segment);
  ASSERT_TRUE(session.expand().muted());

  const auto last = Row(session.Generate(segment), 0);
  const auto held = Row(session.Generate(2 * segment, Fading::kHeld), 0);

  EXPECT_TRUE(std::equal(last.rbegin(), last.rend(), held.begin()));
  EXPECT_TRUE(std::equal(last.begin(), last.end(), held.begin() + segment));
}

TEST_P(ExpandAtRate, FadesOnAfterItWasHeld) {
  Session session(rate(), 1);
  session.Begin(View(Signs(0.1F, history())));
  session.GenerateMono(12);

  session.Generate(rate().SamplesInMs(7), Fading::kHeld);
  session.GenerateMono(2000);

  EXPECT_TRUE(session.expand().muted());
}

TEST_P(ExpandAtRate, DoesNotDependOnBlockLengths) {
  const auto played = WhiteNoise(5, 0.1F, history());
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session whole(rate(), 1, {.background_noise = BackgroundNoiseMode::kFade});
  Session pieces(rate(), 1, {.background_noise = BackgroundNoiseMode::kFade});
  for (Session* session : {&whole, &pieces}) {
    session->noise().Update(View(quiet));
    session->Begin(View(played));
  }
  const int total = rate().SamplesInMs(300);

  const auto expected = Row(whole.Generate(total), 0);
  std::vector<float> actual;
  for (int piece = 1; static_cast<int>(actual.size()) < total; piece = piece * 3 % 479 + 1) {
    const int count = std::min(piece, total - static_cast<int>(actual.size()));
    const auto more = Row(pieces.Generate(count), 0);
    actual.insert(actual.end(), more.begin(), more.end());
  }

  EXPECT_EQ(actual, expected);
}

// At the beginning, a steady vowel consists of its periodic part only.
TEST_P(ExpandAtRate, RepeatPredictsGenerateOnAVowel) {
  Session session(rate(), 1);
  session.Begin(View(Voiced(rate(), 120.0, 0.2, history())));
  session.GenerateMono(3.0);
  std::vector<float> repeated(static_cast<size_t>(rate().SamplesInMs(20.0)));

  session.expand().Repeat(0, repeated);
  const auto generated = session.GenerateMono(20.0);

  ASSERT_EQ(session.expand().mute_factor(), 1.0F);
  for (size_t n = 0; n < repeated.size(); ++n) ASSERT_NEAR(repeated[n], generated[n], 0.02F) << n;
}

TEST_P(ExpandAtRate, ReportsThePeriodicShare) {
  Session vowel(rate(), 1);
  Session noise(rate(), 1);
  vowel.Begin(View(Voiced(rate(), 120.0, 0.2, history())));
  noise.Begin(View(WhiteNoise(5, 0.1F, history())));

  EXPECT_EQ(vowel.expand().periodic_share(0), 1.0F);
  EXPECT_EQ(noise.expand().periodic_share(0), 1.0F);
  // The mix reaches its target after two and a half periods of at most 15 ms.
  vowel.GenerateMono(40.0);
  noise.GenerateMono(40.0);
  EXPECT_GT(vowel.expand().periodic_share(0), 0.9F);
  EXPECT_LT(noise.expand().periodic_share(0), 0.5F);
}

TEST_P(ExpandAtRate, TreatsEqualChannelsAlikeAndAsMono) {
  const auto played = WhiteNoise(5, 0.1F, history());
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session mono(rate(), 1, {});
  Session stereo(rate(), 2, {});
  const auto both = InEveryChannel(played, 2);
  const auto both_quiet = InEveryChannel(quiet, 2);
  mono.noise().Update(View(quiet));
  stereo.noise().Update(both_quiet.First(history()));
  mono.Begin(View(played));
  stereo.Begin(both.First(history()));

  const auto expected = mono.GenerateMono(100);
  const auto actual = stereo.Generate(rate().SamplesInMs(100));

  EXPECT_EQ(Row(actual, 0), expected);
  EXPECT_EQ(Row(actual, 1), expected);
}

TEST_P(ExpandAtRate, ConcealsOneLiveChannelAmongSilentOnesAsMono) {
  const auto played = WhiteNoise(5, 0.1F, history());
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session mono(rate(), 1, {});
  Session surround(rate(), 3, {});
  AudioBuffer one_live(3, history());
  mono.noise().Update(View(quiet));
  Copy(View(quiet),
       AudioView(one_live.First(history()).Channel(1).data(), 1, history(), history()));
  surround.noise().Update(one_live.First(history()));
  Copy(View(played),
       AudioView(one_live.First(history()).Channel(1).data(), 1, history(), history()));
  mono.Begin(View(played));
  surround.Begin(one_live.First(history()));

  const auto expected = mono.GenerateMono(100);
  const auto actual = surround.Generate(rate().SamplesInMs(100));

  EXPECT_EQ(Row(actual, 1), expected);
  EXPECT_EQ(Row(actual, 0), std::vector<float>(expected.size(), 0.0F));
}

TEST_P(ExpandAtRate, EndsInExactSilenceWithoutBackgroundNoise) {
  Session session(rate(), 1);
  session.noise().Update(View(WhiteNoise(6, 0.003F, history())));
  session.Begin(View(Voiced(rate(), 125.0, 0.2, history())));
  session.GenerateMono(600);

  const auto tail = session.GenerateMono(10);

  EXPECT_TRUE(session.expand().muted());
  EXPECT_EQ(tail, std::vector<float>(tail.size(), 0.0F));
}

TEST_P(ExpandAtRate, EndsInTheLearnedBackgroundNoise) {
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session session(rate(), 1, {.background_noise = BackgroundNoiseMode::kHold});
  session.noise().Update(View(quiet));
  session.Begin(View(Voiced(rate(), 125.0, 0.2, history())));
  session.GenerateMono(2000);

  EXPECT_NEAR(GainDb(session.GenerateMono(200), quiet), 0.0, 2.0);
}

TEST_P(ExpandAtRate, FadesOutBackgroundNoiseInFadeMode) {
  const auto quiet = WhiteNoise(6, 0.003F, history());
  Session session(rate(), 1, {.background_noise = BackgroundNoiseMode::kFade});
  session.noise().Update(View(quiet));
  session.Begin(View(quiet));
  session.GenerateMono(1700);

  const double at_2_s = GainDb(session.GenerateMono(200), quiet);
  session.GenerateMono(2000);
  const double at_4_s = GainDb(session.GenerateMono(200), quiet);
  session.GenerateMono(2000);
  const auto after_6_s = session.GenerateMono(10);

  EXPECT_NEAR(at_2_s, 0.0, 2.0);
  EXPECT_NEAR(at_4_s, -6.0, 2.0);  // halfway through the fade
  EXPECT_EQ(after_6_s, std::vector<float>(after_6_s.size(), 0.0F));
}

// A denormal operand costs about a hundred cycles, and sets a flag of the processor. Without
// denormals a long loss costs no more than speech.
TEST_P(ExpandAtRate, MeetsNoDenormalNumberInALossOf10s) {
#if defined(__x86_64__)
  const std::vector<std::vector<float>> histories = {
      Voiced(rate(), 120.0, 0.2, history()), WhiteNoise(1, 0.1F, history()),
      WhiteNoise(1, 1e-5F, history()), std::vector<float>(static_cast<size_t>(history()))};
  for (const auto mode :
       {BackgroundNoiseMode::kOff, BackgroundNoiseMode::kHold, BackgroundNoiseMode::kFade}) {
    for (const auto& played : histories) {
      Session session(rate(), 1, {.background_noise = mode});
      session.noise().Update(View(WhiteNoise(2, 1e-4F, history())));
      _mm_setcsr(_mm_getcsr() & ~static_cast<unsigned>(_MM_EXCEPT_DENORM));

      session.Begin(View(played));
      for (int tick = 0; tick < 1000; ++tick) session.GenerateMono(10);

      EXPECT_EQ(_mm_getcsr() & static_cast<unsigned>(_MM_EXCEPT_DENORM), 0U);
    }
  }
#else
  GTEST_SKIP() << "only x86 counts them";
#endif
}

TEST_P(ExpandAtRate, KeepsTheSpectrumOfNoise) {
  std::vector<float> before;
  std::vector<float> after;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    auto played = WhiteNoise(seed, 0.1F, history());
    for (size_t n = 1; n < played.size(); ++n) played[n] += 0.8F * played[n - 1];
    Session session(rate(), 1);
    session.Begin(View(played));
    session.GenerateMono(20);  // the mix has settled for most lags
    const auto noise = session.GenerateMono(20);
    before.insert(before.end(), played.begin(), played.end());
    after.insert(after.end(), noise.begin(), noise.end());
  }

  EXPECT_NEAR(TiltDb(after), TiltDb(before), 3.0);
}

/// Histories without a period, level or spectrum.
std::vector<std::vector<float>> OddHistories(int samples) {
  const auto size = static_cast<size_t>(samples);
  std::vector<float> impulse(size, 0.0F);
  impulse[size - size / 4] = 1.0F;
  auto late = WhiteNoise(2, 0.2F, samples);
  std::fill(late.begin(), late.end() - samples / 8, 0.0F);
  auto clipped = WhiteNoise(2, 4.0F, samples);
  for (float& sample : clipped) sample = std::clamp(sample, -1.0F, 1.0F);
  const std::vector<float> tiny(size, std::numeric_limits<float>::denorm_min());
  return {
      std::vector<float>(size, 0.0F), std::vector<float>(size, 0.5F), impulse, late, clipped, tiny};
}

TEST_P(ExpandAtRate, SurvivesOddHistories) {
  for (const auto& played : OddHistories(history())) {
    Session session(rate(), 1);
    session.Begin(View(played));

    const auto after = session.GenerateMono(300);

    const float peak = std::abs(*std::max_element(
        after.begin(), after.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
    EXPECT_TRUE(std::all_of(after.begin(), after.end(), [](float y) { return std::isfinite(y); }));
    // Uniform noise with the power of a full-scale signal, filtered: peaks of a few times full
    // scale.
    EXPECT_LE(peak, 4.0F);
  }
}

TEST_P(ExpandAtRate, StartsAfreshAfterReset) {
  Session session(rate(), 1);
  session.Begin(View(Signs(0.1F, history())));
  session.GenerateMono(600);

  session.expand().Reset();

  EXPECT_FALSE(session.expand().active());
  EXPECT_EQ(session.expand().mute_factor(), 1.0F);
}

TEST(Expand, DoesNotMuteTheFirstPeriodOfAnOnset) {
  const SampleRate rate(16000);
  auto played = Voiced(rate, 125.0, 0.2, HistorySamples(rate));
  // The last period has 2.9 times the energy of the previous one.
  for (size_t n = 0; n < played.size() - 128; ++n) played[n] *= 0.59F;
  Session session(rate, 1);
  session.Begin(View(played));
  ASSERT_NEAR(session.expand().lag_samples(), 128, 1);

  session.Generate(session.expand().lag_samples());

  EXPECT_EQ(session.expand().mute_factor(), 1.0F);
}

}  // namespace
}  // namespace neteq::dsp
