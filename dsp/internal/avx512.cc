// SPDX-License-Identifier: BSD-3-Clause
// Compiled with -mavx512f, on x86 only; see avx2.cc. Contains only kernels with many independent
// sums; for the others, addition latency makes wider registers useless.

#include "dsp/internal/products.h"
#include "dsp/internal/products_body.h"

namespace neteq::dsp::avx512 {

// Eight places share the loads of the pattern, and their sums hide the latency of an addition.
constexpr size_t kGroup = 8;

void SlideProduct(const Sliding& task) noexcept { Slide<Float16, kGroup>(task); }

}  // namespace neteq::dsp::avx512
