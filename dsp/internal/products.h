// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/base/realtime.h"

/// Inner products, which dominate every similarity search. Compiled for the baseline instruction
/// set and, on x86, for AVX2; sliding products also for AVX-512. The implementation is chosen at
/// run time.
///
/// - Order of additions: the same for every instruction set, so results are bit-identical on every
///   machine. There are 16 partial sums; a remainder of 8 products adds to the first 8. The sums
///   are folded in halves. A remainder of up to 7 products is summed one by one and added last.
///   Sliding by one sample over many places uses one running sum per place.
/// - Accuracy: rounding only; see tests/dsp/products_test.cc.
namespace neteq::dsp {

/// Inner product <a, b>; equal lengths.
float InnerProduct(std::span<const float> a, std::span<const float> b) noexcept NETEQ_REALTIME;

/// out[k] = <pattern, signal[k step, k step + P)>; P = pattern.size(), step >= 1. Needs
/// signal.size() >= (out.size() - 1) step + P.
void SlideProduct(std::span<const float> pattern, std::span<const float> signal, size_t step,
                  std::span<float> out) noexcept NETEQ_REALTIME;

/// Arguments of SlideProduct for one instruction set, for tests and benchmarks.
struct Sliding {
  const float* pattern;
  size_t length;
  const float* signal;
  size_t step;
  float* out;
  size_t count;
};
namespace plain {
float InnerProduct(const float* a, const float* b, size_t count) noexcept NETEQ_REALTIME;
void SlideProduct(const Sliding& task) noexcept NETEQ_REALTIME;
}  // namespace plain

#if defined(__x86_64__)
namespace avx2 {
float InnerProduct(const float* a, const float* b, size_t count) noexcept NETEQ_REALTIME;
void SlideProduct(const Sliding& task) noexcept NETEQ_REALTIME;
}  // namespace avx2
namespace avx512 {
void SlideProduct(const Sliding& task) noexcept NETEQ_REALTIME;
}  // namespace avx512
#endif

}  // namespace neteq::dsp
