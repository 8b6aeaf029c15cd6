// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/phase_track.h"

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::Voiced;

constexpr SampleRate kRate{16'000};
constexpr size_t kPast = 640;

TEST(PhaseTrack, MeetsPhaseAndPitchAtBothEnds) {
  const LagPair lags{.past = 100.0F, .future = 80.0F};
  const PhaseTrack track(3.6F, lags, 320);

  EXPECT_EQ(track.At(0.0F), 0.0F);
  EXPECT_NEAR(track.At(320.0F), 3.6F, 1e-5F);
  EXPECT_NEAR(track.At(1.0F) - track.At(0.0F), 1.0F / 100.0F, 2e-4F);
  EXPECT_NEAR(track.At(320.0F) - track.At(319.0F), 1.0F / 80.0F, 2e-4F);
}

TEST(PhaseTrack, ASteadyPitchIsALine) {
  const PhaseTrack track(3.2F, {.past = 100.0F, .future = 100.0F}, 320);

  for (int t = 0; t <= 320; ++t) {
    const auto time = static_cast<float>(t);
    EXPECT_NEAR(track.At(time), time / 100.0F, 1e-5F);
  }
}

TEST(PhaseMatch, CountsTheCyclesOfAVowelInGapsOfAnyLength) {
  for (const double pitch_hz : {110.0, 200.0, 310.0}) {
    const auto x = Voiced(kRate, pitch_hz, 0.2, 3000);
    const auto period = static_cast<float>(kRate.hz() / pitch_hz);
    const LagPair lags{.past = period, .future = period};
    for (const size_t length : {size_t{80}, size_t{160}, size_t{321}, size_t{640}}) {
      const auto future = std::span(x).subspan(kPast + length, 320);

      const PhaseMatch match =
          MatchPhase(std::span(x).first(kPast), future, lags, static_cast<int>(length));

      EXPECT_NEAR(match.cycles, static_cast<float>(length) / period, 0.02F) << pitch_hz;
      EXPECT_GT(match.similarity, 0.98F);
    }
  }
}

TEST(PhaseMatch, UsesThePartOfACycleThatTheFutureHolds) {
  const auto x = Voiced(kRate, 110.0, 0.2, 3000);
  const auto period = static_cast<float>(kRate.hz() / 110.0);

  const PhaseMatch match =
      MatchPhase(std::span(x).first(kPast), std::span(x).subspan(kPast + 320, 60),
                 {.past = period, .future = period}, 320);

  EXPECT_NEAR(match.cycles, 320.0F / period, 0.03F);
}

TEST(PhaseMatch, CorrectsAPitchThatIsSlightlyWrong) {
  const auto x = Voiced(kRate, 150.0, 0.2, 3000);
  const float wrong = 1.05F * static_cast<float>(kRate.hz() / 150.0);

  const PhaseMatch match =
      MatchPhase(std::span(x).first(kPast), std::span(x).subspan(kPast + 320, 320),
                 {.past = wrong, .future = wrong}, 320);

  EXPECT_NEAR(match.cycles, 3.0F, 0.1F);
}

TEST(PhaseMatch, WithoutSimilarityTakesTheExpectedNumber) {
  const std::vector<float> silence(1000, 0.0F);

  for (const size_t future : {size_t{1}, size_t{320}}) {
    const PhaseMatch match =
        MatchPhase(std::span(silence).first(kPast), std::span(silence).first(future),
                   {.past = 100.0F, .future = 80.0F}, 320);

    EXPECT_NEAR(match.cycles, 0.5F * (3.2F + 4.0F), 0.01F);
    EXPECT_EQ(match.similarity, 0.0F);
  }
}

}  // namespace
}  // namespace neteq::dsp
