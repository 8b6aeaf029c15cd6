// SPDX-License-Identifier: BSD-3-Clause
// Compiled with -mavx2, on x86 only. Must not call inline functions of the standard library: the
// linker could keep the AVX2 copy of such a function for the whole program.

#include <immintrin.h>

#include "dsp/internal/fades.h"
#include "dsp/internal/fades_body.h"
#include "dsp/internal/products.h"
#include "dsp/internal/products_body.h"
#include "dsp/internal/recursion_body.h"
#include "dsp/internal/rounding.h"
#include "dsp/internal/white_noise.h"
#include "dsp/internal/white_noise_body.h"
#include "neteq/dsp/recursion.h"

namespace neteq::dsp::avx2 {

// Four places: eight running sums hide the latency of an addition.
constexpr size_t kGroup = 4;

float InnerProduct(const float* a, const float* b, size_t count) noexcept {
  float product = 0.0F;
  GroupProducts<Float8, 1>(a, count, b, 1, &product);
  return product;
}

void SlideProduct(const Sliding& task) noexcept { Slide<Float8, kGroup>(task); }

void RunRecursion(const float* in, size_t count, Recursion& recursion, float* out) noexcept {
  RunBlocks<Float8>(in, count, recursion, out);
}

void MakeNoise(uint32_t* generators, float* out, size_t count) noexcept {
  RunGenerators<Uint8, Int8, Float8>(generators, out, count);
}

void Scale(const Fade& fade) noexcept { ScaleLanes<Float8>(fade); }
void Blend(const Fade& fade) noexcept { BlendLanes<Float8>(fade); }
void Mix(const Fade& fade) noexcept { MixLanes<Float8>(fade); }

size_t RoundToInt16(const float* from, size_t count, int16_t* to) noexcept {
  constexpr size_t kStep = 16;
  const __m256 sign_bit = _mm256_set1_ps(-0.0F);
  const auto units = [&](const float* x) {
    const __m256 scaled = _mm256_mul_ps(_mm256_loadu_ps(x), _mm256_set1_ps(kInt16Scale));
    const __m256 below = _mm256_min_ps(scaled, _mm256_set1_ps(32767.0F));
    const __m256 half = _mm256_or_ps(_mm256_and_ps(below, sign_bit), _mm256_set1_ps(0.5F));
    return _mm256_cvttps_epi32(_mm256_add_ps(below, half));
  };
  size_t n = 0;
  for (; n + kStep <= count; n += kStep) {
    // Packing works on each half of the register separately.
    const __m256i halves = _mm256_packs_epi32(units(from + n), units(from + n + kStep / 2));
    const __m256i rounded = _mm256_permute4x64_epi64(halves, _MM_SHUFFLE(3, 1, 2, 0));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + n), rounded);
  }
  return n;
}

}  // namespace neteq::dsp::avx2
