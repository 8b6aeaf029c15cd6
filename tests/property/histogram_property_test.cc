// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/histogram.h"

namespace neteq::delay {
namespace {

constexpr int kBins = 65;

/// The parameter is the seed.
class HistogramProperty : public ::testing::TestWithParam<int> {
 protected:
  /// Usually small values, like inter-arrival times, and occasionally any value.
  int RandomValue() {
    const uint32_t range = random_.Next() % 8 == 0 ? kBins : 4;
    return static_cast<int>(random_.Next() % range);
  }
  /// Half of the forget factors are those in use, half are arbitrary valid ones; both kinds of
  /// ramps.
  ForgetSchedule RandomSchedule() {
    return {.final_factor = random_.Next() % 2 == 0 ? 0.9993 : 0.5 + 0.49999 * random_.Uniform(),
            .start_weight = random_.Next() % 2 == 0 ? 0.0 : 1.0 + 10.0 * random_.Uniform()};
  }

  Random random_{static_cast<uint64_t>(GetParam())};
};

double SumFrom(const Histogram& histogram, int first) {
  double sum = 0.0;
  for (int value = first; value <= histogram.max_value(); ++value) {
    sum += histogram.probability(value);
  }
  return sum;
}

TEST_P(HistogramProperty, SumStaysOneOverAMillionUpdates) {
  Histogram histogram(kBins, RandomSchedule());

  for (int i = 0; i < 1'000'000; ++i) {
    histogram.Add(RandomValue());
    if (random_.Next() % 1024 == 0) histogram.Rescale(std::exp(4.0 * random_.Uniform() - 2.0));
    ASSERT_LT(std::abs(SumFrom(histogram, 0) - 1.0), 1e-9) << "update " << i;
  }

  for (int value = 0; value < kBins; ++value) {
    EXPECT_TRUE(histogram.probability(value) >= 0.0 && histogram.probability(value) <= 1.0);
  }
}

TEST_P(HistogramProperty, QuantileIsTheSmallestValueRarelyExceeded) {
  Histogram histogram(kBins, RandomSchedule());

  for (int i = 0; i < 2000; ++i) {
    histogram.Add(RandomValue());
    const double share = 0.5 + 0.4999 * random_.Uniform();
    const int smallest = static_cast<int>(random_.Next() % 2);
    const int quantile = histogram.Quantile(share, smallest);

    ASSERT_GE(quantile, smallest);
    // Where shares are equal, rounding of the sums decides.
    EXPECT_LE(SumFrom(histogram, quantile + 1), 1.0 - share + 1e-12);
    if (quantile > smallest) {
      EXPECT_GT(SumFrom(histogram, quantile), 1.0 - share - 1e-12);
    }
  }
}

TEST_P(HistogramProperty, RescaleThereAndBackNeverLowersTheQuantileInTime) {
  Histogram histogram(kBins, {.final_factor = 0.9993});
  for (int i = 0; i < 1000; ++i) histogram.Add(static_cast<int>(random_.Next() % 20));
  const int before = histogram.Quantile(0.95, 1);

  histogram.Rescale(1.0 / 3.0);  // longer packets: 64 bins hold all of them
  EXPECT_GE(3 * histogram.Quantile(0.95, 1), before);
  histogram.Rescale(3.0);

  EXPECT_GE(histogram.Quantile(0.95, 1), before);
}

INSTANTIATE_TEST_SUITE_P(Seed, HistogramProperty, ::testing::Range(1, 9));

}  // namespace
}  // namespace neteq::delay
