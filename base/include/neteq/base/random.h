// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace neteq {

/// Seeded pseudo-random numbers, identical on every machine. PCG32 (XSH-RR), M. E. O'Neill,
/// HMC-CS-2014-0905, 2014.
class Random {
 public:
  explicit constexpr Random(uint64_t seed) : state_(seed + kIncrement) { Next(); }

  /// Uniform over all 32-bit values.
  constexpr uint32_t Next() {
    const uint64_t old = state_;
    state_ = old * 6364136223846793005ULL + kIncrement;
    const auto shifted = static_cast<uint32_t>(((old >> 18U) ^ old) >> 27U);
    const auto turn = static_cast<uint32_t>(old >> 59U);
    return (shifted >> turn) | (shifted << ((32U - turn) & 31U));
  }
  /// Uniform in [0, 1).
  constexpr double Uniform() { return Next() * 0x1p-32; }
  /// Zero mean, unit variance, uniform in +-sqrt(3). As excitation of a resonant LPC synthesis
  /// filter it sounds like Gaussian noise, but has no outliers.
  constexpr float Noise() {
    constexpr float kScale = 1.7320508F * 0x1p-31F;
    return static_cast<float>(static_cast<int32_t>(Next())) * kScale;
  }

 private:
  static constexpr uint64_t kIncrement = 1442695040888963407ULL;
  uint64_t state_;
};

}  // namespace neteq
