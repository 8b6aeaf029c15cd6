// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/random.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

namespace neteq {
namespace {

/// The generator as published by its author (pcg32_random_r), with our stream number.
uint32_t ReferencePcg32(uint64_t& state) {
  const uint64_t old = state;
  state = old * 6364136223846793005ULL + 1442695040888963407ULL;
  const auto xorshifted = static_cast<uint32_t>(((old >> 18U) ^ old) >> 27U);
  const auto rot = static_cast<uint32_t>(old >> 59U);
  return (xorshifted >> rot) | (xorshifted << ((-rot) & 31U));
}

TEST(Random, IsPcg32) {
  Random random(42);
  uint64_t state = 42 + 1442695040888963407ULL;
  ReferencePcg32(state);

  for (int i = 0; i < 1000; ++i) ASSERT_EQ(random.Next(), ReferencePcg32(state));
}

TEST(Random, RepeatsWithTheSameSeedOnly) {
  Random a(7);
  Random same(7);
  Random other(8);
  int equal_to_other = 0;

  for (int i = 0; i < 1000; ++i) {
    const uint32_t value = a.Next();
    ASSERT_EQ(value, same.Next());
    equal_to_other += value == other.Next() ? 1 : 0;
  }
  EXPECT_EQ(equal_to_other, 0);  // expected: 1000 / 2^32
}

TEST(Random, IsUniformInZeroToOne) {
  Random random(1);
  constexpr int kDraws = 100'000;
  double sum = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.005);  // 5 standard errors of 0.29 / sqrt(1e5)
}

TEST(Random, MakesNoiseOfUnitPowerAndNoMean) {
  Random random(1);
  constexpr int kDraws = 100'000;
  double sum = 0.0;
  double power = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = static_cast<double>(random.Noise());
    ASSERT_LE(std::abs(value), 1.7320509);
    sum += value;
    power += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.016);    // 5 standard errors of 1 / sqrt(1e5)
  EXPECT_NEAR(power / kDraws, 1.0, 0.015);  // x^2 has a variance of 0.8
}

}  // namespace
}  // namespace neteq
