// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "neteq/base/realtime.h"

namespace neteq::dsp {

inline constexpr float kInt16Scale = 32768.0F;  // full scale of 16-bit PCM

#if defined(__x86_64__)
namespace avx2 {
/// ToInterleavedInt16 of one channel for the largest multiple of 16 up to `count`; returns that
/// multiple.
size_t RoundToInt16(const float* from, size_t count, int16_t* to) noexcept NETEQ_REALTIME;
}  // namespace avx2
#endif

}  // namespace neteq::dsp
