// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/dtmf_tone.h"

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

constexpr double kHighAmplitude = 16'141.0 / 32'768.0;
constexpr double kLowAmplitude = kHighAmplitude * 0.5 * std::numbers::sqrt2;
// Error of one second of float samples of an exact sine: rounding errors of 3e-8 average out.
constexpr double kExact = 1e-6;

/// Frequencies of the keys 0-9 * # A-D (ITU-T Q.23).
constexpr std::array<std::pair<double, double>, 16> kKeysHz = {{{941, 1336},
                                                                {697, 1209},
                                                                {697, 1336},
                                                                {697, 1477},
                                                                {770, 1209},
                                                                {770, 1336},
                                                                {770, 1477},
                                                                {852, 1209},
                                                                {852, 1336},
                                                                {852, 1477},
                                                                {941, 1209},
                                                                {941, 1477},
                                                                {697, 1633},
                                                                {770, 1633},
                                                                {852, 1633},
                                                                {941, 1633}}};

/// All tones are integers in hertz: one second holds whole periods, so each tone is exactly one
/// bin.
std::complex<double> Component(std::span<const float> second, double hz) {
  std::complex<double> sum = 0.0;
  const double turns = hz / static_cast<double>(second.size());
  for (size_t n = 0; n < second.size(); ++n) {
    sum +=
        static_cast<double>(second[n]) *
        std::polar(1.0, -2.0 * std::numbers::pi * std::fmod(turns * static_cast<double>(n), 1.0));
  }
  return 2.0 * sum / static_cast<double>(second.size());
}

std::vector<float> Sound(DtmfTone& tone, int samples) {
  std::vector<float> out(static_cast<size_t>(samples));
  tone.Generate(out);
  return out;
}

class DtmfToneAtRate : public ::testing::TestWithParam<int> {
 protected:
  SampleRate rate() const { return SampleRate(GetParam()); }
};

TEST_P(DtmfToneAtRate, EveryKeyHasItsTwoTonesAndNothingElse) {
  for (int key = 0; key < 16; ++key) {
    const auto [low_hz, high_hz] = kKeysHz[static_cast<size_t>(key)];
    DtmfTone tone(rate());
    ASSERT_TRUE(tone.Start(key, 0));

    const auto second = Sound(tone, rate().hz());

    // Sines from phase 0: -i in the bin.
    EXPECT_NEAR(std::abs(Component(second, low_hz) - std::complex(0.0, -kLowAmplitude)), 0.0,
                kExact)
        << key;
    EXPECT_NEAR(std::abs(Component(second, high_hz) - std::complex(0.0, -kHighAmplitude)), 0.0,
                kExact)
        << key;
    const double both = 0.5 * (kLowAmplitude * kLowAmplitude + kHighAmplitude * kHighAmplitude);
    EXPECT_NEAR(testing::Power(second), both, kExact) << key;
  }
}

TEST_P(DtmfToneAtRate, StaysExactForAMinute) {
  DtmfTone tone(rate());
  tone.Start(5, 0);
  std::vector<float> second;

  for (int i = 0; i < 60; ++i) second = Sound(tone, rate().hz());

  EXPECT_NEAR(std::abs(Component(second, 770.0) - std::complex(0.0, -kLowAmplitude)), 0.0, kExact);
  EXPECT_NEAR(std::abs(Component(second, 1336.0) - std::complex(0.0, -kHighAmplitude)), 0.0,
              kExact);
}

TEST_P(DtmfToneAtRate, PiecesMakeTheSameSoundAsTheWhole) {
  DtmfTone whole(rate());
  DtmfTone pieces(rate());
  whole.Start(11, 7);

  const auto expected = Sound(whole, 1000);
  std::vector<float> joined;
  for (const int length : {1, 2, 160, 437, 0, 400}) {
    pieces.Start(11, 7);  // repeated calls have no effect
    const auto piece = Sound(pieces, length);
    joined.insert(joined.end(), piece.begin(), piece.end());
  }

  EXPECT_EQ(joined, expected);
}

INSTANTIATE_TEST_SUITE_P(Rates, DtmfToneAtRate,
                         ::testing::Values(8000, 16'000, 32'000, 44'100, 48'000));

TEST(DtmfTone, AttenuationIsInDecibels) {
  DtmfTone reference(SampleRate(8000));
  reference.Start(1, 0);
  const auto full = Sound(reference, 8000);

  for (int attenuation_db = 0; attenuation_db <= 63; ++attenuation_db) {
    DtmfTone tone(SampleRate(8000));
    tone.Start(1, attenuation_db);

    EXPECT_NEAR(testing::GainDb(Sound(tone, 8000), full), -attenuation_db, 1e-4);
  }
}

TEST(DtmfTone, NeverReachesFullScale) {
  for (int key = 0; key < 16; ++key) {
    DtmfTone tone(SampleRate(48'000));
    tone.Start(key, 0);
    for (const float sample : Sound(tone, 48'000)) ASSERT_LT(std::abs(sample), 0.85F);
  }
}

TEST(DtmfTone, ChangeOfLevelKeepsThePhase) {
  DtmfTone tone(SampleRate(16'000));
  DtmfTone steady(SampleRate(16'000));
  tone.Start(9, 0);
  steady.Start(9, 0);
  Sound(tone, 123);
  Sound(steady, 123);

  tone.Start(9, 20);
  const auto quiet = Sound(tone, 500);

  const auto loud = Sound(steady, 500);
  for (size_t n = 0; n < loud.size(); ++n) ASSERT_NEAR(quiet[n], 0.1F * loud[n], 1e-7F);
}

TEST(DtmfTone, OtherKeyAndResetBeginAtPhaseZero) {
  DtmfTone fresh(SampleRate(8000));
  DtmfTone used(SampleRate(8000));
  fresh.Start(2, 0);
  const auto expected = Sound(fresh, 100);
  used.Start(1, 0);
  Sound(used, 77);

  used.Start(2, 0);
  EXPECT_EQ(Sound(used, 100), expected);
  used.Reset();
  EXPECT_FALSE(used.active());
  used.Start(2, 0);
  EXPECT_EQ(Sound(used, 100), expected);
}

TEST(DtmfTone, IsSilentWithoutAKey) {
  DtmfTone tone(SampleRate(8000));
  EXPECT_EQ(Sound(tone, 10), std::vector<float>(10, 0.0F));

  tone.Start(2, 0);
  Sound(tone, 50);
  tone.Reset();

  EXPECT_EQ(Sound(tone, 10), std::vector<float>(10, 0.0F));
}

TEST(DtmfTone, RefusesInvalidEventsAndLevels) {
  DtmfTone tone(SampleRate(8000));

  for (const auto& [event, attenuation_db] :
       {std::pair{-1, 0}, {16, 0}, {255, 0}, {0, -1}, {0, 64}}) {
    EXPECT_FALSE(tone.Start(event, attenuation_db));
    EXPECT_FALSE(tone.active());
  }
}

}  // namespace
}  // namespace neteq::dsp
