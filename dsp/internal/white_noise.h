// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "neteq/base/realtime.h"

/// WhiteNoise::Generate for one instruction set, for tests and benchmarks: writes `count` samples,
/// a multiple of kBlock, and advances the generators.
namespace neteq::dsp {

namespace plain {
void MakeNoise(uint32_t* generators, float* out, size_t count) noexcept NETEQ_REALTIME;
}  // namespace plain

#if defined(__x86_64__)
namespace avx2 {
void MakeNoise(uint32_t* generators, float* out, size_t count) noexcept NETEQ_REALTIME;
}  // namespace avx2
#endif

}  // namespace neteq::dsp
