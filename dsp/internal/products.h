// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/base/realtime.h"

/// Inner products, the bulk of every search for similarity. Each is compiled for the instructions
/// that any processor of the family has and, on x86, for AVX2; sliding ones, where there are many
/// sums that need not wait for each other, for AVX-512 as well. The processor found chooses.
///
/// Order     the same for every instruction set, so the bytes that come out are the same on every
///           machine: 16 partial sums, of which a rest of 8 products adds to the first 8; these
///           folded in halves; a rest of up to 7 products summed one by one and added last.
///           Sliding over many places by one sample each: one running sum a place
/// Accuracy  rounding only: tests/dsp/products_test.cc
namespace neteq::dsp {

/// <a, b>; equal lengths.
float InnerProduct(std::span<const float> a, std::span<const float> b) noexcept NETEQ_REALTIME;

/// out[k] = <pattern, signal[k step, k step + P)>; P = pattern.size(), step >= 1. `signal` has the
/// (out.size() - 1) step + P samples needed.
void SlideProduct(std::span<const float> pattern, std::span<const float> signal, size_t step,
                  std::span<float> out) noexcept NETEQ_REALTIME;

/// The same by one instruction set, for tests and benchmarks.
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
