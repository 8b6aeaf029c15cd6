// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/dsp/lpc.h"

namespace neteq::dsp {

/// All-pole filter of up to order 8, computed in blocks of eight samples.
///
/// - Model: y[n] = gain x[n] - sum_{k>=1} a[k] y[n - k].
/// - Method: a direct recursion stalls on its previous output at every sample. Here each block of
///   eight outputs is the response to its eight inputs plus the response to the previous eight
///   outputs, both sums of precomputed columns, so the dependency occurs once per block.
/// - Order of additions: the same for every instruction set, so results are bit-identical.
/// - Accuracy: rounding only; see tests/dsp/recursion_test.cc.
/// - Cost: 16 multiply-adds per sample.
struct Recursion {
  static constexpr size_t kBlock = 8;  ///< one AVX2 register, two of SSE2 or NEON

  /// kBlock zeros, then the impulse response. The contribution of input j to its block starts at
  /// kBlock - j.
  float impulse[2 * kBlock] = {};
  /// response[i]: contribution of output i of the previous block to the next block.
  float response[kBlock][kBlock] = {};
  float last[kBlock] = {};  ///< oldest first
};

/// Prepares a filter with zero state.
Recursion MakeRecursion(const LpcModel& model, float gain) noexcept NETEQ_REALTIME;

/// Filters whole blocks. `out` may alias `in`.
void RunRecursion(std::span<const float> in, Recursion& recursion,
                  std::span<float> out) noexcept NETEQ_REALTIME;

/// RunRecursion for one instruction set, for tests and benchmarks.
namespace plain {
void RunRecursion(const float* in, size_t count, Recursion& recursion,
                  float* out) noexcept NETEQ_REALTIME;
}  // namespace plain

#if defined(__x86_64__)
namespace avx2 {
void RunRecursion(const float* in, size_t count, Recursion& recursion,
                  float* out) noexcept NETEQ_REALTIME;
}  // namespace avx2
#endif

}  // namespace neteq::dsp
