// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/histogram.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

constexpr double kForgetFactor = 0.9993;
constexpr int kBins = 65;
constexpr int kMaxValue = kBins - 1;
constexpr ForgetSchedule kRamp{.final_factor = kForgetFactor};
// Sums of 65 numbers <= 1 in double precision.
constexpr double kRounding = 1e-12;

double Sum(const Histogram& histogram) {
  double sum = 0.0;
  for (int value = 0; value <= histogram.max_value(); ++value) sum += histogram.probability(value);
  return sum;
}

void AddTimes(Histogram& histogram, int value, int times) {
  for (int i = 0; i < times; ++i) histogram.Add(value);
}

TEST(Histogram, StartsGeometricWithSumOne) {
  const Histogram histogram(kBins, kRamp);

  EXPECT_DOUBLE_EQ(histogram.probability(0), 0.5);
  EXPECT_DOUBLE_EQ(histogram.probability(1), 0.25);
  EXPECT_DOUBLE_EQ(histogram.probability(10), std::pow(0.5, 11));
  EXPECT_DOUBLE_EQ(Sum(histogram), 1.0);
}

TEST(Histogram, FirstValueReplacesTheInitialGuess) {
  Histogram histogram(kBins, kRamp);

  histogram.Add(7);

  EXPECT_DOUBLE_EQ(histogram.probability(7), 1.0);
  EXPECT_DOUBLE_EQ(Sum(histogram), 1.0);
}

TEST(Histogram, ForgetFactorFollowsTheStartUpRamp) {
  Histogram histogram(kBins, kRamp);

  for (const int q15 : {0, 8187, 14327, 18932, 22386, 24976}) {  // NetEQ's sequence
    EXPECT_NEAR(histogram.forget_factor(), q15 / 32768.0, 2.0 / 32768.0);
    histogram.Add(1);
  }
  AddTimes(histogram, 1, 100);

  EXPECT_NEAR(histogram.forget_factor(), kForgetFactor, 1e-9);
}

TEST(Histogram, StartWeightSharesTheWeightAmongTheFirstValues) {
  Histogram histogram(kBins, {.final_factor = 0.983, .start_weight = 2.0});

  for (int n = 1; n <= 117; ++n) {  // NetEQ since 2019: 0, 0, 1/3, 1/2 ...; 0.983 from the 118th
    EXPECT_NEAR(histogram.forget_factor(), std::max(0.0, 1.0 - 2.0 / n), kRounding);
    EXPECT_LT(histogram.forget_factor(), 0.983);
    histogram.Add(1);
  }

  EXPECT_EQ(histogram.forget_factor(), 0.983);
}

TEST(Histogram, StartWeightOneIsThePlainMean) {
  Histogram histogram(kBins, {.final_factor = kForgetFactor, .start_weight = 1.0});

  for (int value = 0; value < 50; ++value) histogram.Add(value);

  for (int value = 0; value < 50; ++value) {
    EXPECT_NEAR(histogram.probability(value), 1.0 / 50, kRounding);
  }
  EXPECT_NEAR(Sum(histogram), 1.0, kRounding);
}

TEST(Histogram, HasTheRequestedNumberOfBins) {
  Histogram histogram(400, kRamp);

  histogram.Add(399);

  EXPECT_EQ(histogram.max_value(), 399);
  EXPECT_EQ(histogram.Quantile(0.95, 0), 399);
}

TEST(Histogram, SteadyStateKeepsForgetFactorPerUpdate) {
  Histogram histogram(kBins, kRamp);
  AddTimes(histogram, 3, 200);

  AddTimes(histogram, 5, 1000);

  EXPECT_NEAR(histogram.probability(3), std::pow(kForgetFactor, 1000), 1e-9);
  EXPECT_NEAR(histogram.probability(5), 1.0 - std::pow(kForgetFactor, 1000), 1e-9);
}

