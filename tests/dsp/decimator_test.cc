// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/decimator.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

namespace neteq::dsp {
namespace {

using testing::GainDb;
using testing::Tones;

class DecimatorAt : public ::testing::TestWithParam<int> {
 protected:
  static constexpr int kOutputs = 400;

  int input_samples() const { return kOutputs * decimator_.factor(); }
  /// Outputs that do not depend on the edges of the input.
  std::vector<float> Inner(const std::vector<float>& in) const {
    std::vector<float> out(kOutputs);
    decimator_.Process(in, out);
    const int edge = decimator_.reach() / decimator_.factor() + 1;
    return {out.begin() + edge, out.end() - edge};
  }
  double ResponseDb(double frequency_hz) const {
    const auto in = Tones(rate_, {frequency_hz}, 0.5, input_samples());
    return GainDb(Inner(in), in);
  }

  SampleRate rate_{GetParam()};
  Decimator decimator_{rate_};
};
INSTANTIATE_TEST_SUITE_P(Rates, DecimatorAt, ::testing::ValuesIn(testing::kRatesHz));

TEST_P(DecimatorAt, BringsTheRateToAboutFourKilohertz) {
  EXPECT_NEAR(decimator_.output_rate_hz(), 4000.0, 10.0);  // 44100 / 11 = 4009
  EXPECT_DOUBLE_EQ(decimator_.output_rate_hz() * decimator_.factor(), GetParam());
}

TEST_P(DecimatorAt, KeepsConstantsExactlyToRounding) {
  for (const float sample : Inner(std::vector<float>(static_cast<size_t>(input_samples()), 0.5F))) {
    ASSERT_NEAR(sample, 0.5F, 1e-6F);
  }
}

TEST_P(DecimatorAt, PassesPitchAndStopsWhatWouldAlias) {
  for (const double pass_hz : {80.0, 200.0, 400.0, 700.0}) {
    EXPECT_NEAR(ResponseDb(pass_hz), 0.0, 0.2) << pass_hz;  // 41 dB of ripple is 0.08 dB
  }
  // The last tone is 50 Hz below the Nyquist frequency of the lowest rate.
  for (double stop_hz = 2300.0; stop_hz < 3960.0; stop_hz += 50.0) {
    EXPECT_LT(ResponseDb(stop_hz), -40.0) << stop_hz;
  }
  for (double stop_hz = 4500.0; stop_hz < 0.45 * GetParam(); stop_hz += 997.0) {
    EXPECT_LT(ResponseDb(stop_hz), -40.0) << stop_hz;
  }
}

TEST_P(DecimatorAt, DelaysNothing) {
  const auto out = Inner(Tones(rate_, {200.0}, 0.5, input_samples()));
  const int first = decimator_.reach() / decimator_.factor() + 1;

  for (size_t i = 0; i < out.size(); ++i) {
    const double t = (static_cast<double>(i) + first) / decimator_.output_rate_hz();
    // 0.08 dB of ripple is 1 % of 0.5; a delay of one input sample at 8 kHz would cause an error of
    // 0.08.
    ASSERT_NEAR(static_cast<double>(out[i]), 0.5 * std::sin(2.0 * std::numbers::pi * 200.0 * t),
                0.006);
  }
}

TEST_P(DecimatorAt, CountsWhatLiesOutsideAsZero) {
  const auto in = testing::WhiteNoise(1, 0.3F, input_samples());
  const auto margin = static_cast<size_t>(10 * decimator_.factor());
  std::vector<float> padded(in.size() + 2 * margin);
  std::copy(in.begin(), in.end(), padded.begin() + static_cast<ptrdiff_t>(margin));
  std::vector<float> bare_out(kOutputs);
  std::vector<float> padded_out(kOutputs);

  decimator_.Process(in, bare_out);
  decimator_.Process(padded, static_cast<int>(margin), padded_out);

  for (size_t i = 0; i < bare_out.size(); ++i) ASSERT_NEAR(bare_out[i], padded_out[i], 1e-6F) << i;
}

TEST_P(DecimatorAt, ReachesOverInputsShorterThanItsTaps) {
  const std::vector<float> in(static_cast<size_t>(decimator_.factor() + 1), 1.0F);
  std::vector<float> out(2);

  decimator_.Process(in, out);

  EXPECT_FLOAT_EQ(out[0], out[1]);  // by symmetry
  EXPECT_GT(out[0], 0.3F);
}

TEST_P(DecimatorAt, InterpolatesWhatItHasDecimated) {
  const SampleRate rate(GetParam());
  const Decimator decimator(rate, kSpeechBand);
  if (decimator.factor() == 1) GTEST_SKIP() << "nothing to interpolate";
  const int samples = rate.SamplesInMs(40);
  const auto in = testing::Tones(rate, {300.0, 1700.0, 3800.0}, 0.2, samples);
  std::vector<float> low(static_cast<size_t>((samples - 1) / decimator.factor() + 1));
  std::vector<float> out(in.size(), 0.0F);

  decimator.Process(in, low);
  decimator.AddInterpolated(low, 0, out);

  for (size_t n = static_cast<size_t>(3 * decimator.reach());
       n + static_cast<size_t>(3 * decimator.reach()) < in.size(); ++n) {
    ASSERT_NEAR(out[n], in[n], 0.01F) << n;
  }
}

TEST_P(DecimatorAt, InterpolatesOnlyInsideTheOutput) {
  const Decimator decimator(SampleRate(GetParam()), kSpeechBand);
  const std::vector<float> low(5, 1.0F);
  std::vector<float> whole(200, 0.0F);
  std::vector<float> part(7, 0.0F);

  decimator.AddInterpolated(low, 100, whole);
  decimator.AddInterpolated(low, -3, part);

  EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + 103));
}

}  // namespace
}  // namespace neteq::dsp
