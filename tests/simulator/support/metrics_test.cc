// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/metrics.h"

#include <array>
#include <numeric>

#include <gtest/gtest.h>

#include "simulator/support/timing.h"

namespace neteq::sim {
namespace {

TEST(Summarize, ReturnsNearestRankQuantiles) {
  std::vector<double> values(200);
  std::iota(values.rbegin(), values.rend(), 1.0);

  const Summary summary = Summarize(values);

  EXPECT_EQ(summary.count, 200U);
  EXPECT_DOUBLE_EQ(summary.mean, 100.5);
  EXPECT_EQ(summary.min, 1.0);
  EXPECT_EQ(summary.p05, 10.0);
  EXPECT_EQ(summary.p50, 100.0);
  EXPECT_EQ(summary.p95, 190.0);
  EXPECT_EQ(summary.p99, 198.0);
  EXPECT_EQ(summary.max, 200.0);
}

TEST(Summarize, ReturnsOnlyValuesOfTheSeries) {
  const Summary summary = Summarize({1.0, 100.0});

  EXPECT_EQ(summary.p50, 1.0);
  EXPECT_EQ(summary.p95, 100.0);
}

TEST(Summarize, ReturnsASingleValue) {
  const Summary summary = Summarize({-3.0});

  EXPECT_EQ(summary.mean, -3.0);
  EXPECT_EQ(summary.p05, -3.0);
  EXPECT_EQ(summary.p99, -3.0);
}

TEST(Summarize, IsZeroForAnEmptySeries) {
  EXPECT_EQ(Summarize({}).count, 0U);
  EXPECT_EQ(Summarize({}).max, 0.0);
}

TEST(Fnv1a, HashesTheBytesOfAWavFile) {
  // "foobar" as little-endian 16-bit samples; the published test vector of FNV-1a.
  constexpr std::array<int16_t, 3> kFoobar = {0x6F66, 0x626F, 0x7261};
  Fnv1a hash;

  hash.Update(kFoobar);

  EXPECT_EQ(hash.value(), 0x85944171F73967E8ULL);
}

TEST(CallTimes, TakesTheMinimumOfEachCall) {
  CallTimes times;
  for (const auto& pass : {std::array{10.0, 50.0}, std::array{30.0, 20.0}}) {
    times.StartPass();
    for (const double ns : pass) times.Add(ns);
  }

  EXPECT_DOUBLE_EQ(times.FloorMean(), 15.0);
  EXPECT_DOUBLE_EQ(times.All().mean, 27.5);
  EXPECT_EQ(times.MeanPerPass(), (std::vector{30.0, 25.0}));
}

}  // namespace
}  // namespace neteq::sim