TEST(Histogram, ForgetsWhollyInsteadOfGoingDenormal) {
  Histogram histogram(kBins, {.final_factor = 0.99});
  AddTimes(histogram, 3, 50);

  AddTimes(histogram, 5, 80'000);  // 0.99 times the smallest denormal rounds to itself

  EXPECT_EQ(histogram.probability(3), 0.0);
  EXPECT_NEAR(Sum(histogram), 1.0, kRounding);
}

TEST(Histogram, QuantileLeavesAtMostTheRestAbove) {
  Histogram histogram(kBins, kRamp);
  AddTimes(histogram, 1, 100);

  AddTimes(histogram, 4, 72);  // 1 - 0.9993^72 = 4.92 %
  EXPECT_EQ(histogram.Quantile(0.95, 1), 1);
  AddTimes(histogram, 4, 2);  // 5.05 %
  EXPECT_EQ(histogram.Quantile(0.95, 1), 4);
}

TEST(Histogram, QuantileIsAtLeastTheSmallestAndAtMostTheLastBin) {
  Histogram histogram(kBins, kRamp);

  histogram.Add(0);
  EXPECT_EQ(histogram.Quantile(0.95, 1), 1);
  EXPECT_EQ(histogram.Quantile(0.95, 0), 0);

  histogram.Reset();
  histogram.Add(kMaxValue);
  EXPECT_EQ(histogram.Quantile(0.95, 1), kMaxValue);
}

TEST(Histogram, MeanOfEquallyFrequentValuesIsTheirMean) {
  Histogram histogram(kBins, kRamp);

  for (int i = 0; i < 20'000; ++i) histogram.Add(i % 2 == 0 ? 1 : 3);

  EXPECT_NEAR(histogram.Mean(), 2.0, 1.0 - kForgetFactor);  // the last value has a larger weight
}

TEST(Histogram, ResetForgetsValuesAndRamp) {
  Histogram histogram(kBins, kRamp);
  AddTimes(histogram, 9, 100);

  histogram.Reset();

  EXPECT_EQ(histogram.forget_factor(), 0.0);
  EXPECT_DOUBLE_EQ(histogram.probability(0), 0.5);
}

// Five packets of 20 ms: up to 100 ms beyond the earliest arrival, or two packets of 60 ms.
TEST(HistogramRescale, CompressesIntoLongerPackets) {
  Histogram histogram(kBins, kRamp);
  histogram.Add(5);

  histogram.Rescale(20.0 / 60.0);

  EXPECT_NEAR(histogram.probability(2), 1.0, kRounding);
}

// Two packets of 60 ms: 60 to 120 ms beyond the earliest arrival, or four to six packets of 20 ms.
TEST(HistogramRescale, StretchesEvenlyOverShorterPackets) {
  Histogram histogram(kBins, kRamp);
  histogram.Add(2);

  histogram.Rescale(60.0 / 20.0);

  for (const int bin : {4, 5, 6}) {
    EXPECT_NEAR(histogram.probability(bin), 1.0 / 3.0, kRounding);
  }
  EXPECT_NEAR(Sum(histogram), 1.0, kRounding);
}

TEST(HistogramRescale, SplitsABinAcrossAnEdge) {
  Histogram histogram(kBins, kRamp);
  histogram.Add(2);  // 20 to 40 ms late

  histogram.Rescale(20.0 / 30.0);  // edge at 30 ms

  EXPECT_NEAR(histogram.probability(1), 0.5, kRounding);
  EXPECT_NEAR(histogram.probability(2), 0.5, kRounding);
}

TEST(HistogramRescale, GathersOverflowInTheLastBin) {
  Histogram histogram(kBins, kRamp);
  histogram.Add(40);

  histogram.Rescale(120.0 / 2.5);

  EXPECT_NEAR(histogram.probability(kMaxValue), 1.0, kRounding);
}

TEST(HistogramRescale, LeavesEarlyPacketsEarly) {
  Histogram histogram(kBins, kRamp);
  histogram.Add(0);

  histogram.Rescale(3.0);

  EXPECT_DOUBLE_EQ(histogram.probability(0), 1.0);
}

TEST(HistogramRescale, ByOneChangesNothing) {
  Histogram histogram(kBins, kRamp);
  const Histogram before = histogram;

  histogram.Rescale(1.0);

  for (int i = 0; i < kBins; ++i) {
    EXPECT_DOUBLE_EQ(histogram.probability(i), before.probability(i));
  }
}

}  // namespace
}  // namespace neteq::delay
