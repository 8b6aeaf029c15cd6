// SPDX-License-Identifier: BSD-3-Clause
// Compiled with -mavx2, on x86 only. Nothing of the standard library is called here: what the
// linker keeps for all must not be what this file made of it.

#include "dsp/internal/products.h"
#include "dsp/internal/products_body.h"
#include "dsp/internal/recursion_body.h"
#include "dsp/recursion.h"

namespace neteq::dsp::avx2 {

// Four places: eight sums, as many as hide the latency of an addition.
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

}  // namespace neteq::dsp::avx2
