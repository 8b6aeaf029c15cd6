// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/varispeed.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"

namespace neteq::dsp {
namespace {

using testing::GainDb;
using testing::Tones;

constexpr std::array kSpeeds = {Varispeed::kMinSpeed, 0.997, 1.0, 1.003, Varispeed::kMaxSpeed};

/// Processes one channel with a mono `varispeed`.
std::vector<float> Play(Varispeed& varispeed, std::span<const float> in, double speed) {
  const auto frames = static_cast<int>(in.size());
  std::vector<float> out(static_cast<size_t>(Varispeed::MaxOutput(frames)), 9.0F);
  const auto room = static_cast<int>(out.size());
  const int count =
      varispeed.Process({in.data(), 1, frames, frames}, speed, {out.data(), 1, room, room});
  out.resize(static_cast<size_t>(count));
  return out;
}

/// Processes `in` in pieces of `frames`, the n-th at speed_of(n).
template <class SpeedOf>
std::vector<float> PlayInPieces(Varispeed& varispeed, std::span<const float> in, int frames,
                                SpeedOf speed_of) {
  std::vector<float> out;
  const auto step = static_cast<size_t>(frames);
  for (size_t n = 0; n * step < in.size(); ++n) {
    const auto piece = in.subspan(n * step, std::min(step, in.size() - n * step));
    const auto played = Play(varispeed, piece, speed_of(static_cast<int>(n)));
    out.insert(out.end(), played.begin(), played.end());
  }
  return out;
}

/// Swings between both extreme speeds, with a period of 2 s in ticks.
double Swinging(int tick) { return 1.0 + 0.02 * std::sin(2.0 * std::numbers::pi * tick / 200.0); }

/// Alternates between the extreme speeds at every call.
double Alternating(int call) { return call % 2 == 0 ? Varispeed::kMinSpeed : Varispeed::kMaxSpeed; }

/// Error of `out`, in dB relative to the tone, against Tones(rate, {hz}, amplitude) read at k *
/// speed - latency.
double ErrorDb(std::span<const float> out, SampleRate rate, double hz, double amplitude,
               std::pair<double, int> speed_and_latency) {
  const auto [speed, latency] = speed_and_latency;
  double error = 0.0;
  const size_t settled = 100;  // beyond the influence of the start
  for (size_t k = settled; k < out.size(); ++k) {
    const double place = static_cast<double>(k) * speed - latency;
    const double expected = amplitude * std::sin(2.0 * std::numbers::pi * hz * place / rate.hz());
    error += std::pow(static_cast<double>(out[k]) - expected, 2);
  }
  const double power = error / static_cast<double>(out.size() - settled);
  return 10.0 * std::log10(power / (0.5 * amplitude * amplitude));
}

class VarispeedAt : public ::testing::TestWithParam<int> {
 protected:
  double HighestPassedHz() const { return std::min(20'000.0, 0.4375 * rate_.hz()); }

  SampleRate rate_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Rates, VarispeedAt, ::testing::ValuesIn(testing::kRatesHz));

// Checks frequency, level, phase and latency together: an error of 1e-9 in the speed alone would
// leave -83 dB of a tone at 20 kHz after 1 s.
TEST_P(VarispeedAt, PutsEverySampleOfASineInItsPlace) {
  for (const double hz : {1000.0, 0.3125 * rate_.hz(), HighestPassedHz()}) {
    const auto in = Tones(rate_, {hz}, 0.3, rate_.hz());
    for (const double speed : kSpeeds) {
      Varispeed varispeed(rate_, 1);

      const auto out = Play(varispeed, in, speed);

      EXPECT_LT(ErrorDb(out, rate_, hz, 0.3, {speed, varispeed.latency()}), -90.0)
          << hz << " Hz at " << speed;
    }
  }
}

TEST_P(VarispeedAt, ShiftsTheFrequencyByExactlyTheSpeed) {
  const auto in = Tones(rate_, {1000.0}, 0.3, 2 * rate_.hz());
  for (const double speed : kSpeeds) {
    Varispeed varispeed(rate_, 1);

    const auto out = Play(varispeed, in, speed);

    const auto settled = std::span<const float>(out).subspan(100);
    EXPECT_NEAR(testing::FrequencyNear(settled, rate_, 1000.0 * speed), 1000.0 * speed, 1e-4);
  }
}

TEST_P(VarispeedAt, DelaysBitForBitAtSpeedOne) {
  Varispeed varispeed(rate_, 1);
  auto in = testing::WhiteNoise(1, 0.1F, 3 * rate_.tick_samples());
  in[7] = -0.0F;

  const auto out =
      PlayInPieces(varispeed, in, rate_.tick_samples(), [](int /*tick*/) { return 1.0; });

  ASSERT_EQ(out.size(), in.size());
  const auto latency = static_cast<size_t>(varispeed.latency());
  for (size_t n = 0; n < in.size(); ++n) {
    const float expected = n < latency ? 0.0F : in[n - latency];
    ASSERT_EQ(std::bit_cast<uint32_t>(out[n]), std::bit_cast<uint32_t>(expected)) << n;
  }
}

TEST_P(VarispeedAt, DoesNotDependOnBlockLengths) {
  const auto in = testing::WhiteNoise(1, 0.1F, rate_.hz() / 4);
  for (const double speed : kSpeeds) {
    Varispeed whole(rate_, 1);
    const auto expected = Play(whole, in, speed);
    for (const int frames : {1, 2, 7, 63, rate_.tick_samples(), rate_.tick_samples() + 1}) {
      Varispeed varispeed(rate_, 1);

      const auto out = PlayInPieces(varispeed, in, frames, [speed](int /*call*/) { return speed; });

      EXPECT_EQ(out, expected) << frames << " at " << speed;
    }
  }
}

// Two channels in quadrature give the position of each output in the input, within about 1e-5
// samples. A jump of speed would show as a step of 0.04, a jump of position as more.
TEST_P(VarispeedAt, GlidesFromSpeedToSpeedWithoutAJump) {
  const double turn = 0.25 * std::numbers::pi;  // one sample at rate / 8
  const int tick = rate_.tick_samples();
  Varispeed sine_side(rate_, 1);
  Varispeed cosine_side(rate_, 1);
  const auto sine = Tones(rate_, {0.125 * rate_.hz()}, 0.3, 100 * tick + 2);

  const auto y = PlayInPieces(sine_side, std::span(sine).first(sine.size() - 2), tick, Alternating);
  const auto x = PlayInPieces(cosine_side, std::span(sine).subspan(2), tick, Alternating);

  ASSERT_EQ(x.size(), y.size());
  std::vector<double> steps;
  for (size_t k = 101; k < x.size(); ++k) {
    const double advance = std::atan2(static_cast<double>(y[k]), static_cast<double>(x[k])) -
                           std::atan2(static_cast<double>(y[k - 1]), static_cast<double>(x[k - 1]));
    steps.push_back(std::remainder(advance, 2.0 * std::numbers::pi) / turn);
  }
  const double slack = 5e-5;
  const double glide = 0.04 / tick * Varispeed::kMaxSpeed;  // per output
  for (size_t k = 1; k < steps.size(); ++k) {
    ASSERT_NEAR(steps[k], steps[k - 1], glide + slack) << k;
  }
  const auto [slowest, fastest] = std::minmax_element(steps.begin(), steps.end());
  EXPECT_NEAR(*slowest, Varispeed::kMinSpeed, glide + slack);
  EXPECT_NEAR(*fastest, Varispeed::kMaxSpeed, glide + slack);
}

TEST_P(VarispeedAt, KeepsTheLevelOfSpeechAtAnySpeed) {
  const auto in = testing::Voiced(rate_, 120.0, 0.1, 4 * rate_.hz());
  Varispeed swinging(rate_, 1);
  Varispeed alternating(rate_, 1);

  const auto swung = PlayInPieces(swinging, in, rate_.tick_samples(), Swinging);
  const auto alternated = PlayInPieces(alternating, in, rate_.tick_samples(), Alternating);

  EXPECT_NEAR(GainDb(swung, in), 0.0, 0.1);
  EXPECT_NEAR(GainDb(alternated, in), 0.0, 0.1);
}

TEST_P(VarispeedAt, TreatsEveryChannelLikeMono) {
  const int tick = rate_.tick_samples();
  constexpr int kChannels = 8;
  const auto row = testing::WhiteNoise(1, 0.1F, tick);
  const auto in = testing::InEveryChannel(row, kChannels);
  AudioBuffer out(kChannels, Varispeed::MaxOutput(tick));
  Varispeed mono(rate_, 1);
  Varispeed many(rate_, kChannels);

  const auto expected = Play(mono, row, 0.997);
  const int count = many.Process(in.First(tick), 0.997, out.First(out.capacity()));

  ASSERT_EQ(count, static_cast<int>(expected.size()));
  for (int c = 0; c < kChannels; ++c) {
    const auto channel = out.First(count).Channel(c);
    EXPECT_TRUE(std::equal(channel.begin(), channel.end(), expected.begin())) << c;
  }
}

TEST_P(VarispeedAt, KeepsChannelsApart) {
  const int tick = rate_.tick_samples();
  const auto row = testing::WhiteNoise(1, 0.1F, tick);
  AudioBuffer in(2, tick);
  std::copy(row.begin(), row.end(), in.First(tick).Channel(1).begin());
  AudioBuffer out(2, Varispeed::MaxOutput(tick));
  Varispeed mono(rate_, 1);
  Varispeed stereo(rate_, 2);

  const auto expected = Play(mono, row, 1.003);
  const int count = stereo.Process(in.First(tick), 1.003, out.First(out.capacity()));

  const auto silent = out.First(count).Channel(0);
  const auto live = out.First(count).Channel(1);
  EXPECT_TRUE(std::all_of(silent.begin(), silent.end(), [](float x) { return x == 0.0F; }));
  EXPECT_TRUE(std::equal(live.begin(), live.end(), expected.begin(), expected.end()));
}

// Rounding of the taps and of the sum to float.
TEST_P(VarispeedAt, PassesDcUnchanged) {
  Varispeed varispeed(rate_, 1);
  const std::vector<float> in(static_cast<size_t>(rate_.hz()), 0.5F);

  const auto out = PlayInPieces(varispeed, in, rate_.tick_samples(), Swinging);

  for (size_t k = 100; k < out.size(); ++k) ASSERT_NEAR(out[k], 0.5F, 1e-6F) << k;
}

TEST_P(VarispeedAt, PlaysSilenceAsSilence) {
  Varispeed varispeed(rate_, 1);
  const std::vector<float> in(static_cast<size_t>(rate_.hz()), 0.0F);

  const auto out = PlayInPieces(varispeed, in, rate_.tick_samples(), Swinging);

  EXPECT_TRUE(std::all_of(out.begin(), out.end(), [](float x) { return x == 0.0F; }));
}

TEST_P(VarispeedAt, ForgetsThePastOnReset) {
  Varispeed used(rate_, 1);
  Varispeed fresh(rate_, 1);
  const auto in = testing::WhiteNoise(1, 0.1F, rate_.tick_samples());

  Play(used, testing::WhiteNoise(2, 0.1F, rate_.tick_samples()), 1.02);
  used.Reset();

  EXPECT_EQ(Play(used, in, 0.997), Play(fresh, in, 0.997));
}

TEST(Varispeed, KeepsTheTotalLengthExactOverTenMinutes) {
  const SampleRate rate(8000);
  constexpr int kTicks = 60'000;
  constexpr double kSpeed = 1.003;
  const auto in = testing::WhiteNoise(1, 0.1F, rate.tick_samples());
  Varispeed varispeed(rate, 1);

  int64_t total = 0;
  for (int t = 0; t < kTicks; ++t)
    total += static_cast<int64_t>(Play(varispeed, in, kSpeed).size());

  EXPECT_NEAR(static_cast<double>(total), kTicks * rate.tick_samples() / kSpeed, 1.0);
}

// A transition from speed a to b over N inputs lasts the integral of 1 / s: N ln(b / a) / (b - a).
TEST(Varispeed, KeepsTheTotalLengthExactWhileTheSpeedSwings) {
  const SampleRate rate(8000);
  const auto in = testing::WhiteNoise(1, 0.1F, rate.tick_samples());
  Varispeed varispeed(rate, 1);

  int64_t total = 0;
  double expected = 0.0;
  for (int t = 0; t < 12'000; ++t) {
    total += static_cast<int64_t>(Play(varispeed, in, Swinging(t)).size());
    const double from = Swinging(std::max(0, t - 1));
    const double change = Swinging(t) / from - 1.0;
    const double stretch = change == 0.0 ? 1.0 : std::log1p(change) / change;
    expected += rate.tick_samples() / from * stretch;
  }

  EXPECT_NEAR(static_cast<double>(total), expected, 1.0);
}

TEST(Varispeed, NeverWritesMoreThanItsMaximum) {
  Random random(1);
  const SampleRate rate(48000);
  Varispeed varispeed(rate, 1);
  for (int call = 0; call < 2000; ++call) {
    const auto in = testing::WhiteNoise(1, 0.1F, static_cast<int>(200.0 * random.Uniform()));

    const auto out = Play(varispeed, in, Varispeed::kMinSpeed);

    ASSERT_LE(static_cast<int>(out.size()), Varispeed::MaxOutput(static_cast<int>(in.size())));
  }
}

TEST(Varispeed, HasALatencyBelowAMillisecondAtMusicRates) {
  for (const int hz : {44100, 48000}) {
    EXPECT_LE(Varispeed(SampleRate(hz), 1).latency(), hz / 1000) << hz;
  }
}

TEST(Varispeed, TakesAnEmptyInput) {
  Varispeed varispeed(SampleRate(48000), 1);
  Varispeed other(SampleRate(48000), 1);
  const auto in = testing::WhiteNoise(1, 0.1F, 480);

  EXPECT_TRUE(Play(varispeed, {}, 1.02).empty());

  EXPECT_EQ(Play(varispeed, in, 0.997), Play(other, in, 0.997));
}

}  // namespace
}  // namespace neteq::dsp
