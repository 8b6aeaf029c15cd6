// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/lag_pair.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::Voiced;

constexpr SampleRate kRate{16'000};
constexpr int kPast = 640;

/// Lags around a gap of 20 ms in `x`; `future` samples are known behind it.
LagPair LagsIn(const std::vector<float>& x, int future) {
  const auto row = std::span(x);
  return ChooseLags(row.first(kPast), row.subspan(kPast + 320, static_cast<size_t>(future)), kRate);
}

TEST(LagPair, FindsTheFractionalPeriodOfAVowelOnBothSides) {
  for (const double pitch_hz : {90.0, 120.0, 171.0, 233.0, 350.0}) {
    const auto x = Voiced(kRate, pitch_hz, 0.2, kPast + 640);

    const LagPair lags = LagsIn(x, 320);

    const double period = kRate.hz() / pitch_hz;
    EXPECT_NEAR(lags.past, period, 0.3) << pitch_hz;
    EXPECT_NEAR(lags.future, period, 0.3) << pitch_hz;
    EXPECT_GT(lags.past_similarity, 0.95F);
    EXPECT_GT(lags.future_similarity, 0.95F);
  }
}

TEST(LagPair, BothSidesChooseTheSameOctave) {
  // The past repeats every 10 ms only, the future every 5 ms. The past decides: it is the same voice.
  auto x = Voiced(kRate, 100.0, 0.2, kPast + 640);
  const auto high = testing::Tones(kRate, {200.0, 400.0}, 0.2, 320);
  std::copy(high.begin(), high.end(), x.begin() + kPast + 320);

  const LagPair lags = LagsIn(x, 320);

  EXPECT_LT(std::abs(std::log2(lags.past / lags.future)), 0.3F);
}

TEST(LagPair, FollowsAPitchThatRises) {
  std::vector<float> x(kPast + 640);
  double phase = 0.0;
  for (size_t n = 0; n < x.size(); ++n) {
    const double hz = 120.0 * std::pow(1.3, static_cast<double>(n) / 1600.0);
    phase += 2.0 * std::numbers::pi * hz / kRate.hz();
    for (int h = 1; h <= 10; ++h) x[n] += static_cast<float>(0.1 * std::cos(h * phase + h * h) / h);
  }

  const LagPair lags = LagsIn(x, 320);

  EXPECT_LT(lags.future, lags.past);
  EXPECT_NEAR(lags.past / lags.future, std::pow(1.3, 600.0 / 1600.0), 0.06);
}

TEST(LagPair, AShortFutureTakesThePeriodOfThePast) {
  const auto x = Voiced(kRate, 90.0, 0.2, kPast + 640);

  for (const int future : {1, 2, 40, 100, 160}) {
    const LagPair lags = LagsIn(x, future);

    EXPECT_NEAR(lags.past, kRate.hz() / 90.0, 0.3);
    EXPECT_EQ(lags.future, lags.past);
    EXPECT_EQ(lags.future_similarity, 0.0F);
  }
}

TEST(LagPair, AShortFutureSeesShortPeriods) {
  const auto x = Voiced(kRate, 233.0, 0.2, kPast + 640);

  const LagPair lags = LagsIn(x, 160);

  EXPECT_NEAR(lags.future, kRate.hz() / 233.0, 0.3);
  EXPECT_GT(lags.future_similarity, 0.9F);
}

TEST(LagPair, SilenceGivesLagsInRange) {
  const std::vector<float> silence(kPast + 640, 0.0F);

  const LagPair lags = LagsIn(silence, 320);

  for (const float lag : {lags.past, lags.future}) {
    EXPECT_GE(lag, kMinPairLagMs * 16.0F);
    EXPECT_LE(lag, kMaxPairLagMs * 16.0F);
  }
  EXPECT_EQ(lags.past_similarity, 0.0F);
}

}  // namespace
}  // namespace neteq::dsp
