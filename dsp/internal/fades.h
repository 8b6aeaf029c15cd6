// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "neteq/base/realtime.h"
#include "neteq/dsp/crossfade.h"

namespace neteq::dsp {

/// Arguments of one fade kernel; Scale ignores `to`.
struct Fade {
  const float* from;
  const float* to;
  Ramp gain_from;  // weight of `from`, used by Mix only
  Ramp share;      // weight of `to`, or of `from` in Scale
  float* out;
  size_t count;
};

/// FadeIn below 1, Blend and MixInto for one instruction set, for tests and benchmarks.
namespace plain {
void Scale(const Fade& fade) noexcept NETEQ_REALTIME;
void Blend(const Fade& fade) noexcept NETEQ_REALTIME;
void Mix(const Fade& fade) noexcept NETEQ_REALTIME;
}  // namespace plain

#if defined(__x86_64__)
namespace avx2 {
void Scale(const Fade& fade) noexcept NETEQ_REALTIME;
void Blend(const Fade& fade) noexcept NETEQ_REALTIME;
void Mix(const Fade& fade) noexcept NETEQ_REALTIME;
}  // namespace avx2
#endif

}  // namespace neteq::dsp
