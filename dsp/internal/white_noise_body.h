// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "dsp/internal/lanes.h"
#include "dsp/internal/white_noise.h"
#include "neteq/dsp/white_noise.h"

/// Kernels of white_noise.h for registers of any width; see products_body.h.
namespace neteq::dsp {
namespace {

constexpr float kNoiseScale = 1.7320508F * 0x1p-31F;  // maps int32 to +-sqrt(3)

/// Template arguments: unsigned, signed and float vectors of equal width.
template <class Uints, class Ints, class Floats>
[[gnu::always_inline]] inline void RunGenerators(uint32_t* generators, float* out, size_t count) {
  constexpr size_t kRegisters = WhiteNoise::kBlock / kLanes<Uints>;
  Uints x[kRegisters];
  for (size_t r = 0; r < kRegisters; ++r) Load(generators + r * kLanes<Uints>, x[r]);
  for (size_t n = 0; n < count; n += WhiteNoise::kBlock) {
    for (size_t r = 0; r < kRegisters; ++r) {
      // The shifts are Marsaglia's.
      x[r] ^= x[r] << 13;
      x[r] ^= x[r] >> 17;
      x[r] ^= x[r] << 5;
      Ints number;
      Load(&x[r], number);
      Store(__builtin_convertvector(number, Floats) * kNoiseScale, out + n + r * kLanes<Uints>);
    }
  }
  for (size_t r = 0; r < kRegisters; ++r) Store(x[r], generators + r * kLanes<Uints>);
}

}  // namespace
}  // namespace neteq::dsp
