// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/dsp/lpc.h"

namespace neteq::dsp {

/// An all-pole filter of up to order 8 and its last outputs, eight samples at once.
///
/// Model     y[n] = gain x[n] - sum_{k>=1} a[k] y[n - k]
/// Trick     a recursion waits for its last output at every sample. Eight outputs at once are what
///           eight inputs make of them (impulse response) plus what the eight outputs before make
///           of them (responses to each); both are sums of columns, so it waits once in 8 samples
/// Order     of additions the same for every instruction set, so the bytes are, too
/// Accuracy  rounding only: tests/dsp/recursion_test.cc
/// Cost      16 multiply-adds a sample
struct Recursion {
  static constexpr size_t kBlock = 8;

  /// Zeros, then the outputs that one input 1 makes: what input j of a block adds to its outputs
  /// lies from kBlock - j on.
  float impulse[2 * kBlock] = {};
  /// [i]: what output i of the last block adds to those of the next.
  float response[kBlock][kBlock] = {};
  float last[kBlock] = {};  ///< oldest first
};

/// Prepares a filter, with no outputs yet.
Recursion MakeRecursion(const LpcModel& model, float gain) noexcept NETEQ_REALTIME;

/// Filters whole blocks. `out` may be `in`.
void RunRecursion(std::span<const float> in, Recursion& recursion,
                  std::span<float> out) noexcept NETEQ_REALTIME;

/// The same by one instruction set, for tests and benchmarks.
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
